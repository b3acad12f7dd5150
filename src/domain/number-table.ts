/** A whole number that a table does not have. */
export const NO_ENTRY = -1;

/** The keys below this are not searched for. */
const FEW = 1 << 16;

/** Whole numbers of 31 bits by whole numbers from 0: those of small ones are at once found. */
export class NumberTable {
  // Their complements: that of no entry is 0, which memory is of itself, and memory that is not touched costs nothing.
  readonly #few = new Int32Array(FEW);
  readonly #many = new Map<number, number>();

  /** The number of a key, or {@link NO_ENTRY}. */
  get(key: number): number {
    return ~((key < FEW ? this.#few[key] : this.#many.get(key)) ?? ~NO_ENTRY);
  }

  set(key: number, value: number): void {
    if (key < FEW) this.#few[key] = ~value;
    else this.#many.set(key, ~value);
  }
}
