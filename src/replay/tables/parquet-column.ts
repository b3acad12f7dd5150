import type { ColumnMetaData, Compressors, PageHeader, SchemaTree } from "hyparquet";
import { readHybridRuns, runOfOne } from "./hybrid-runs.ts";

/** The parts of `hyparquet` that read a page of a column. */
export interface PageLibrary {
  readonly parquetHeader: typeof import("hyparquet/src/column.js").parquetHeader;
  readonly decompressPage: typeof import("hyparquet/src/datapage.js").decompressPage;
  readonly readDataPage: typeof import("hyparquet/src/datapage.js").readDataPage;
  readonly convert: typeof import("hyparquet/src/convert.js").convert;
}

type Decoder = Parameters<PageLibrary["convert"]>[1];
type Encoding = NonNullable<PageHeader["data_page_header"]>["encoding"];

/** Gives values by their place. */
type ValueAt = (place: number) => unknown;

/** Values as they are written: all of them one after the other, or the number that each has in a dictionary. */
interface Values {
  readonly valueAt: ValueAt;
  readonly numbers: Int32Array | undefined;
}

type TextParsers = Readonly<Record<"stringFromBytes" | "uuidFromBytes", (bytes: Uint8Array) => unknown>>;

interface Page extends Values {
  readonly rows: number;
  /** For each row 1 if it has a value; `undefined` if all have one. */
  readonly present: Int32Array | undefined;
}

const NO_VALUES: Values = { valueAt: () => undefined, numbers: undefined };
const NO_PAGE: Page = { ...NO_VALUES, rows: 0, present: undefined };
/** How many bytes more must be readable for runs of numbers, and how many a length takes. */
const WORD = 4;
const UUID = 16;
/** What a column of texts may be said to hold. */
const TEXTS: ReadonlySet<string> = new Set(["UTF8", "ENUM"]);

/**
 * The values of a column in a group of rows, one after the other, page by page: a page is in memory at a time. What `hyparquet` would
 * believe of a damaged page, until memory is used up, is looked at before: how many values it has, and how long runs are.
 */
export class ParquetColumn {
  readonly #library: PageLibrary;
  readonly #decoder: Decoder;
  readonly #isOptional: boolean;
  readonly #reader: { readonly view: DataView; offset: number };
  /** Rows of the group that no page so far has. */
  #left: number;
  #dictionary: ArrayLike<unknown> | undefined;
  #page = NO_PAGE;
  #row = 0;
  #value = 0;

  /** @param bytes of the column in this group, which has so many rows. */
  constructor(
    bytes: ArrayBuffer,
    rows: number,
    { element }: SchemaTree,
    { type, codec, path_in_schema: pathInSchema }: Pick<ColumnMetaData, "type" | "codec" | "path_in_schema">,
    library: PageLibrary,
    options: Pick<Decoder, "parsers"> & { readonly compressors: Compressors },
  ) {
    this.#library = library;
    this.#decoder = { ...options, type, codec, element, pathInSchema, schemaPath: [] };
    this.#isOptional = element.repetition_type !== "REQUIRED";
    this.#reader = { view: new DataView(bytes), offset: 0 };
    this.#left = rows;
  }

  /** The value of the next row, `null` if it has none. Throws if the column is damaged, or has no more rows. */
  next(): unknown {
    while (this.#row === this.#page.rows) this.#page = this.#nextPage();
    const { present, numbers, valueAt } = this.#page;
    const row = this.#row++;
    if (present?.[row] === 0) return null;
    const value = this.#value++;
    return valueAt(numbers?.[value] ?? value);
  }

  #nextPage(): Page {
    const header = this.#library.parquetHeader(this.#reader);
    const bytes = this.#bytesOf(header);
    this.#row = 0;
    this.#value = 0;
    if (header.dictionary_page_header === undefined) return this.#pageOf(header, bytes);
    const { num_values: count } = header.dictionary_page_header;
    const values = this.#decompressed(bytes, header.uncompressed_page_size);
    if (!(count >= 0 && count <= values.length)) throw new RangeError("a dictionary of more values than bytes");
    this.#dictionary = this.#converted(values, "PLAIN", count);
    return NO_PAGE;
  }

