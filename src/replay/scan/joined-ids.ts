import { IdTable, NO_NUMBER } from "./id-table.ts";
import { sizeOf } from "./kept-ids.ts";
import { bytesOfIds, countOf, lengthOfId, type PackedIds, placeOfId, startOfId, UUID_WORDS } from "./packed-ids.ts";

/** So many bits for each, so that few ids are looked for in vain. */
const SPARSE = 16;
/** So many bits are in the fast memory of a core, so there are no fewer. */
const ALWAYS_FAST = 1 << 20;
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
  const known = new IdTable();
  const knownNumbers: number[] = [];
  const bytes = bytesOfIds(own);
  for (const number of new IdEnds(others).candidatesIn(own, countOf(own))) {
    const [from, length] = placeOfId(own, number);
    // Of ids that are equal, which are only in a forged table, the first counts, as where they have places.
    knownNumbers[known.numberOfKept(bytes, from, length, own.owners[number] ?? 0)] ??= number;
  }
  const numbers = new Int32Array(countOf(others)).fill(NO_NUMBER);
  const otherBytes = bytesOfIds(others);
  for (const other of new IdEnds(known.packed).candidatesIn(others, countOf(others))) {
    const [from, length] = placeOfId(others, other);
    const number = known.find(otherBytes, from, length, owners[others.owners[other] ?? 0] ?? 0);
    if (number !== NO_NUMBER) numbers[other] = knownNumbers[number] ?? NO_NUMBER;
  }
  return numbers;
}

/** Some of the UUIDs of a table: their numbers there, and themselves as they are kept. */
export interface SomeUuids {
  readonly numbers: Int32Array<ArrayBuffer>;
  readonly words: Int32Array<ArrayBuffer>;
}

/**
 * Those UUIDs of a table that another one may have too: nearly all that it has, and nearly no others.
 *
 * @param pieces the UUIDs as they are kept, some whole ones at a time, one after the other.
 */
export function uuidsLike(others: PackedIds, pieces: Iterable<Int32Array>): SomeUuids {
  const ends = new IdEnds(others);
  const numbers: number[] = [];
  const found: number[] = [];
  let before = 0;
  for (const words of pieces) {
    const count = words.length / UUID_WORDS;
    for (const i of ends.candidatesIn({ spans: NO_SPANS, words }, count)) {
      numbers.push(before + i);
      for (let word = UUID_WORDS * i; word < UUID_WORDS * (i + 1); word++) found.push(words[word] ?? 0);
    }
    before += count;
  }
  return { numbers: Int32Array.from(numbers), words: Int32Array.from(found) };
}

/** Those of UUIDs. */
const NO_SPANS = new Int32Array(0);

/** How ids end, two bits of a word each: says of nearly all others, at less cost than a hash of the whole, that they are not among them. */
class IdEnds {
  readonly #words: Int32Array;
  readonly #shift: number;

  constructor({ owners, spans, words }: PackedIds) {
    this.#shift = Math.clz32(Math.max(SPARSE * owners.length, ALWAYS_FAST) / BITS - 1);
    this.#words = new Int32Array(2 ** (32 - this.#shift));
    for (let number = 0; number < owners.length; number++) {
      const end = endOf(words, startOfId(spans, number), lengthOfId(spans, number));
      const word = end >>> this.#shift;
      this.#words[word] = (this.#words[word] ?? 0) | bitsOf(end);
    }
  }

  /** The numbers of those ids of a table, which has so many, that end like one of these. */
  candidatesIn({ spans, words }: { readonly spans: Int32Array; readonly words: Int32Array }, count: number): number[] {
    const found: number[] = [];
    const ends = this.#words;
    const shift = this.#shift;
    for (let number = 0; number < count; number++) {
      const end = endOf(words, startOfId(spans, number), lengthOfId(spans, number));
      if ((~(ends[end >>> shift] ?? 0) & bitsOf(end)) === 0) found.push(number);
    }
    return found;
  }
}

/** A hash of the last two words of an id, which in ids that count up differ too. */
function endOf(words: Int32Array, start: number, length: number): number {
  const last = start + ((sizeOf(length) - 1) >> 2);
  const before = last > start ? (words[last - 1] ?? 0) : length;
  const mixed = Math.imul((words[last] ?? 0) ^ Math.imul(before, 0x9e3779b1), 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
}

/** The low bits of a hash choose two of a word, which the high ones choose. */
function bitsOf(hash: number): number {
  return (1 << hash) | (1 << (hash >>> 5));
}
