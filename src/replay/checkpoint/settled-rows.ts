import { certain } from "../../domain/certain.ts";
import { placeIn } from "../../domain/place-in.ts";
import type { CellTable } from "../../projections/statistics/cell-table.ts";
import type { Span } from "../../projections/statistics/chatbot-statistics.ts";
import { RowOutline, type RowOutlines } from "../../projections/statistics/row-outlines.ts";
import type { NumberArray } from "./checkpoint-file.ts";

/** The rows of statistics as they were written, as a checkpoint keeps them: each of some accounts has one for each of some buckets. */
export interface PackedRows {
  /** The numbers of the accounts, in the order of their rows. */
  readonly accounts: Int32Array<ArrayBuffer>;
  /** The starts of the buckets, by time. */
  readonly starts: Float64Array<ArrayBuffer>;
  /** Where the text of each row ends among the bytes of all, by account, then by bucket. */
  readonly ends: Int32Array<ArrayBuffer>;
  /** In UTF-8, one after the other. */
  readonly text: Int32Array<ArrayBuffer>;
}

/** Writes a row, with what parts it from others. */
export type RowWriter = (outline: RowOutline) => string;

/** In how many arrays rows are kept. */
export const ROW_ARRAYS = 4;
const WORD = Int32Array.BYTES_PER_ELEMENT;
const MOST_BYTES = 2 ** 31 - 1;
/** Stands for the number of a row that was not written before, or not as it is now. */
const NO_ROW = -1;
/** Stands for the place of a bucket that is not among others. */
const NO_COLUMN = -1;

/**
 * Writes rows, and packs what was written; `undefined` if there are more than so many.
 *
 * @param names the accounts by number. Each row is of one of them.
 */
export function packRows(
  outlines: RowOutlines,
  write: RowWriter,
  names: readonly string[],
  most: number,
): PackedRows | undefined {
  const { accounts, spans } = outlines;
  const count = accounts.length * spans.length;
  if (count > most) return undefined;
  const ends = new Int32Array(count);
  const texts: Buffer[] = [];
  let end = 0;
  for (const outline of outlines) {
    const text = Buffer.from(write(outline));
    end += text.length;
    if (end > MOST_BYTES) return undefined;
    ends[texts.length] = end;
    texts.push(text);
  }
  const text = new Int32Array(Math.ceil(end / WORD));
  Buffer.concat(texts).copy(new Uint8Array(text.buffer));
  const numbers = new Map(names.map((accountId, number) => [accountId, number]));
  return {
    accounts: Int32Array.from(accounts, ([accountId]) => certain(numbers.get(accountId))),
    starts: Float64Array.from(spans, ({ start }) => start),
    ends,
    text,
  };
}

/** Rows that were written before. Those that are as they were need not be written again. */
export class KnownRows {
  readonly #rows: PackedRows;
  readonly #text: Uint8Array;
  readonly #changes: CellTable;
  /** The accounts that have rows: their numbers, and the first row of each. */
  readonly #accounts: ReadonlyMap<string, { readonly account: number; readonly first: number }>;

  /**
   * @param names the accounts by number.
   * @param changes what has come to cells since: a row hangs on what its account has in its bucket and the one before.
   */
  constructor(rows: PackedRows, names: readonly string[], changes: CellTable) {
    this.#rows = rows;
    this.#text = new Uint8Array(rows.text.buffer, rows.text.byteOffset, rows.text.byteLength);
    this.#changes = changes;
    this.#accounts = new Map(
      Array.from(rows.accounts, (account, i) => [certain(names[account]), { account, first: i * rows.starts.length }]),
    );
  }

  /** Finds, of an account, the row of each of some buckets; {@link NO_ROW} where it is not as it was written. Good until it finds others. */
  finderFor(spans: readonly Span[]): (accountId: string) => Int32Array {
    const columns = Int32Array.from(spans, ({ start }) => columnOf(this.#rows.starts, start));
    // Each bucket stands after the one before it.
    const starts = Float64Array.from([
      ...spans.slice(0, 1).map(({ previous }) => previous),
      ...spans.map(({ start }) => start),
    ]);
    const rows = new Int32Array(spans.length);
    return (accountId) => {
      rows.fill(NO_ROW);
      const known = this.#accounts.get(accountId);
      if (known === undefined) return rows;
      for (let i = 0; i < rows.length; i++) {
        const column = certain(columns[i]);
        if (column !== NO_COLUMN) rows[i] = known.first + column;
      }
      const end = this.#changes.firstOf(known.account + 1);
      for (let cell = this.#changes.firstOf(known.account); cell < end; cell++) {
        const after = columnOf(starts, certain(this.#changes.cells.buckets[cell]));
        if (after !== NO_COLUMN) rows.fill(NO_ROW, Math.max(0, after - 1), after + 1);
      }
      return rows;
    };
  }

  /** What was written of some rows, from one up to another. */
  textOf(from: number, to: number): Uint8Array {
    const { ends } = this.#rows;
    return this.#text.subarray(ends[from - 1] ?? 0, ends[to - 1]);
  }
}

/** Where a bucket stands among others, by time. */
function columnOf(starts: Float64Array, start: number): number {
  const column = placeIn(starts, start);
  return starts[column] === start ? column : NO_COLUMN;
}

/** Rows as they are written: each by itself, and those that follow each other as they did before all at once. */
export function* writtenRows(
  outlines: RowOutlines,
  write: RowWriter,
  known: KnownRows | undefined,
): Generator<string | Uint8Array> {
  if (known === undefined) {
    for (const outline of outlines) yield write(outline);
    return;
  }
  const { accounts, spans } = outlines;
  const find = known.finderFor(spans);
  let [from, to] = [0, 0];
  for (const [accountId, series] of accounts) {
    const rows = find(accountId);
    for (let i = 0; i < rows.length; i++) {
      const row = certain(rows[i]);
      if (row === to && from < to) {
        to++;
        continue;
      }
      if (from < to) yield known.textOf(from, to);
      [from, to] = row === NO_ROW ? [0, 0] : [row, row + 1];
      if (row === NO_ROW) yield write(new RowOutline(accountId, certain(spans[i]), series));
    }
  }
  if (from < to) yield known.textOf(from, to);
}

export function arraysOfRows({ accounts, starts, ends, text }: PackedRows): readonly NumberArray[] {
  return [accounts, starts, ends, text];
}

/** The rows in arrays; `undefined` if these are none of so many accounts. */
export function rowsOfArrays(arrays: readonly NumberArray[], accountCount: number): PackedRows | undefined {
  const [accounts, starts, ends, text] = arrays;
  const areRows =
    accounts instanceof Int32Array &&
    starts instanceof Float64Array &&
    ends instanceof Int32Array &&
    text instanceof Int32Array;
  if (!areRows) return undefined;
  const isWhole =
    ends.length === accounts.length * starts.length &&
    accounts.every((account) => account >= 0 && account < accountCount) &&
    new Set(accounts).size === accounts.length &&
    starts.every((start, i) => start > (starts[i - 1] ?? Number.NEGATIVE_INFINITY)) &&
    areInOrder(ends) &&
    Math.ceil((ends.at(-1) ?? 0) / WORD) === text.length;
  return isWhole ? { accounts, starts, ends, text } : undefined;
}

function areInOrder(ends: Int32Array): boolean {
  let before = 0;
  for (let row = 0; row < ends.length; row++) {
    const end = certain(ends[row]);
    if (end < before) return false;
    before = end;
  }
  return true;
}
