import { certain } from "../../domain/certain.ts";
import { placeIn } from "../../domain/place-in.ts";
import type { CellTable } from "../../projections/statistics/cell-table.ts";
import type { RowOutline } from "../../projections/statistics/row-outlines.ts";
import type { NumberArray } from "./checkpoint-file.ts";

/** The rows of statistics as they were written, as a checkpoint keeps them: by account, then by bucket. */
export interface PackedRows {
  /** Of each the number of its account, and the start of its bucket. */
  readonly accounts: Int32Array<ArrayBuffer>;
  readonly starts: Float64Array<ArrayBuffer>;
  /** Where the text of each ends among the bytes of all. */
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

/**
 * Writes rows, and packs what was written; `undefined` if there are more than so many.
 *
 * @param accounts by number. Each row is of one of them.
 */
export function packRows(
  outlines: Iterable<RowOutline>,
  write: RowWriter,
  accounts: readonly string[],
  most: number,
): PackedRows | undefined {
  const numbers = new Map(accounts.map((accountId, number) => [accountId, number]));
  const packed: Record<"accounts" | "starts" | "ends", number[]> = { accounts: [], starts: [], ends: [] };
  const texts: Buffer[] = [];
  let end = 0;
  for (const outline of outlines) {
    const text = Buffer.from(write(outline));
    end += text.length;
    if (texts.length === most || end > MOST_BYTES) return undefined;
    packed.accounts.push(certain(numbers.get(outline.accountId)));
    packed.starts.push(outline.span.start);
    packed.ends.push(end);
    texts.push(text);
  }
  const text = new Int32Array(Math.ceil(end / WORD));
  Buffer.concat(texts).copy(new Uint8Array(text.buffer));
  return {
    accounts: Int32Array.from(packed.accounts),
    starts: Float64Array.from(packed.starts),
    ends: Int32Array.from(packed.ends),
    text,
  };
}

/** Tells where an account, by its number, has something else in a bucket than it had. */
export type CellChanges = Pick<CellTable, "find">;

/** Rows that were written before. Those that are as they were need not be written again. */
export class KnownRows {
  readonly #rows: PackedRows;
  readonly #text: Uint8Array;
  readonly #changes: CellChanges;
  /** Of each account the first of its rows, and the one after the last. */
  readonly #spans = new Map<string, { readonly from: number; to: number }>();

  /**
   * @param names the accounts by number.
   * @param changes of what rows are made of, since they were written.
   */
  constructor(rows: PackedRows, names: readonly string[], changes: CellChanges) {
    this.#rows = rows;
    this.#text = new Uint8Array(rows.text.buffer, rows.text.byteOffset, rows.text.byteLength);
    this.#changes = changes;
    for (const [row, account] of rows.accounts.entries()) {
      const name = certain(names[account]);
      const span = this.#spans.get(name);
      if (span === undefined) this.#spans.set(name, { from: row, to: row + 1 });
      else span.to = row + 1;
    }
  }

  /** The number of a row that is as it was written. */
  find({ accountId, span: { start, previous } }: RowOutline): number | undefined {
    const row = this.#placeOf(accountId, start);
    if (row === undefined) return undefined;
    const account = certain(this.#rows.accounts[row]);
    const isChanged = [start, previous].some((bucket) => this.#changes.find(account, bucket) !== undefined);
    return isChanged ? undefined : row;
  }

  /** What was written of some rows, from one up to another. */
  textOf(from: number, to: number): Uint8Array {
    const { ends } = this.#rows;
    return this.#text.subarray(ends[from - 1] ?? 0, ends[to - 1]);
  }

  #placeOf(accountId: string, start: number): number | undefined {
    const { starts } = this.#rows;
    const span = this.#spans.get(accountId);
    if (span === undefined) return undefined;
    const row = placeIn(starts, start, span.from, span.to);
    return row < span.to && starts[row] === start ? row : undefined;
  }
}

/** Rows as they are written: each by itself, and those that follow each other as they did before all at once. */
export function* writtenRows(
  outlines: Iterable<RowOutline>,
  write: RowWriter,
  known: KnownRows | undefined,
): Generator<string | Uint8Array> {
  let [from, to] = [0, 0];
  for (const outline of outlines) {
    const row = known?.find(outline);
    if (row !== undefined && row === to && from < to) {
      to++;
      continue;
    }
    if (known !== undefined && from < to) yield known.textOf(from, to);
    [from, to] = row === undefined ? [0, 0] : [row, row + 1];
    if (row === undefined) yield write(outline);
  }
  if (known !== undefined && from < to) yield known.textOf(from, to);
}

export function arraysOfRows({ accounts, starts, ends, text }: PackedRows): readonly NumberArray[] {
  return [accounts, starts, ends, text];
}

/** The rows in arrays; `undefined` if these are none of so many accounts, each of which has its rows together and by time. */
export function rowsOfArrays(arrays: readonly NumberArray[], accountCount: number): PackedRows | undefined {
  const [accounts, starts, ends, text] = arrays;
  const areRows =
    accounts instanceof Int32Array &&
    starts instanceof Float64Array &&
    ends instanceof Int32Array &&
    text instanceof Int32Array;
  if (!areRows) return undefined;
  const isWhole =
    starts.length === accounts.length &&
    ends.length === accounts.length &&
    accounts.every((account) => account >= 0 && account < accountCount) &&
    areInOrder(accounts, starts) &&
    ends.every((end, row) => end >= (ends[row - 1] ?? 0)) &&
    Math.ceil((ends.at(-1) ?? 0) / WORD) === text.length;
  return isWhole ? { accounts, starts, ends, text } : undefined;
}

function areInOrder(accounts: Int32Array, starts: Float64Array): boolean {
  const isNext = (account: number, row: number) => account !== accounts[row - 1];
  const begun = accounts.filter(isNext);
  const areByTime = starts.every((start, row) => {
    return isNext(certain(accounts[row]), row) || start > certain(starts[row - 1]);
  });
  return areByTime && new Set(begun).size === begun.length;
}
