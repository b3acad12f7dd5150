import { type RunBytes, readHybridRuns, runOfOne } from "../tables/hybrid-runs.ts";
import { BY_NUMBER, readPageHeader } from "../tables/page-header.ts";
import { ThriftReader } from "../tables/thrift-reader.ts";
import type { ScanKernel } from "./kernel/scan-kernel.ts";

/** How many bytes after a column must be readable. */
export const COLUMN_PADDING = 16;

/** What stands for a value that is not there. */
export const ABSENT = -1;

/** The bytes of a column of a group of rows. */
export interface ColumnBytes extends RunBytes {
  /** Of the same bytes and {@link COLUMN_PADDING} more. */
  readonly view: DataView;
  /** Memory to be used while a column is read, a word for each row; that of the kernel, if there is one. */
  readonly scratch: Int32Array;
}

/** The texts that a column refers to by number, as they lie in its bytes: [starts[i], ends[i]). */
export interface ColumnTexts {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Where values of a page lie, and how many bytes they are once they are unpacked. */
export interface PageBytes {
  readonly from: number;
  readonly to: number;
  readonly unpackedLength: number;
}

/** A page of values: which rows have one, and where they lie. */
interface Page extends PageBytes {
  readonly row: number;
  readonly rows: number;
  /** How many rows have a value, and for each row 1 if it has one; `undefined` if all have one, or none. */
  readonly count: number;
  readonly present: Int32Array | undefined;
  readonly isByNumber: boolean;
}

/** The texts that values may be numbers of: how many there are, and where they lie. */
interface DictionaryPage extends PageBytes {
  readonly count: number;
}

/** The pages of a column. */
interface ColumnPages {
  readonly dictionary: DictionaryPage | undefined;
  readonly pages: readonly Page[];
}

/*
 * The columns of a packed log as they lie in its bytes: the part of Parquet that we write, read at once into typed arrays.
 * Whatever lies otherwise throws, and is left to a reader of all of Parquet.
 */

/** Reads a column of texts: for each row the number of its text, or {@link ABSENT}. */
export function readTextNumbers(column: ColumnBytes, size: number, out: Int32Array): ColumnTexts {
  return forEachPage(column, size, ({ row, rows, present, count, isByNumber, from, to }) => {
    if (count === 0) {
      out.fill(ABSENT, row, row + rows);
      return;
    }
    if (!isByNumber) throw new RangeError("texts that are not numbered");
    // The first byte says how many bits a number has.
    readHybridRuns(column, from + 1, to, column.bytes[from] ?? 0, out, row, count);
    if (present === undefined) return;
    for (let i = rows - 1, value = count - 1; i >= 0; i--) {
      out[row + i] = present[i] === 1 ? (out[row + value--] ?? ABSENT) : ABSENT;
    }
  });
}

/** How many rows have a value in a column. */
export function countOf(column: ColumnBytes, size: number): number {
  let found = 0;
  forEachPage(column, size, ({ count }) => {
    found += count;
  });
  return found;
}

/** Reads a column of 64-bit numbers: for each row its number, or NaN. */
export function readNumbers(column: ColumnBytes, size: number, out: Float64Array): void {
  const { bytes, view, kernel } = column;
  forEachPage(column, size, ({ row, rows, present, count, isByNumber, from, to }) => {
    if (count === 0) {
      out.fill(Number.NaN, row, row + rows);
      return;
    }
    if (isByNumber || to - from !== 8 * count) throw new RangeError("numbers that are not plain");
    if (present === undefined && kernel !== undefined) {
      kernel.run.widen(bytes.byteOffset + from, out.byteOffset + 8 * row, rows);
      return;
    }
    let p = from;
    for (let i = 0; i < rows; i++) {
      if (present !== undefined && present[i] !== 1) out[row + i] = Number.NaN;
      else {
        out[row + i] = view.getInt32(p + 4, true) * 0x100000000 + view.getUint32(p, true);
        p += 8;
      }
    }
  });
}

/** Reads a column of 32-bit numbers: for each row its number, or {@link ABSENT}. */
export function readSmallNumbers(column: ColumnBytes, size: number, out: Int32Array): void {
  const { bytes, view } = column;
  // As the bytes lie, words are read here: no scan is made where they are not.
  const outBytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
  forEachPage(column, size, ({ row, rows, present, count, isByNumber, from, to }) => {
    if (count > 0 && (isByNumber || to - from !== 4 * count)) throw new RangeError("numbers that are not plain");
    if (present === undefined && count > 0) {
      outBytes.set(bytes.subarray(from, to), 4 * row);
      return;
    }
    let p = from;
    for (let i = 0; i < rows; i++) {
      if (count === 0 || (present !== undefined && present[i] !== 1)) out[row + i] = ABSENT;
      else {
        out[row + i] = view.getInt32(p, true);
        p += 4;
      }
    }
  });
}

/** For each row 1 if a column has a value, else 0. */
export function readPresence(column: ColumnBytes, size: number, out: Int32Array): void {
  forEachPage({ ...column, scratch: out }, size, ({ row, rows, present, count }) => {
    if (present === undefined) out.fill(count === 0 ? 0 : 1, row, row + rows);
  });
}

/** Takes the pages of a column one after the other, and gives the texts that values may be numbers of. */
function forEachPage(column: ColumnBytes, size: number, take: (page: Page) => void): ColumnTexts {
  const { dictionary, pages } = pagesIn(column, size);
  for (const page of pages) take(page);
  return dictionary === undefined ? NO_TEXTS : textsIn(column.view, dictionary.from, dictionary.to, dictionary.count);
}

const NO_TEXTS: ColumnTexts = { starts: new Int32Array(0), ends: new Int32Array(0) };

/** The pages of a column of so many rows. */
export function pagesIn(column: ColumnBytes, size: number): ColumnPages {
  const { bytes } = column;
  const reader = new ThriftReader(bytes);
  const pages: Page[] = [];
  let dictionary: DictionaryPage | undefined;
  let row = 0;
  while (row < size) {
    const header = readPageHeader(reader);
    const from = reader.at;
    const to = from + header.length;
    if (!(to >= from && to <= bytes.length)) throw new RangeError("a page that is cut off");
    reader.at = to;
    const { data, unpackedLength } = header;
    if (header.dictionary !== undefined) {
      dictionary = { from, to, unpackedLength, count: header.dictionary };
      continue;
    }
    if (data === undefined || data.rows !== data.values) throw new RangeError("a page of another kind");
    const { rows, nulls: absent, levelsLength: levels } = data;
    const areRows = rows > 0 && row + rows <= size && absent >= 0 && absent <= rows;
    if (!(areRows && levels >= 0 && from + levels <= to)) throw new RangeError("a broken page");
    const scratch = column.scratch.subarray(row, row + rows);
    const present = presentIn(column, from, from + levels, scratch, rows - absent);
    pages.push({
      ...{ row, rows, present, count: rows - absent, isByNumber: data.encoding === BY_NUMBER },
      ...{ from: from + levels, to, unpackedLength: unpackedLength - levels },
    });
    row += rows;
  }
  return { dictionary, pages };
}

/** The texts that lie one after the other in [from, to). */
export function textsIn(view: DataView, from: number, to: number, count: number): ColumnTexts {
  if (!(count >= 0 && 4 * count <= to - from)) throw new RangeError("too many texts");
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  let p = from;
  for (let i = 0; i < count; i++) {
    const start = p + 4;
    p = start + view.getUint32(p, true);
    if (p > to) throw new RangeError("a text that is cut off");
    starts[i] = start;
    ends[i] = p;
  }
  if (p !== to) throw new RangeError("more than texts");
  return { starts, ends };
}

/** Which of the rows of a page have a value, in the memory for them; `undefined` if all have, or none. */
function presentIn(
  column: ColumnBytes,
  from: number,
  to: number,
  present: Int32Array,
  count: number,
): Int32Array | undefined {
  const rows = present.length;
  const one = runOfOne(column, from, to, 1, rows);
  if (one === undefined) readHybridRuns(column, from, to, 1, present, 0, rows);
  const found = one === undefined ? sumOf(present, column.kernel) : one * rows;
  if (found !== count) throw new RangeError("another number of values");
  return found === 0 || found === rows ? undefined : present;
}

function sumOf(words: Int32Array, kernel: ScanKernel | undefined): number {
  if (kernel !== undefined) return kernel.run.sumOf(words.byteOffset, words.length);
  let sum = 0;
  for (let i = 0; i < words.length; i++) sum += words[i] ?? 0;
  return sum;
}
