import { certain } from "../../domain/certain.ts";
import { placeIn } from "../../domain/place-in.ts";
import type { Contribution } from "./cells.ts";
import { UNIT_SUMS } from "./contribution.ts";
import { FIGURES } from "./figures.ts";

/** How many sums the cells of conversations have. */
export const CELL_SUMS: number = UNIT_SUMS + FIGURES.length;

/** Stands for the bucket of what has no moment. It comes before all others. */
export const NO_BUCKET: number = Number.NEGATIVE_INFINITY;

/** The cells of conversations as plain numbers, by account, then by bucket, each once. */
export interface PackedCells {
  /** Of each the number of its account, and the start of its bucket, or {@link NO_BUCKET}. */
  readonly accounts: Int32Array<ArrayBuffer>;
  readonly buckets: Float64Array<ArrayBuffer>;
  /** The sums of each, one after the other. */
  readonly sums: Int32Array<ArrayBuffer>;
}

/**
 * The cells of the statistics of conversations, one for each account and bucket that has any. They may be many, and each is looked at once or
 * twice, so none is an object. Immutable.
 */
export class CellTable {
  readonly cells: PackedCells;
  /** The accounts by number. Not each need have a cell. */
  readonly names: readonly string[];
  /** Of each account its first cell, and after all the number of cells. */
  readonly #firsts: Int32Array;

  constructor(cells: PackedCells, names: readonly string[]) {
    this.cells = cells;
    this.names = names;
    this.#firsts = new Int32Array(names.length + 1);
    let place = 0;
    for (let account = 0; account < names.length; account++) {
      this.#firsts[account] = place;
      while (cells.accounts[place] === account) place++;
    }
    this.#firsts[names.length] = place;
  }

  /** @param contributions one for each account and bucket. */
  static of(contributions: Iterable<Contribution>): CellTable {
    const byAccount = new Map<string, Contribution[]>();
    for (const contribution of contributions) {
      const list = byAccount.get(contribution.accountId) ?? [];
      byAccount.set(contribution.accountId, list);
      list.push(contribution);
    }
    const startOf = ({ bucket }: Contribution) => bucket ?? NO_BUCKET;
    const lists = [...byAccount.values()].map((list) => list.sort((a, b) => startOf(a) - startOf(b)));
    const all = lists.flat();
    const cells = {
      accounts: Int32Array.from(lists.flatMap((list, account) => list.map(() => account))),
      buckets: Float64Array.from(all, startOf),
      sums: Int32Array.from(all.flatMap(({ sums }) => sums)),
    };
    return new CellTable(cells, [...byAccount.keys()]);
  }

  get size(): number {
    return this.cells.accounts.length;
  }

  /** The first cell of an account, or of the next one that has any. */
  firstOf(account: number): number {
    return certain(this.#firsts[account]);
  }

  /** The cell of an account and a bucket. */
  find(account: number, bucket: number): number | undefined {
    const place = this.placeFor(account, bucket);
    return place < this.firstOf(account + 1) && this.cells.buckets[place] === bucket ? place : undefined;
  }

  /** Where the cell of an account and a bucket lies, or would lie. */
  placeFor(account: number, bucket: number): number {
    return placeIn(this.cells.buckets, bucket, this.firstOf(account), this.firstOf(account + 1));
  }
}