  #bytesOf({ compressed_page_size: size }: PageHeader): Uint8Array {
    const { view, offset } = this.#reader;
    if (!(size >= 0 && offset + size <= view.byteLength)) throw new RangeError("a page that is cut off");
    this.#reader.offset += size;
    return new Uint8Array(view.buffer, offset, size);
  }

  #pageOf({ data_page_header: first, data_page_header_v2: second, ...header }: PageHeader, bytes: Uint8Array): Page {
    const data = second ?? first;
    if (data === undefined) throw new RangeError("a page of another kind");
    const { num_values: rows, encoding } = data;
    if (!(rows >= 0 && rows <= this.#left)) throw new RangeError("a page of more rows than there are");
    this.#left -= rows;
    const size = header.uncompressed_page_size;
    let levels: Uint8Array;
    let values: Uint8Array;
    if (second === undefined) {
      const all = this.#decompressed(bytes, size);
      const length = this.#isOptional ? lengthAt(all) : 0;
      const begins = this.#isOptional ? WORD : 0;
      levels = all.subarray(begins, begins + length);
      values = all.subarray(begins + length);
    } else {
      // In this version levels are not compressed.
      const { repetition_levels_byte_length: before, definition_levels_byte_length: length } = second;
      levels = bytes.subarray(before, before + length);
      const rest = bytes.subarray(before + length);
      values = second.is_compressed === false ? rest : this.#decompressed(rest, size - before - length);
    }
    const present = this.#isOptional ? presentIn(levels, rows) : undefined;
    const count = present === undefined ? rows : present.reduce((sum, one) => sum + one, 0);
    return { rows, present, ...this.#valuesIn(values, encoding, count) };
  }

  #decompressed(bytes: Uint8Array, size: number): Uint8Array {
    const { codec, compressors } = this.#decoder;
    return this.#library.decompressPage(bytes, size, codec, compressors);
  }

  #valuesIn(bytes: Uint8Array, encoding: Encoding, count: number): Values {
    if (count === 0) return NO_VALUES;
    switch (encoding) {
      case "PLAIN_DICTIONARY":
      case "RLE_DICTIONARY": {
        const all = this.#dictionary ?? [];
        return { valueAt: (place) => all[place], numbers: numbersIn(bytes, 1, bytes[0] ?? 0, count, all.length) };
      }
      case "RLE":
        return { valueAt: (place) => place === 1, numbers: numbersIn(bytes, WORD, 1, count, 2) };
      default: {
        const texts = encoding === "PLAIN" ? this.#textsIn(bytes, count) : undefined;
        const all = texts === undefined ? this.#converted(bytes, encoding, count) : [];
        return { valueAt: texts ?? ((place) => all[place]), numbers: undefined };
      }
    }
  }

  /** Texts, each of which is made when it is asked for; `undefined` if the values are none. */
  #textsIn(bytes: Uint8Array, count: number): ValueAt | undefined {
    const { element } = this.#decoder;
    const parsers: TextParsers = this.#decoder.parsers;
    const { type, converted_type: converted = "UTF8", logical_type: logical } = element;
    if (logical?.type === "UUID") {
      if (UUID * count > bytes.length) throw new RangeError("an id that is cut off");
      return (place) => parsers.uuidFromBytes(bytes.subarray(UUID * place, UUID * (place + 1)));
    }
    if (type !== "BYTE_ARRAY" || !TEXTS.has(converted)) return undefined;
    const ends = endsOfTexts(bytes, count);
    return (place) => {
      const from = (place === 0 ? 0 : (ends[place - 1] ?? 0)) + WORD;
      return parsers.stringFromBytes(bytes.subarray(from, ends[place]));
    };
  }

  #converted(bytes: Uint8Array, encoding: Encoding, count: number): ArrayLike<unknown> {
    const header = {
      num_values: count,
      encoding,
      definition_level_encoding: encoding,
      repetition_level_encoding: encoding,
    };
    // Without a path no levels are looked for.
    const { dataPage } = this.#library.readDataPage(bytes, header, this.#decoder);
    return this.#library.convert(dataPage, this.#decoder);
  }
}

/** For each row 1 if it has a value, 0 if not; `undefined` if all have one. */
function presentIn(levels: Uint8Array, rows: number): Int32Array | undefined {
  const runs = padded(levels);
  if (runOfOne(runs, 0, levels.length, 1, rows) === 1) return undefined;
  const present = new Int32Array(rows);
  readHybridRuns(runs, 0, levels.length, 1, present, 0, rows);
  return present;
}

/** Numbers of so many bits each, all of them less than `below`. */
function numbersIn(bytes: Uint8Array, from: number, width: number, count: number, below: number): Int32Array {
  const numbers = new Int32Array(count);
  // Where there is one value alone, numbers take no bits.
  if (width > 0) readHybridRuns(padded(bytes), from, bytes.length, width, numbers, 0, count);
  if (numbers.some((number) => number >= below)) throw new RangeError("a number that no value has");
  return numbers;
}

/** Where so many texts end, each of which comes after its length. */
function endsOfTexts(bytes: Uint8Array, count: number): Int32Array {
  const view = viewOf(bytes);
  const ends = new Int32Array(count);
  let end = 0;
  for (let i = 0; i < count; i++) {
    end += WORD + view.getUint32(end, true);
    if (end > bytes.length) throw new RangeError("a text that is cut off");
    ends[i] = end;
  }
  return ends;
}

function lengthAt(bytes: Uint8Array): number {
  return viewOf(bytes).getUint32(0, true);
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function padded(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly view: DataView } {
  const copy = new Uint8Array(bytes.length + WORD);
  copy.set(bytes);
  return { bytes: copy, view: new DataView(copy.buffer) };
}
