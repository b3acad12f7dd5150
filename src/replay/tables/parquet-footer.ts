import type { FileMetaData } from "hyparquet";
import { PARQUET } from "../open-log.ts";
import { BINARY, I64, LIST, STRUCT, type TakeField, ThriftReader } from "./thrift-reader.ts";

/** Where bytes lie in a file. */
export interface BytesPlace {
  readonly from: number;
  readonly length: number;
}

/** Where the bytes of a column of a group are said to lie; `NaN` where that is not said. */
interface ColumnPlace extends BytesPlace {
  readonly name: string;
}

/** A group of rows: how many there are, and its columns. */
export interface RowGroup {
  readonly rows: number;
  readonly columns: readonly ColumnPlace[];
}

/** What the footer of a Parquet file says. */
export interface ParquetFooter {
  /** All but the groups of rows, and how long it is. */
  readonly about: Omit<FileMetaData, "row_groups" | "metadata_length">;
  readonly groups: readonly RowGroup[];
}

/** A place that must be within a file of so many bytes. Throws if it is not, or is not known. */
export function placeInside(place: BytesPlace | undefined, fileSize: number): BytesPlace {
  const { from = Number.NaN, length = Number.NaN } = place ?? {};
  const isInside = from >= 0 && length >= 0 && from + length <= fileSize;
  if (!isInside) throw new RangeError("a column lies beyond the end of the file");
  return { from, length };
}

/** Of the end of a footer: its length, and the name of the format. */
export const FOOTER_END = 8;

/** How long a footer is, without its end. Throws if that is not said, or it would be longer than so many bytes. */
export function footerLength(end: Buffer, most: number): number {
  const length = end.readUInt32LE(0);
  if (!end.subarray(-PARQUET.length).equals(PARQUET)) throw new RangeError("it does not end with PAR1");
  if (length > most) throw new RangeError("its footer is longer than the file");
  return length;
}

/**
 * Takes the groups of rows out of a footer. The library makes objects of all that is said of each column of each group, which takes a
 * tenth of the time in which a packed log is scanned; nearly nobody wants to know more than where they lie.
 *
 * @param footer with its end.
 * @returns the groups, and a footer without any that says the rest. Throws if the footer is damaged.
 */
export function takeGroups(footer: Buffer): { readonly groups: readonly RowGroup[]; readonly rest: Buffer } {
  const reader = new ThriftReader(footer.subarray(0, -FOOTER_END));
  let groups: readonly RowGroup[] = [];
  let [from, to] = [0, 0];
  reader.readStruct((field, type) => {
    if (field !== ROW_GROUPS || type !== LIST) return false;
    from = reader.at;
    groups = reader.readList(STRUCT, () => groupIn(reader));
    to = reader.at;
    return true;
  });
  const rest = Buffer.concat([footer.subarray(0, from), to === 0 ? NOTHING : NO_STRUCTS, footer.subarray(to)]);
  rest.writeUInt32LE(rest.length - FOOTER_END, rest.length - FOOTER_END);
  return { groups, rest };
}

const NOTHING = Buffer.alloc(0);
/** A list of no structures. */
const NO_STRUCTS = Buffer.of(STRUCT);

// The numbers of fields, as the Thrift definition of Parquet gives them: of a footer, ...
const ROW_GROUPS = 4;
// ... of a group of rows, ...
const COLUMNS = 1;
const ROWS = 3;
// ... of a column in it, ...
const ABOUT_COLUMN = 3;
// ... and of what is said about that.
const PATH = 3;
const COMPRESSED_SIZE = 7;
const DATA_OFFSET = 9;
const DICTIONARY_OFFSET = 11;

function groupIn(reader: ThriftReader): RowGroup {
  let columns: readonly ColumnPlace[] = [];
  let rows = Number.NaN;
  reader.readStruct((field, type) => {
    if (field === ROWS && type === I64) rows = reader.readInteger();
    else if (field === COLUMNS && type === LIST) columns = reader.readList(STRUCT, () => columnIn(reader));
    else return false;
    return true;
  });
  return { rows, columns };
}

function columnIn(reader: ThriftReader): ColumnPlace {
  let name = "";
  let [data, dictionary, length] = [Number.NaN, 0, Number.NaN];
  const aboutColumn: TakeField = (field, type) => {
    if (field === PATH && type === LIST) name = textOf(reader.readList(BINARY, () => reader.readBytes())[0]);
    else if (field === COMPRESSED_SIZE && type === I64) length = reader.readInteger();
    else if (field === DATA_OFFSET && type === I64) data = reader.readInteger();
    else if (field === DICTIONARY_OFFSET && type === I64) dictionary = reader.readInteger();
    else return false;
    return true;
  };
  reader.readStruct((field, type) => {
    if (field !== ABOUT_COLUMN || type !== STRUCT) return false;
    reader.readStruct(aboutColumn);
    return true;
  });
  // Some programs write 0 where there is no dictionary.
  return { name, from: dictionary || data, length };
}

const utf8 = new TextDecoder();

/** As the library reads a name: without a byte-order mark. */
function textOf(bytes: Uint8Array | undefined): string {
  return utf8.decode(bytes);
}
