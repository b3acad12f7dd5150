import { IdTable, NO_NUMBER } from "./id-table.ts";
import { bytesOfIds, countOf, LENGTH, OWNER, type PackedIds, START, STRIDE } from "./packed-ids.ts";

const WORD = 4;
/** So many bits for each, so that few ids are looked for in vain. */
const SPARSE = 32;
const BITS = 32;

/**
 * The numbers in a table of all ids of another one, in its order; new ones for those that have none. The ids of a table that was loaded
 * need no places for it if the others are fewer: then it is they that are placed, and the table's are looked for among them.
 *
 * @param owners for the owners there the owners in the table.
 */
export function joinIds(table: IdTable, others: PackedIds, owners: Int32Array): Int32Array {
  if (table.isPlaced || countOf(others) >= table.size) return table.numbersOf(others, owners);
  const numbers = numbersOfFew(table.packed, others, owners);
  const { entries } = others;
  const bytes = bytesOfIds(others);
  for (let other = 0; other < numbers.length; other++) {
    if (numbers[other] !== NO_NUMBER) continue;
    const from = WORD * (entries[STRIDE * other + START] ?? 0);
    const to = from + (entries[STRIDE * other + LENGTH] ?? 0);
    numbers[other] = table.append(bytes, from, to, owners[entries[STRIDE * other + OWNER] ?? 0] ?? 0);
  }
  return numbers;
}

/** The numbers of a few ids among many; {@link NO_NUMBER} for those that are not there. */
function numbersOfFew(many: PackedIds, few: PackedIds, owners: Int32Array): Int32Array {
  const table = new IdTable(few);
  const ends = new IdEnds(few);
  const ownersThere = inverseOf(owners);
  const numbers = new Int32Array(table.size).fill(NO_NUMBER);
  const { entries, words } = many;
  const bytes = bytesOfIds(many);
  for (let entry = 0; entry < entries.length; entry += STRIDE) {
    const owner = ownersThere[entries[entry + OWNER] ?? 0] ?? NO_NUMBER;
    const start = entries[entry + START] ?? 0;
    const length = entries[entry + LENGTH] ?? 0;
    if (owner === NO_NUMBER || !ends.mayHave(words, start, length)) continue;
    const number = table.find(bytes, WORD * start, WORD * start + length, owner);
    if (number !== NO_NUMBER) numbers[number] = entry / STRIDE;
  }
  return numbers;
}

/** For each number that is given where it is; else {@link NO_NUMBER}. */
function inverseOf(numbers: Int32Array): Int32Array {
  const inverse = new Int32Array(numbers.reduce((most, number) => Math.max(most, number), NO_NUMBER) + 1).fill(
    NO_NUMBER,
  );
  for (const [at, number] of numbers.entries()) inverse[number] = at;
  return inverse;
}

/** How ids end, a bit each: says of nearly all others, at less cost than a hash of the whole, that they are not among them. */
class IdEnds {
  readonly #bits: Int32Array;
  readonly #shift: number;

  constructor(ids: PackedIds) {
    this.#shift = Math.clz32(Math.max(SPARSE * countOf(ids), 2 * BITS) - 1);
    this.#bits = new Int32Array(2 ** (32 - this.#shift) / BITS);
    for (let entry = 0; entry < ids.entries.length; entry += STRIDE) {
      const end = this.#hashOf(ids.words, ids.entries[entry + START] ?? 0, ids.entries[entry + LENGTH] ?? 0);
      this.#bits[end >>> 5] = (this.#bits[end >>> 5] ?? 0) | (1 << end);
    }
  }

  mayHave(words: Int32Array, start: number, length: number): boolean {
    const end = this.#hashOf(words, start, length);
    return (((this.#bits[end >>> 5] ?? 0) >>> end) & 1) === 1;
  }

  /** Of the last two words, which in ids that count up differ too. */
  #hashOf(words: Int32Array, start: number, length: number): number {
    const last = start + ((length - 1) >> 2);
    const before = last > start ? (words[last - 1] ?? 0) : length;
    const mixed = Math.imul((words[last] ?? 0) ^ Math.imul(before, 0x9e3779b1), 0x85ebca6b);
    return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> this.#shift;
  }
}
