import { IdTable, NO_NUMBER } from "./id-table.ts";
import { sizeOf } from "./kept-ids.ts";
import { bytesOfIds, countOf, lengthOfId, type PackedIds, startOfId } from "./packed-ids.ts";

const WORD = 4;
/** So many bits for each, so that few ids are looked for in vain. */
const SPARSE = 16;
const BITS = 32;
/** A table with so many times as many ids as the others is not passed over for their sake. */
const MANY = 16;

/**
 * The numbers in a table of all ids of another one, in its order; new ones for those that have none. Nearly all ids of two parts of a
 * log are in one of them alone, so only those are looked for that end like some of the other: no table needs places for it.
 *
 * @param others as they were added: each lies after the one before.
 * @param owners for the owners there the owners in the table.
 */
export function joinIds(table: IdTable, others: PackedIds, owners: Int32Array): Int32Array {
  if (table.isPlaced && MANY * countOf(others) < table.size) return table.numbersOf(others, owners);
  const numbers = sharedNumbers(table.packed, others, owners);
  table.append(others, numbers, owners);
  return numbers;
}

/**
 * The numbers in a table of those ids of another one that both have; {@link NO_NUMBER} for those that it has not.
 *
 * @param owners for the owners there the owners in the table.
 */
export function sharedNumbers(own: PackedIds, others: PackedIds, owners: Int32Array): Int32Array {
  const ends = new IdEnds(others);
  const known = new IdTable();
  const knownNumbers: number[] = [];
  const bytes = bytesOfIds(own);
  const count = countOf(own);
  for (let number = 0; number < count; number++) {
    const start = startOfId(own.spans, number);
    const length = lengthOfId(own.spans, number);
    if (!ends.mayHave(own.words, start, length)) continue;
    // Of ids that are equal, which are only in a forged table, the first counts, as where they have places.
    knownNumbers[known.numberOfKept(bytes, WORD * start, length, own.owners[number] ?? 0)] ??= number;
  }
  const knownEnds = new IdEnds(known.packed);
  const numbers = new Int32Array(countOf(others)).fill(NO_NUMBER);
  const otherBytes = bytesOfIds(others);
  for (let other = 0; other < numbers.length; other++) {
    const start = startOfId(others.spans, other);
    const length = lengthOfId(others.spans, other);
    if (!knownEnds.mayHave(others.words, start, length)) continue;
    const owner = owners[others.owners[other] ?? 0] ?? 0;
    const number = known.find(otherBytes, WORD * start, length, owner);
    if (number !== NO_NUMBER) numbers[other] = knownNumbers[number] ?? NO_NUMBER;
  }
  return numbers;
}

/** How ids end, a bit each: says of nearly all others, at less cost than a hash of the whole, that they are not among them. */
class IdEnds {
  readonly #bits: Int32Array;
  readonly #shift: number;

  constructor(ids: PackedIds) {
    this.#shift = Math.clz32(Math.max(SPARSE * countOf(ids), 2 * BITS) - 1);
    this.#bits = new Int32Array(2 ** (32 - this.#shift) / BITS);
    const count = countOf(ids);
    for (let number = 0; number < count; number++) {
      const end = this.#hashOf(ids.words, startOfId(ids.spans, number), lengthOfId(ids.spans, number));
      this.#bits[end >>> 5] = (this.#bits[end >>> 5] ?? 0) | (1 << end);
    }
  }

  mayHave(words: Int32Array, start: number, length: number): boolean {
    const end = this.#hashOf(words, start, length);
    return (((this.#bits[end >>> 5] ?? 0) >>> end) & 1) === 1;
  }

  /** Of the last two words, which in ids that count up differ too. */
  #hashOf(words: Int32Array, start: number, length: number): number {
    const last = start + ((sizeOf(length) - 1) >> 2);
    const before = last > start ? (words[last - 1] ?? 0) : length;
    const mixed = Math.imul((words[last] ?? 0) ^ Math.imul(before, 0x9e3779b1), 0x85ebca6b);
    return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> this.#shift;
  }
}
