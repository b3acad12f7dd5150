import { randomSeed } from "../random-seed.ts";
import { roomFor, withRoom } from "../with-room.ts";
import { shorten, sizeOf, UUID, writtenId } from "./kept-ids.ts";
import {
  byteOfId,
  bytesOfIds,
  countOf,
  LENGTH,
  lengthOfId,
  type PackedIds,
  SPAN,
  START,
  spansOfUuids,
  startOfId,
} from "./packed-ids.ts";

const SMALLEST = 1 << 10;
/** Places take memory whether they are used or not, so there are none for what may not come. */
const SURE = 3 / 4;
const WORD = 4;
/** The memory for so many ids is fetched at once. */
const RUN = 1 << 8;
const FREE = 0;
/** An id that is not in a table. */
export const NO_NUMBER = -1;
/** The UUID that was last looked for by what is written. */
const uuid = new DataView(new ArrayBuffer(sizeOf(UUID)));
const SEED = randomSeed();

/** Whether words of memory are read as the bytes lie. */
export const isLittleEndian = new Uint8Array(new Int32Array([1]).buffer)[0] === 1;

/**
 * Numbers for ids: bytes in UTF-8, and an owner, which tells equal ids of two accounts apart. The first id is number 0. A hash table with
 * open addressing, in which ids are always compared as a whole. They are looked for as they lie in a log, or as they are kept: see
 * `kept-ids.ts`.
 */
export class IdTable {
  /**
   * A power of two of them, of which at most two of three are taken. One that is has the number of an id plus 1, and in the bits above
   * those that say which place it is those of the hash, so that few ids are looked at in vain.
   */
  #places: Int32Array<ArrayBuffer>;
  /** How many ids have places: all by the time that one is looked for, but until then none that came many at once. */
  #placed = 0;
  #owners: Int32Array<ArrayBuffer>;
  /** Where each is kept; empty as long as all are UUIDs. */
  #spans: Int32Array<ArrayBuffer>;
  #words: Int32Array<ArrayBuffer>;
  #wordCount: number;
  #size: number;
  /** Of the id that was last looked for in vain, the hash and the place. */
  #missedHash = 0;
  #missedPlace = 0;
  /** What was seen there when memory was fetched: kept only so that it is not left out as idle. */
  fetched = 0;

  /** @param packed ids that it has from the beginning; they are the table's from then on. */
  constructor({ owners, spans, words }: PackedIds = noIds()) {
    this.#owners = owners;
    this.#spans = spans;
    this.#words = words;
    this.#wordCount = words.length;
    this.#size = owners.length;
    this.#places = new Int32Array(placesFor(0));
  }

  /** How many ids there are. */
  get size(): number {
    return this.#size;
  }

  /** Whether all ids have places; else the first to be looked for costs as much as those that have none. */
  get isPlaced(): boolean {
    return this.#placed === this.#size;
  }

