import { IdTable, NO_NUMBER } from "./id-table.ts";
import { sizeOf } from "./kept-ids.ts";
import { borrowKernel, giveBackKernel, type ScanKernel } from "./kernel/scan-kernel.ts";
import { ENDS, ENDS_ALIKE, ENDS_BITS, ENDS_ROOM, ENDS_WORDS } from "./kernel/terms.ts";
import {
  areAlike,
  byteOfId,
  bytesOfIds,
  countOf,
  lengthOfId,
  type PackedIds,
  startOfId,
  UUID_WORDS,
} from "./packed-ids.ts";

/** So many bits for each, so that few ids are looked for in vain. */
const SPARSE = 16;
/** So many bits are in the fast memory of a core, so there are no fewer. */
const ALWAYS_FAST = 1 << 20;
const BITS = 32;
const WORD = 4;
/** Of so many ids it is looked at a time how they end, where they are all in memory. */
const PIECE = 1 << 12;
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
 * @param ends how the ids of the table end, some at a time.
 */
export function sharedNumbers(
  own: PackedIds,
  others: PackedIds,
  owners: Int32Array,
  ends: Iterable<Int32Array> = endsInPieces(own),
): Int32Array<ArrayBuffer> {
  const known = new IdTable();
  const knownNumbers: number[] = [];
  const bytes = bytesOfIds(own);
  for (const number of new IdEnds(countOf(others), endsInPieces(others)).candidatesIn(ends)) {
    const from = byteOfId(own.spans, number);
    const length = lengthOfId(own.spans, number);
    // Of ids that are equal, which are only in a forged table, the first counts, as where they have places.
    knownNumbers[known.numberOfKept(bytes, from, length, own.owners[number] ?? 0)] ??= number;
  }
  const numbers = new Int32Array(countOf(others)).fill(NO_NUMBER);
  const otherBytes = bytesOfIds(others);
  for (const other of new IdEnds(known.size, endsInPieces(known.packed)).candidatesIn(endsInPieces(others))) {
    const from = byteOfId(others.spans, other);
    const length = lengthOfId(others.spans, other);
    const number = known.find(otherBytes, from, length, owners[others.owners[other] ?? 0] ?? 0);
    if (number !== NO_NUMBER) numbers[other] = knownNumbers[number] ?? NO_NUMBER;
  }
  return numbers;
}

/** Ids of a table that end as one of another table does: all that both have, and hardly any others. */
export interface IdsAlike {
  /** Their numbers, which rise. */
  readonly numbers: Int32Array<ArrayBuffer>;
  /** For each the number of the one in the other table that ends as it does. `undefined` if of any there are two. */
  readonly others: Int32Array | undefined;
}

/** Puts how the ids of a table end, see {@link endsOf}, into some memory, from its beginning, as many at a time as have room there. */
type EndsIn = (memory: Int32Array<ArrayBuffer>) => Iterable<Int32Array>;

/** The ids of a table that end as one of another table does. @param otherEnds how the ids of the other table end. */
export function idsAlike(otherEnds: Int32Array, endsIn: EndsIn): IdsAlike {
  const numbers: number[] = [];
  const ends: number[] = [];
  forEachLike(otherEnds, endsIn, (end, number) => {
    ends.push(end);
    numbers.push(number);
  });
  // Few of the other table's are left then.
  const otherOf = new Map<number, number>();
  let count = 0;
  const otherEndsIn: EndsIn = (memory) => inPieces(memory, otherEnds);
  forEachLike(Int32Array.from(ends), otherEndsIn, (end, other) => {
    otherOf.set(end, other);
    count++;
  });
  const others = Int32Array.from(ends, (end) => otherOf.get(end) ?? NO_NUMBER);
  const isAlike = (_: number, i: number) => others[i] !== NO_NUMBER;
  return {
    numbers: Int32Array.from(numbers).filter(isAlike),
    others: count === otherOf.size ? others.filter(isAlike) : undefined,
  };
}

/** Hands over how ids of a table end that end as some do, and their numbers, which rise; and hardly any that do not. */
function forEachLike(ends: Int32Array, endsIn: EndsIn, take: (end: number, number: number) => void): void {
  let before = 0;
  withEnds(ends, ({ memory, candidatesIn }) => {
    for (const some of endsIn(memory)) {
      for (const i of candidatesIn(some)) take(some[i] ?? 0, before + i);
      before += some.length;
    }
  });
}

/** All of them in some memory, as many at a time as have room there. */
function* inPieces(memory: Int32Array<ArrayBuffer>, all: Int32Array): Generator<Int32Array> {
  for (let from = 0; from < all.length; from += memory.length) {
    const some = memory.subarray(0, all.length - from);
    some.set(all.subarray(from, from + some.length));
    yield some;
  }
}

/**
 * {@link sharedNumbers} where it is known of each of the others which one it is, if it is there at all.
 *
 * @param numbers of these.
 */
export function confirmedNumbers(
  own: PackedIds,
  others: PackedIds,
  owners: Int32Array,
  numbers: Int32Array,
): Int32Array {
  return numbers.map((number, other) => {
    const isOwn = own.owners[number] === owners[others.owners[other] ?? 0];
    return isOwn && areAlike(own, number, others, other) ? number : NO_NUMBER;
  });
}

