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
    accounts.every((account) => account >= 0 && account < accountCount) &&
    buckets.every((start) => start === NO_BUCKET || Math.abs(start) <= MOST_MS) &&
    accounts.every((account, i) => i === 0 || isBefore(accounts[i - 1], buckets[i - 1], account, buckets[i])) &&
    sums.every((sum) => sum >= 0);
  return isWhole ? { accounts, buckets, sums } : undefined;
}

function isBefore(accountA = 0, bucketA = 0, accountB = 0, bucketB = 0): boolean {
  return accountA < accountB || (accountA === accountB && bucketA < bucketB);
}