  /**
   * The number of the id that is kept from there on, or {@link NO_NUMBER}. A word after it must be readable.
   *
   * @param hash its {@link ownedHash}.
   */
  find(
    view: DataView,
    from: number,
    length: number,
    owner: number,
    hash = ownedHash(hashOf(view, from, length), owner),
  ): number {
    if (!this.isPlaced) this.#placeRest();
    const places = this.#places;
    const last = places.length - 1;
    let place = hash & last;
    for (let taken = places[place] ?? FREE; taken !== FREE; taken = places[place] ?? FREE) {
      const number = (taken & last) - 1;
      if (((taken ^ hash) & ~last) === 0 && this.#isEntry(number, view, from, length, owner)) return number;
      place = (place + 1) & last;
    }
    this.#missedHash = hash;
    this.#missedPlace = place;
    return NO_NUMBER;
  }

  /** Looks at where ids of these hashes are looked for, so that the memory of all is waited for at once. */
  fetch(hashes: Int32Array): void {
    const places = this.#places;
    const last = places.length - 1;
    let seen = this.fetched;
    for (let i = 0; i < hashes.length; i++) seen ^= places[(hashes[i] ?? 0) & last] ?? 0;
    this.fetched = seen;
  }

  /** A number for an id that was the last to be looked for, in vain. */
  #add(view: DataView, from: number, length: number, owner: number): number {
    // All others have places, since it was looked for.
    this.#placed++;
    const number = this.#addOwner(owner);
    const start = this.#wordCount;
    const size = sizeOf(length);
    this.#takeWords(Math.ceil(size / WORD));
    copyId(view, from, from + size, this.#words, start);
    this.#setSpan(number, start, length);
    this.#place(number);
    if (3 * this.#size > 2 * this.#places.length) this.#spread(2 * this.#size);
    return number;
  }

  /**
   * New numbers for ids that the table is known not to have. They get no places.
   *
   * @param lengths of what is kept of each.
   * @param words what is kept of them, one after the other.
   */
  addNew(owners: Int32Array, lengths: Int32Array, words: Int32Array): void {
    let start = this.#wordCount;
    this.#takeWords(words.length);
    this.#words.set(words, start);
    const first = this.#addOwners(owners);
    for (let i = 0; i < lengths.length; i++) {
      const length = lengths[i] ?? 0;
      this.#setSpan(first + i, start, length);
      start += Math.ceil(sizeOf(length) / WORD);
    }
  }

  /**
   * New numbers for all ids of another table that have none, in its order. They get no places.
   *
   * @param others as they were added: each lies after the one before.
   * @param numbers those that they have, or {@link NO_NUMBER}; the new ones are written there.
   * @param owners for the owners there the owners here.
   */
  append(others: PackedIds, numbers: Int32Array, owners: Int32Array): void {
    const { spans, words } = others;
    for (let from = 0, to = 0; from < numbers.length; from = to + 1) {
      while (numbers[from] !== NO_NUMBER && from < numbers.length) from++;
      for (to = from; numbers[to] === NO_NUMBER; ) to++;
      if (to === from) return;
      const start = startOfId(spans, from);
      const end = to < numbers.length ? startOfId(spans, to) : words.length;
      const moved = this.#wordCount - start;
      this.#takeWords(end - start);
      this.#words.set(words.subarray(start, end), start + moved);
      for (let other = from; other < to; other++) {
        const number = this.#addOwner(owners[others.owners[other] ?? 0] ?? 0);
        this.#setSpan(number, startOfId(spans, other) + moved, lengthOfId(spans, other));
        numbers[other] = number;
      }
    }
  }

  /** Says where the last id is kept. */
  #setSpan(number: number, start: number, length: number): void {
    if (this.#areUuids) {
      if (length === UUID) return;
      this.#spans = spansOfUuids(number, this.#owners.length);
    }
    const span = SPAN * number;
    if (span + SPAN > this.#spans.length) {
      this.#spans = withRoom(this.#spans, roomFor(this.#spans, span + SPAN, SPAN * SMALLEST));
    }
    this.#spans[span + START] = start;
    this.#spans[span + LENGTH] = length;
  }

  get #areUuids(): boolean {
    return this.#spans.length === 0;
  }

  #takeWords(count: number): void {
    this.#wordCount += count;
    if (this.#wordCount <= this.#words.length) return;
    this.#words = withRoom(this.#words, roomFor(this.#words, this.#wordCount, SMALLEST));
  }