/**
 * How ids end: of each a hash of its last two words, which in ids that count up differ too. Checkpoints keep these hashes: whoever makes
 * others of the same ids must give checkpoints another version.
 */
export function endsOf(ids: PackedIds): Int32Array<ArrayBuffer> {
  const ends = new Int32Array(countOf(ids));
  fillWithEnds(ends, ids, 0);
  return ends;
}

/** The same, some at a time, each of which is good until the next comes. */
function* endsInPieces(ids: PackedIds): Generator<Int32Array> {
  const count = countOf(ids);
  const ends = new Int32Array(Math.min(PIECE, count));
  for (let from = 0; from < count; from += PIECE) {
    const piece = ends.subarray(0, count - from);
    fillWithEnds(piece, ids, from);
    yield piece;
  }
}

/** @param from the number of the first. */
function fillWithEnds(ends: Int32Array, { spans, words }: PackedIds, from: number): void {
  if (spans.length === 0) {
    for (let i = 0, end = UUID_WORDS * (from + 1); i < ends.length; i++, end += UUID_WORDS) {
      ends[i] = endOf(words[end - 1] ?? 0, words[end - 2] ?? 0);
    }
    return;
  }
  for (let i = 0; i < ends.length; i++) {
    const start = startOfId(spans, from + i);
    const length = lengthOfId(spans, from + i);
    const last = start + ((sizeOf(length) - 1) >> 2);
    ends[i] = endOf(words[last] ?? 0, last > start ? (words[last - 1] ?? 0) : length);
  }
}

/** @param before the word before the last, or the length of an id that has one word or none. */
function endOf(last: number, before: number): number {
  const mixed = Math.imul(last ^ Math.imul(before, 0x9e3779b1), 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
}

/** Looks how ids end, as {@link IdEnds} does. */
interface EndsAlike {
  /** Where ends are put that are looked at. */
  readonly memory: Int32Array<ArrayBuffer>;
  /** The numbers of those, from the beginning of that memory on, that are nearly all among some ids; good until it is asked again. */
  readonly candidatesIn: (ends: Int32Array) => Iterable<number>;
}

/** Has a look at how ids end, by a kernel if there is one, which is at full speed at once. */
function withEnds(ends: Int32Array, look: (alike: EndsAlike) => void): void {
  const kernel = borrowKernel();
  if (kernel === undefined) {
    const alike = new IdEnds(ends.length, [ends]);
    look({ memory: new Int32Array(ENDS_ROOM), candidatesIn: (some) => alike.candidatesIn([some]) });
    return;
  }
  try {
    look(endsInKernel(kernel, ends));
  } finally {
    giveBackKernel(kernel);
  }
}

function endsInKernel({ words, run }: ScanKernel, ends: Int32Array): EndsAlike {
  const shift = shiftFor(Math.min(ends.length, ENDS_BITS / SPARSE));
  words.fill(0, ENDS_WORDS / WORD, ENDS_WORDS / WORD + wordsFor(shift));
  const memory = words.subarray(ENDS / WORD, ENDS / WORD + ENDS_ROOM);
  const alike = words.subarray(ENDS_ALIKE / WORD, ENDS_ALIKE / WORD + ENDS_ROOM);
  for (let from = 0; from < ends.length; from += ENDS_ROOM) {
    const some = ends.subarray(from, from + ENDS_ROOM);
    memory.set(some);
    run.addEnds(ENDS, some.length, ENDS_WORDS, shift);
  }
  return {
    memory,
    candidatesIn: ({ length }) => alike.subarray(0, run.likeEnds(ENDS, length, ENDS_WORDS, shift, ENDS_ALIKE)),
  };
}

/** How ids end, two bits of a word each: says of nearly all others, at less cost than a look at the whole, that they are not among them. */
class IdEnds {
  readonly #words: Int32Array;
  readonly #shift: number;

  /** @param pieces how so many ids end, some at a time. */
  constructor(count: number, pieces: Iterable<Int32Array>) {
    const shift = shiftFor(count);
    const words = new Int32Array(wordsFor(shift));
    for (const ends of pieces) {
      for (let i = 0; i < ends.length; i++) {
        const end = ends[i] ?? 0;
        const word = end >>> shift;
        words[word] = (words[word] ?? 0) | bitsOf(end);
      }
    }
    this.#shift = shift;
    this.#words = words;
  }

  /** The numbers of those that are nearly all among these. @param pieces how ids end, some at a time. */
  candidatesIn(pieces: Iterable<Int32Array>): number[] {
    const found: number[] = [];
    const words = this.#words;
    const shift = this.#shift;
    let before = 0;
    for (const ends of pieces) {
      for (let i = 0; i < ends.length; i++) {
        const end = ends[i] ?? 0;
        if ((~(words[end >>> shift] ?? 0) & bitsOf(end)) === 0) found.push(before + i);
      }
      before += ends.length;
    }
    return found;
  }
}

/** How many bits of a hash do not choose a word where there are words for so many ids. */
function shiftFor(count: number): number {
  return Math.clz32(Math.max(SPARSE * count, ALWAYS_FAST) / BITS - 1);
}

function wordsFor(shift: number): number {
  return 2 ** (32 - shift);
}

/** The low bits of a hash choose two of a word, which the high ones choose. */
function bitsOf(hash: number): number {
  return (1 << hash) | (1 << (hash >>> 5));
}
