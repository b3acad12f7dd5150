import { certain } from "../../domain/certain.ts";
import { placeIn } from "../../domain/place-in.ts";
import type { CellTable } from "../../projections/statistics/cell-table.ts";
import type { Span } from "../../projections/statistics/chatbot-statistics.ts";
import { RowOutline, type RowOutlines } from "../../projections/statistics/row-outlines.ts";
import type { NumberArray } from "./checkpoint-file.ts";
import { bytesInMemory, type StoredBytes } from "./stored-bytes.ts";

/** Which rows of statistics were written, as a checkpoint keeps them: each of some accounts has one for each of some buckets. */
interface RowPlaces {
  /** The numbers of the accounts, in the order of their rows. */
  readonly accounts: Int32Array<ArrayBuffer>;
  /** The starts of the buckets, by time. */
  readonly starts: Float64Array<ArrayBuffer>;
  /** Where the text of each row ends among the bytes of all, by account, then by bucket. */
  readonly ends: Int32Array<ArrayBuffer>;
}

/** Rows as they were written, in arrays. */
export interface PackedRows extends RowPlaces {
  /** In UTF-8, one after the other. */
  readonly text: Int32Array<ArrayBuffer>;
}

/** Rows as they were written, wherever their text lies. */
interface StoredRows extends RowPlaces {
  /** In UTF-8, one after the other. */
  readonly text: StoredBytes;
}

/** Rows as they were written, to be closed once nothing more is read of their text. */
export interface WrittenRows extends StoredRows {
  readonly close: () => void;
}

export function rowsInMemory({ text: { buffer, byteOffset, byteLength }, ...places }: PackedRows): WrittenRows {
  const text = bytesInMemory(new Uint8Array(buffer, byteOffset, byteLength));
  return { ...places, text, close: () => undefined };
}

/** Writes a row, with what parts it from others. */
export type RowWriter = (outline: RowOutline) => string;

/** In how many arrays rows are kept, of which their text is the last. */
export const ROW_ARRAYS = 4;
const WORD = Int32Array.BYTES_PER_ELEMENT;
const MOST_BYTES = 2 ** 31 - 1;
/** Stands for the place of a bucket that is not among others, or of which a row is not as it was written. */
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

/** Which rows of an account are as they were written. */
interface RowsAsWritten {
  /** The first of all its rows. */
  readonly first: number;
  /** For each of some buckets the place of its row among those of the account, or {@link NO_COLUMN}. */
  readonly columns: Int32Array;
}

/** Rows that were written before. Those that are as they were need not be written again. */
export class KnownRows {
  readonly #rows: WrittenRows;
  readonly #changes: CellTable;
  /** The accounts that have rows: their numbers, and the first row of each. */
  readonly #accounts: ReadonlyMap<string, { readonly account: number; readonly first: number }>;

  /**
   * @param rows are its own from then on.
   * @param names the accounts by number.
   * @param changes what has come to cells since: a row hangs on what its account has in its bucket and the one before.
   */
  constructor(rows: WrittenRows, names: readonly string[], changes: CellTable) {
    this.#rows = rows;
    this.#changes = changes;
    this.#accounts = new Map(
      Array.from(rows.accounts, (account, i) => [certain(names[account]), { account, first: i * rows.starts.length }]),
    );
  }

  /** Finds which rows of an account are as they were written, of some buckets. Good until it finds others. */
  finderFor(spans: readonly Span[]): (accountId: string) => RowsAsWritten {
    const all = Int32Array.from(spans, ({ start }) => columnOf(this.#rows.starts, start));
    // Each bucket stands after the one before it.
    const starts = Float64Array.from([
      ...spans.slice(0, 1).map(({ previous }) => previous),
      ...spans.map(({ start }) => start),
    ]);
    const columns = new Int32Array(spans.length);
    return (accountId) => {
      const known = this.#accounts.get(accountId);
      if (known === undefined) return { first: 0, columns: columns.fill(NO_COLUMN) };
      columns.set(all);
      const end = this.#changes.firstOf(known.account + 1);
      for (let cell = this.#changes.firstOf(known.account); cell < end; cell++) {
        const after = columnOf(starts, certain(this.#changes.cells.buckets[cell]));
        if (after !== NO_COLUMN) columns.fill(NO_COLUMN, Math.max(0, after - 1), after + 1);
      }
      return { first: known.first, columns };
    };
  }

  /** What was written of some rows, from one up to another, in pieces each of which is good until the next comes. */
  textOf(from: number, to: number): Iterable<Uint8Array> {
    const { ends, text } = this.#rows;
    return text.pieces(ends[from - 1] ?? 0, ends[to - 1] ?? 0);
  }

  close(): void {
    this.#rows.close();
  }
}

/** Where a bucket stands among others, by time. */
function columnOf(starts: Float64Array, start: number): number {
  const column = placeIn(starts, start);
  return starts[column] === start ? column : NO_COLUMN;
}

/**
 * Rows as they are written: each by itself, and those that follow each other as they did before in pieces, each of which is good until what
 * comes next.
 */
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
  // Of rows that follow each other, the first and what comes after the last.
  let [from, to] = [0, 0];
  for (const [accountId, series] of accounts) {
    const { first, columns } = find(accountId);
    for (let i = 0, next = 0; i < columns.length; i = next) {
      const column = certain(columns[i]);
      next = i + 1;
      if (column === NO_COLUMN) {
        if (from < to) yield* known.textOf(from, to);
        [from, to] = [0, 0];
        yield write(new RowOutline(accountId, certain(spans[i]), series));
        continue;
      }
      while (columns[next] === column + next - i) next++;
      const row = first + column;
      if (row !== to) {
        if (from < to) yield* known.textOf(from, to);
        [from, to] = [row, row];
      }
      to += next - i;
    }
  }
  if (from < to) yield* known.textOf(from, to);
}

export function arraysOfRows({ accounts, starts, ends, text }: PackedRows): readonly NumberArray[] {
  return [accounts, starts, ends, text];
}

/** The rows of which all but the text is in arrays; `undefined` if these are none of so many accounts. */
export function rowsOfArrays(
  [accounts, starts, ends]: readonly NumberArray[],
  text: StoredBytes,
  accountCount: number,
): StoredRows | undefined {
  const areRows = accounts instanceof Int32Array && starts instanceof Float64Array && ends instanceof Int32Array;
  if (!areRows) return undefined;
  const isWhole =
    ends.length === accounts.length * starts.length &&
    accounts.every((account) => account >= 0 && account < accountCount) &&
    new Set(accounts).size === accounts.length &&
    starts.every((start, i) => start > (starts[i - 1] ?? Number.NEGATIVE_INFINITY)) &&
    areInOrder(ends) &&
    WORD * Math.ceil((ends.at(-1) ?? 0) / WORD) === text.size;
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
