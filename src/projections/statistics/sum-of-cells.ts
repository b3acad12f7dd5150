import { certain } from "../../domain/certain.ts";
import { CELL_SUMS, CellTable, type PackedCells } from "./cell-table.ts";

/**
 * What cells and others of the same accounts come to, without those of which nothing is left.
 *
 * @param sign -1 takes the others back.
 */
export function sumOfCells(cells: CellTable, others: CellTable, sign: 1 | -1): CellTable {
  const sum = new CellsToBe(cells.size + others.size);
  let next = 0;
  for (let other = 0; other < others.size; other++) {
    const account = certain(others.cells.accounts[other]);
    const bucket = certain(others.cells.buckets[other]);
    const place = cells.placeFor(account, bucket);
    sum.takeAll(cells.cells, next, place);
    next = place;
    const same = cells.find(account, bucket);
    if (same !== undefined) next++;
    sum.takeSum(others.cells, other, sign, cells.cells, same);
  }
  sum.takeAll(cells.cells, next, cells.size);
  return new CellTable(sum.cells, cells.names);
}

/** Cells while they are put together. */
class CellsToBe {
  readonly #accounts: Int32Array<ArrayBuffer>;
  readonly #buckets: Float64Array<ArrayBuffer>;
  readonly #sums: Int32Array<ArrayBuffer>;
  #size = 0;

  constructor(most: number) {
    this.#accounts = new Int32Array(most);
    this.#buckets = new Float64Array(most);
    this.#sums = new Int32Array(CELL_SUMS * most);
  }

  get cells(): PackedCells {
    return {
      accounts: this.#accounts.subarray(0, this.#size),
      buckets: this.#buckets.subarray(0, this.#size),
      sums: this.#sums.subarray(0, CELL_SUMS * this.#size),
    };
  }

  takeAll({ accounts, buckets, sums }: PackedCells, from: number, to: number): void {
    if (from === to) return;
    this.#accounts.set(accounts.subarray(from, to), this.#size);
    this.#buckets.set(buckets.subarray(from, to), this.#size);
    this.#sums.set(sums.subarray(CELL_SUMS * from, CELL_SUMS * to), CELL_SUMS * this.#size);
    this.#size += to - from;
  }

  /** Takes a cell with the sign, and to it what there was of it, if there was anything. */
  takeSum(cells: PackedCells, place: number, sign: 1 | -1, known: PackedCells, same: number | undefined): void {
    let isAnything = false;
    for (let i = 0; i < CELL_SUMS; i++) {
      const before = same === undefined ? 0 : certain(known.sums[CELL_SUMS * same + i]);
      const sum = before + sign * certain(cells.sums[CELL_SUMS * place + i]);
      this.#sums[CELL_SUMS * this.#size + i] = sum;
      isAnything ||= sum !== 0;
    }
    if (!isAnything) return;
    this.#accounts[this.#size] = certain(cells.accounts[place]);
    this.#buckets[this.#size] = certain(cells.buckets[place]);
    this.#size++;
  }
}