  #place(number: number): void {
    const last = this.#places.length - 1;
    this.#places[this.#missedPlace] = (this.#missedHash & ~last) | (number + 1);
  }

  #placeRest(): void {
    const from = this.#placed;
    this.#placed = this.#size;
    this.#spread(this.#size, from);
  }

  /** Makes room for so many ids in all, as far as it is not known how long they are. */
  reserve(ids: number): void {
    if (ids > this.#owners.length) this.#owners = withRoom(this.#owners, ids);
  }

  /** Makes room for so many times what it holds, and places for so many times as many as have some. */
  makeRoom(times: number, placedTimes = times): void {
    const [ids, words] = [Math.ceil(this.#size * times), Math.ceil(this.#wordCount * times)];
    this.reserve(ids);
    if (!this.#areUuids && SPAN * ids > this.#spans.length) this.#spans = withRoom(this.#spans, SPAN * ids);
    if (words > this.#words.length) this.#words = withRoom(this.#words, words);
    if (this.isPlaced) this.#spread(SURE * this.#size * placedTimes);
  }

  /** The number of the id that is written in [from, to); a new one if it has none. A word after it must be readable. */
  numberOf(view: DataView, from: number, to: number, owner: number): number {
    return shorten(view, from, to, uuid)
      ? this.numberOfKept(uuid, 0, UUID, owner)
      : this.numberOfKept(view, from, to - from, owner);
  }

  /** The number of the id that is written in [from, to), or {@link NO_NUMBER}. A word after it must be readable. */
  knownNumberOf(view: DataView, from: number, to: number, owner: number): number {
    return shorten(view, from, to, uuid) ? this.find(uuid, 0, UUID, owner) : this.find(view, from, to - from, owner);
  }

  /** The number of the id that is kept from there on; a new one if it has none. */
  numberOfKept(view: DataView, from: number, length: number, owner: number, hash?: number): number {
    const known = this.find(view, from, length, owner, hash);
    return known === NO_NUMBER ? this.#add(view, from, length, owner) : known;
  }

  /**
   * The numbers of all ids of another table, in its order; new ones for those that have none.
   *
   * @param owners for the owners there the owners here.
   */
  numbersOf(others: PackedIds, owners: Int32Array): Int32Array {
    const count = countOf(others);
    const view = bytesOfIds(others);
    const numbers = new Int32Array(count);
    const hashes = new Int32Array(RUN);
    this.makeRoom((this.#size + count) / Math.max(1, this.#size));
    for (let run = 0; run < count; run += RUN) {
      const end = Math.min(run + RUN, count);
      for (let other = run; other < end; other++) {
        const hash = hashOf(view, byteOfId(others.spans, other), lengthOfId(others.spans, other));
        hashes[other - run] = ownedHash(hash, owners[others.owners[other] ?? 0] ?? 0);
      }
      this.fetch(hashes);
      for (let other = run; other < end; other++) {
        const from = byteOfId(others.spans, other);
        const length = lengthOfId(others.spans, other);
        const owner = owners[others.owners[other] ?? 0] ?? 0;
        numbers[other] = this.numberOfKept(view, from, length, owner, hashes[other - run]);
      }
    }
    return numbers;
  }

  /** Numbers, one after the other, for ids that nobody will look for, in a table of such alone: gives the first. Their bytes are not kept. */
  addNameless(owners: Int32Array): number {
    const isPlaced = this.isPlaced;
    const number = this.#addOwners(owners);
    if (isPlaced) this.#placed = this.#size;
    return number;
  }

  #addOwners(owners: Int32Array): number {
    const number = this.#size;
    this.#size += owners.length;
    this.#makeRoomFor(this.#size);
    this.#owners.set(owners, number);
    return number;
  }

  #addOwner(owner: number): number {
    const number = this.#size++;
    this.#makeRoomFor(this.#size);
    this.#owners[number] = owner;
    return number;
  }

  #makeRoomFor(size: number): void {
    if (size <= this.#owners.length) return;
    this.#owners = withRoom(this.#owners, roomFor(this.#owners, size, SMALLEST));
  }

  /** Gives all ids other owners. None is to be looked for after that. @param owners for each owner that they have another. */
  changeOwners(owners: Int32Array): void {
    const own = this.#owners;
    for (let number = 0; number < this.#size; number++) own[number] = owners[own[number] ?? 0] ?? 0;
  }

  /** Gives an id that has no bytes another owner. */
  changeOwner(number: number, owner: number): void {
    this.#owners[number] = owner;
  }

  ownerOf(number: number): number {
    return this.#owners[number] ?? 0;
  }

  /** The bytes of an id, as it is written; none of one that is not kept. */
  bytesOf(number: number): Uint8Array {
    if (this.#wordCount === 0) return new Uint8Array(0);
    const { buffer, byteOffset } = this.#words;
    const start = byteOffset + WORD * startOfId(this.#spans, number);
    const length = lengthOfId(this.#spans, number);
    return writtenId(new Uint8Array(buffer, start, sizeOf(length)), length);
  }

  /** Its ids, in the memory of the table. */
  get packed(): PackedIds {
    return {
      owners: this.#owners.subarray(0, this.#size),
      spans: this.#areUuids ? this.#spans : this.#spans.subarray(0, SPAN * this.#size),
      words: this.#words.subarray(0, this.#wordCount),
    };
  }

  #isEntry(number: number, view: DataView, from: number, length: number, owner: number): boolean {
    if (this.#owners[number] !== owner || lengthOfId(this.#spans, number) !== length) return false;
    const words = this.#words;
    const to = from + sizeOf(length);
    let at = from;
    let word = startOfId(this.#spans, number);
    for (; at + WORD <= to; at += WORD, word++) if (words[word] !== view.getInt32(at, true)) return false;
    return at === to || words[word] === lastWord(view, at, to);
  }

  /**
   * Makes places for so many ids, if there are fewer, and gives them to all. Of ids that are equal, which are only in a forged table, the
   * first gets one: they would be looked through one by one.
   *
   * @param from the first number that has no place yet.
   */
  #spread(ids: number, from = this.#size): void {
    const count = placesFor(ids);
    const isMoved = count > this.#places.length;
    if (isMoved) this.#places = new Int32Array(count);
    const own = this.packed;
    const bytes = bytesOfIds(own);
    for (let number = isMoved ? 0 : from; number < this.#size; number++) {
      const from = byteOfId(own.spans, number);
      const length = lengthOfId(own.spans, number);
      if (this.find(bytes, from, length, this.ownerOf(number)) === NO_NUMBER) this.#place(number);
    }
  }
}

/** Each with memory of its own, so that it can be handed to another thread. */
function noIds(): PackedIds {
  return { owners: new Int32Array(0), spans: new Int32Array(0), words: new Int32Array(0) };
}

/** How many places so many ids have. */
function placesFor(ids: number): number {
  let places = 2 * SMALLEST;
  while (2 * places < 3 * ids) places *= 2;
  return places;
}

/** A hash of the id that is kept from there on: of eight bytes at a time, in two lanes that do not wait for each other. */
export function hashOf(view: DataView, from: number, length: number): number {
  const to = from + sizeOf(length);
  let a = SEED;
  let b = SEED ^ length;
  let at = from;
  for (; at + 2 * WORD <= to; at = (at + 2 * WORD) | 0) {
    a = Math.imul(a ^ view.getInt32(at, true), 0x5bd1e995);
    b = Math.imul(b ^ view.getInt32((at + WORD) | 0, true), 0x27d4eb2f);
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  if (at + WORD <= to) {
    b = Math.imul(b ^ view.getInt32(at, true), 0x5bd1e995);
    at = (at + WORD) | 0;
  }
  if (at < to) b = Math.imul(b ^ lastWord(view, at, to), 0x2c1b3c6d) ^ (b >>> 11);
  a = Math.imul(a ^ (b >>> 16) ^ (b << 5), 0x85ebca6b);
  return a ^ (a >>> 13);
}

/** The hash by which an id of an owner is looked for: 31 bits of it. */
export function ownedHash(hash: number, owner: number): number {
  const mixed = Math.imul(hash ^ Math.imul(owner + 1, 0x9e3779b1), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 15)) & 0x7fffffff;
}

/** Writes an id in whole words from that one on. */
function copyId(view: DataView, from: number, to: number, words: Int32Array, start: number): void {
  let at = from;
  let word = start;
  for (; at + WORD <= to; at += WORD, word++) words[word] = view.getInt32(at, true);
  if (at < to) words[word] = lastWord(view, at, to);
}

/** The bytes of an id that make no whole word, as one with zeros after them. */
export function lastWord(view: DataView, at: number, to: number): number {
  return view.getInt32(at, true) & ((1 << (8 * (to - at))) - 1);
}
