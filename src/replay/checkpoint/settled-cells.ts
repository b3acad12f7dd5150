import { CELL_SUMS, NO_BUCKET, type PackedCells } from "../../projections/statistics/cell-table.ts";
import type { NumberArray } from "./checkpoint-file.ts";

/** No date is further from 1970. */
const MOST_MS = 8.64e15;

/** In how many arrays cells are kept. */
export const CELL_ARRAYS = 3;

export function arraysOfCells({ accounts, buckets, sums }: PackedCells): readonly NumberArray[] {
  return [accounts, buckets, sums];
}

/** The cells in arrays; `undefined` if these are none of so many accounts, of times that there are, and in order. */
export function cellsOfArrays(arrays: readonly NumberArray[], accountCount: number): PackedCells | undefined {
  const [accounts, buckets, sums] = arrays;
  const areCells = accounts instanceof Int32Array && buckets instanceof Float64Array && sums instanceof Int32Array;
  if (!areCells) return undefined;
  const isWhole =
    buckets.length === accounts.length &&
    sums.length === CELL_SUMS * accounts.length &&
    areInOrder(accounts, buckets, accountCount) &&
    areSums(sums);
  return isWhole ? { accounts, buckets, sums } : undefined;
}

/*
 * Cells may be many, and are looked through once, so no function is called for each.
 */

function areInOrder(accounts: Int32Array, buckets: Float64Array, accountCount: number): boolean {
  let [accountBefore, bucketBefore] = [-1, Number.POSITIVE_INFINITY];
  for (let cell = 0; cell < accounts.length; cell++) {
    const account = accounts[cell] ?? 0;
    const bucket = buckets[cell] ?? 0;
    const isAfter = account === accountBefore ? bucket > bucketBefore : account > accountBefore;
    const isTime = bucket === NO_BUCKET || (bucket >= -MOST_MS && bucket <= MOST_MS);
    if (!isAfter || !isTime || account >= accountCount) return false;
    accountBefore = account;
    bucketBefore = bucket;
  }
  return true;
}

function areSums(sums: Int32Array): boolean {
  for (let i = 0; i < sums.length; i++) if ((sums[i] ?? 0) < 0) return false;
  return true;
}
