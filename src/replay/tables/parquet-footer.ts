import { crc32 } from "node:zlib";
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
interface RowGroup {
  readonly rows: number;
  readonly columns: readonly ColumnPlace[];
}

/** What the footer of a Parquet file says, as far as it is asked for here. */
export interface ParquetFooter {
  readonly createdBy: string | undefined;
  /** What else its writer says of it, by name. */
  readonly metadata: ReadonlyMap<string, string>;
  /** A checksum of what it says before that: of columns, rows and groups. */
  readonly checksum: number | undefined;
  /** How many rows there are in all. */
  readonly rows: number;
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
 * Reads a footer. A library would make objects of all that is said of each column of each group, which takes a tenth of the time in which a
 * packed log is scanned.
 *
 * @param footer with its end. Throws if it is damaged.
 */
export function readFooter(footer: Buffer): ParquetFooter {
  const reader = new ThriftReader(footer.subarray(0, -FOOTER_END));
  let rows = Number.NaN;
  let groups: readonly RowGroup[] | undefined;
  let pairs: readonly (readonly [string, string])[] = [];
  let createdBy: string | undefined;
  let checksum: number | undefined;
  reader.readStruct((field, type) => {
    if (field === ALL_ROWS && type === I64) rows = reader.readInteger();
    else if (field === ROW_GROUPS && type === LIST) groups = reader.readList(STRUCT, () => groupIn(reader));
    else if (field === METADATA && type === LIST) {
      checksum = crc32(footer.subarray(0, reader.at));
      pairs = reader.readList(STRUCT, () => pairIn(reader));
    } else if (field === CREATED_BY && type === BINARY) createdBy = textOf(reader.readBytes());
    else return false;
    return true;
  });
  if (groups === undefined || !(rows >= 0)) throw new RangeError("it does not say what rows it has");
  return { createdBy, metadata: new Map(pairs), checksum, rows, groups };
}

// The numbers of fields, as the Thrift definition of Parquet gives them: of a footer, ...
const ALL_ROWS = 3;
const ROW_GROUPS = 4;
const METADATA = 5;
const CREATED_BY = 6;
// ... of what its writer says besides, ...
const KEY = 1;
const VALUE = 2;
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

function pairIn(reader: ThriftReader): readonly [string, string] {
  let [key, value] = ["", ""];
  reader.readStruct((field, type) => {
    if (field === KEY && type === BINARY) key = textOf(reader.readBytes());
    else if (field === VALUE && type === BINARY) value = textOf(reader.readBytes());
    else return false;
    return true;
  });
  return [key, value];
}

function groupIn(reader: ThriftReader): RowGroup {
  let columns: readonly ColumnPlace[] = [];
  let rows = Number.NaN;
  reader.readStruct((field, type) => {
    if (field === ROWS && type === I64) rows = reader.readInteger();
    else if (field === COLUMNS && type === LIST) columns = reader.readList(STRUCT, () => columnIn(reader));
    else return false;
    return true;
  });
  if (!(rows >= 0)) throw new RangeError("a group does not say how many rows it has");
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

/** As the library reads a text: without a byte-order mark. */
function textOf(bytes: Uint8Array | undefined): string {
  return utf8.decode(bytes);
}
