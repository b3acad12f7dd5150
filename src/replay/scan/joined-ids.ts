import { placeIn } from "../../domain/place-in.ts";
import { IdTable, NO_NUMBER } from "./id-table.ts";
import { sizeOf } from "./kept-ids.ts";
import { byteOfId, bytesOfIds, countOf, lengthOfId, type PackedIds, startOfId } from "./packed-ids.ts";

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
  const [ends, otherEnds] = [endsOf(own), endsOf(others)];
  for (const number of new IdEnds(otherEnds).candidatesIn(ends)) {
    const from = byteOfId(own.spans, number);
    const length = lengthOfId(own.spans, number);
    // Of ids that are equal, which are only in a forged table, the first counts, as where they have places.
    knownNumbers[known.numberOfKept(bytes, from, length, own.owners[number] ?? 0)] ??= number;
  }
  const numbers = new Int32Array(countOf(others)).fill(NO_NUMBER);
  const otherBytes = bytesOfIds(others);
  for (const other of new IdEnds(endsOf(known.packed)).candidatesIn(otherEnds)) {
    const from = byteOfId(others.spans, other);
    const length = lengthOfId(others.spans, other);
    const number = known.find(otherBytes, from, length, owners[others.owners[other] ?? 0] ?? 0);
    if (number !== NO_NUMBER) numbers[other] = knownNumbers[number] ?? NO_NUMBER;
  }
  return numbers;
}

/**
 * The numbers of those ids of a table that end as one of another table does: of all that both have, and of hardly any others.
 *
 * @param ends how the ids of the table end, see {@link endsOf}, some at a time, one after the other.
 */
export function numbersLike(others: PackedIds, ends: Iterable<Int32Array>): Int32Array<ArrayBuffer> {
  const otherEnds = endsOf(others);
  const nearly = new IdEnds(otherEnds);
  const exactly = otherEnds.sort();
  const numbers: number[] = [];
  let before = 0;
  for (const some of ends) {
    for (const i of nearly.candidatesIn(some)) {
      const end = some[i] ?? 0;
      if (exactly[placeIn(exactly, end)] === end) numbers.push(before + i);
    }
    before += some.length;
  }
  return Int32Array.from(numbers);
}

/**
 * How ids end: of each a hash of its last two words, which in ids that count up differ too. Checkpoints keep these hashes: whoever makes
 * others of the same ids must give checkpoints another version.
 */
export function endsOf({ owners, spans, words }: PackedIds): Int32Array<ArrayBuffer> {
  const ends = new Int32Array(owners.length);
  for (let number = 0; number < ends.length; number++) {
    ends[number] = endOf(words, startOfId(spans, number), lengthOfId(spans, number));
  }
  return ends;
}

function endOf(words: Int32Array, start: number, length: number): number {
  const last = start + ((sizeOf(length) - 1) >> 2);
  const before = last > start ? (words[last - 1] ?? 0) : length;
  const mixed = Math.imul((words[last] ?? 0) ^ Math.imul(before, 0x9e3779b1), 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
}

/** How ids end, two bits of a word each: says of nearly all others, at less cost than a look at the whole, that they are not among them. */
class IdEnds {
  readonly #words: Int32Array;
  readonly #shift: number;

  constructor(ends: Int32Array) {
    this.#shift = Math.clz32(Math.max(SPARSE * ends.length, ALWAYS_FAST) / BITS - 1);
    this.#words = new Int32Array(2 ** (32 - this.#shift));
    for (let number = 0; number < ends.length; number++) {
      const end = ends[number] ?? 0;
      const word = end >>> this.#shift;
      this.#words[word] = (this.#words[word] ?? 0) | bitsOf(end);
    }
  }

  /** The places of those that are nearly all among these. */
  candidatesIn(others: Int32Array): number[] {
    const found: number[] = [];
    const words = this.#words;
    const shift = this.#shift;
    for (let number = 0; number < others.length; number++) {
      const end = others[number] ?? 0;
      if ((~(words[end >>> shift] ?? 0) & bitsOf(end)) === 0) found.push(number);
    }
    return found;
  }
}

/** The low bits of a hash choose two of a word, which the high ones choose. */
function bitsOf(hash: number): number {
  return (1 << hash) | (1 << (hash >>> 5));
}
