import { certain } from "../../domain/certain.ts";
import type { Contribution } from "../../projections/statistics/cells.ts";
import { SETTLED_SUMS } from "../../projections/statistics/planned-statistics.ts";
import type { NumberArray } from "./checkpoint-file.ts";

/** The cells of statistics that tell nothing apart within a bucket, as a checkpoint keeps them. */
export interface PackedCells {
  /** Of each the number of its account, and the start of its bucket; {@link NO_BUCKET} for what has no moment. */
  readonly accounts: Int32Array<ArrayBuffer>;
  readonly buckets: Float64Array<ArrayBuffer>;
  /** The sums of each, one after the other. */
  readonly sums: Int32Array<ArrayBuffer>;
}

/** What the conversations of a table came to. */
export interface SettledAnswer {
  /** The question, as far as the plan does not say it. */
  readonly about: string;
  readonly cells: PackedCells;
}

const NO_BUCKET = Number.NEGATIVE_INFINITY;
const NO_GROUP: readonly string[] = [];
/** No date is further from 1970. */
const MOST_MS = 8.64e15;

/** In how many arrays cells are kept. */
export const CELL_ARRAYS = 3;

/**
 * Packs cells; `undefined` if there are more than so many.
 *
 * @param accounts by number. Each has a cell.
 */
export function packCells(
  cells: Iterable<Contribution>,
  accounts: readonly string[],
  most: number,
): PackedCells | undefined {
  if (accounts.length > most) return undefined;
  const numbers = new Map(accounts.map((accountId, number) => [accountId, number]));
  const packed: Record<keyof PackedCells, number[]> = { accounts: [], buckets: [], sums: [] };
  for (const { accountId, bucket, sums } of cells) {
    if (packed.buckets.length === most) return undefined;
    packed.accounts.push(certain(numbers.get(accountId)));
    packed.buckets.push(bucket ?? NO_BUCKET);
    packed.sums.push(...sums);
  }
  return {
    accounts: Int32Array.from(packed.accounts),
    buckets: Float64Array.from(packed.buckets),
    sums: Int32Array.from(packed.sums),
  };
}

/** @param names the accounts by number. */
export function* cellsIn({ accounts, buckets, sums }: PackedCells, names: readonly string[]): Generator<Contribution> {
  for (const [i, account] of accounts.entries()) {
    const start = buckets[i] ?? NO_BUCKET;
    const bucket = start === NO_BUCKET ? null : start;
    const ofCell: number[] = [];
    for (let sum = 0; sum < SETTLED_SUMS; sum++) ofCell.push(sums[SETTLED_SUMS * i + sum] ?? 0);
    yield { accountId: names[account] ?? "", bucket, group: NO_GROUP, sums: ofCell };
  }
}

export function arraysOfCells({ accounts, buckets, sums }: PackedCells): readonly NumberArray[] {
  return [accounts, buckets, sums];
}

/** The cells in arrays; `undefined` if these are none of so many accounts, and of times that there are. */
export function cellsOfArrays(arrays: readonly NumberArray[], accountCount: number): PackedCells | undefined {
  const [accounts, buckets, sums] = arrays;
  const areCells = accounts instanceof Int32Array && buckets instanceof Float64Array && sums instanceof Int32Array;
  if (!areCells) return undefined;
  const isWhole =
    buckets.length === accounts.length &&
    sums.length === SETTLED_SUMS * accounts.length &&
    accounts.every((account) => account >= 0 && account < accountCount) &&
    buckets.every((start) => start === NO_BUCKET || Math.abs(start) <= MOST_MS) &&
    sums.every((sum) => sum >= 0);
  return isWhole ? { accounts, buckets, sums } : undefined;
}
