import { randomInt } from "node:crypto";

const SMALLEST = 1 << 10;
const RECENT = 1 << 13;
const WORD = 4;
const FREE = 0;
/** An id that is not in a table. */
export const NO_NUMBER = -1;
// Of each entry: its hash, its owner, where its bytes begin (in words) and how many there are.
const HASH = 0;
const OWNER = 1;
const START = 2;
const LENGTH = 3;
const STRIDE = 4;
/** Other in every process, so that no log can be written whose ids all fall on one place. */
const SEED = randomInt(0x7fffffff);

/** Whether words of memory are read as the bytes lie. */
export const isLittleEndian = new Uint8Array(new Int32Array([1]).buffer)[0] === 1;

/**
 * Numbers for ids, as they lie in a log: bytes in UTF-8, and an owner, which tells equal ids of two accounts apart. The first
 * id is number 0. A hash table with open addressing, in which ids are always compared as a whole.
 */
export class IdTable {
  /** For each place the number of an id plus 1, or {@link FREE}; at most half of them are taken. */
  #places = new Int32Array(2 * SMALLEST);
  /** The same of ids that were met lately, which most are: small enough to stay near at hand. */
  readonly #recent = new Int32Array(RECENT);
  #entries = new Int32Array(STRIDE * SMALLEST);
  #words = new Int32Array(STRIDE * SMALLEST);
  #bytes = new Uint8Array(this.#words.buffer);
  #wordCount = 0;
  #size = 0;

  /** How many ids there are. */
  get size(): number {
    return this.#size;
  }

  /** The number of the id in [from, to), or {@link NO_NUMBER}. `view` is of the same bytes. */
  find(bytes: Uint8Array, view: DataView, from: number, to: number, owner: number): number {
    const hash = hashOf(bytes, view, from, to, owner);
    const recent = this.#recent[hash & (RECENT - 1)] ?? FREE;
    if (recent !== FREE && this.#isEntry(recent - 1, hash, bytes, view, from, to, owner)) return recent - 1;
    const places = this.#places;
    const last = places.length - 1;
    let place = hash & last;
    for (let taken = places[place] ?? FREE; taken !== FREE; taken = places[place] ?? FREE) {
      if (this.#isEntry(taken - 1, hash, bytes, view, from, to, owner)) {
        this.#recent[hash & (RECENT - 1)] = taken;
        return taken - 1;
      }
      place = (place + 1) & last;
    }
    return NO_NUMBER;
  }

  /** The number of the id in [from, to); a new one if it has none. */
  numberOf(bytes: Uint8Array, view: DataView, from: number, to: number, owner: number): number {
    const known = this.find(bytes, view, from, to, owner);
    return known === NO_NUMBER ? this.#add(bytes, view, from, to, owner) : known;
  }

  /** A number for an id that nobody will look for. Its bytes are not kept. */
  addNameless(owner: number): number {
    const number = this.#size++;
    const entry = STRIDE * number;
    if (entry === this.#entries.length) this.#entries = withRoom(this.#entries, 2 * entry);
    this.#entries[entry + OWNER] = owner;
    return number;
  }

  ownerOf(number: number): number {
    return this.#entries[STRIDE * number + OWNER] ?? 0;
  }

  /** The bytes of an id. */
  bytesOf(number: number): Uint8Array {
    const start = WORD * (this.#entries[STRIDE * number + START] ?? 0);
    return this.#bytes.subarray(start, start + (this.#entries[STRIDE * number + LENGTH] ?? 0));
  }

  /** The table as it can be handed to another thread. */
  pack(): PackedIds {
    return {
      entries: this.#entries.slice(0, STRIDE * this.#size),
      words: this.#words.slice(0, this.#wordCount),
    };
  }

  #isEntry(
    number: number,
    hash: number,
    bytes: Uint8Array,
    view: DataView,
    from: number,
    to: number,
    owner: number,
  ): boolean {
    const entries = this.#entries;
    const entry = STRIDE * number;
    if (entries[entry + HASH] !== hash || entries[entry + OWNER] !== owner || entries[entry + LENGTH] !== to - from) {
      return false;
    }
    const words = this.#words;
    let at = from;
    let word = entries[entry + START] ?? 0;
    for (; at + WORD <= to; at += WORD, word++) if (words[word] !== view.getInt32(at, true)) return false;
    for (let i = WORD * word; at < to; at++, i++) if (this.#bytes[i] !== bytes[at]) return false;
    return true;
  }

  #add(bytes: Uint8Array, view: DataView, from: number, to: number, owner: number): number {
    const number = this.#size++;
    const hash = hashOf(bytes, view, from, to, owner);
    const start = this.#wordCount;
    this.#wordCount += Math.ceil((to - from) / WORD);
    if (this.#wordCount > this.#words.length) {
      this.#words = withRoom(this.#words, Math.max(2 * this.#words.length, this.#wordCount));
      this.#bytes = new Uint8Array(this.#words.buffer);
    }
    for (let i = from, at = WORD * start; i < to; i++, at++) this.#bytes[at] = bytes[i] ?? 0;
    const entry = STRIDE * number;
    if (entry === this.#entries.length) this.#entries = withRoom(this.#entries, 2 * entry);
    this.#entries[entry + HASH] = hash;
    this.#entries[entry + OWNER] = owner;
    this.#entries[entry + START] = start;
    this.#entries[entry + LENGTH] = to - from;
    if (2 * this.#size > this.#places.length) this.#spread();
    else put(this.#places, hash, number);
    return number;
  }

  #spread(): void {
    this.#places = new Int32Array(2 * this.#places.length);
    for (let number = 0; number < this.#size; number++) {
      if (this.#entries[STRIDE * number + LENGTH] === 0) continue;
      put(this.#places, this.#entries[STRIDE * number + HASH] ?? 0, number);
    }
  }
}

/** Takes the first free place from that of the hash on. */
function put(places: Int32Array, hash: number, number: number): void {
  const last = places.length - 1;
  let place = hash & last;
  while (places[place] !== FREE) place = (place + 1) & last;
  places[place] = number + 1;
}

/** The ids of a table, by number. */
export interface PackedIds {
  readonly entries: Int32Array<ArrayBuffer>;
  readonly words: Int32Array<ArrayBuffer>;
}

/** Calls back for each id of a packed table, in the order of their numbers. */
export function forEachId(
  { entries, words }: PackedIds,
  take: (number: number, bytes: Uint8Array, view: DataView, from: number, to: number, owner: number) => void,
): void {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  const view = new DataView(words.buffer, words.byteOffset, words.byteLength);
  for (let entry = 0; entry < entries.length; entry += STRIDE) {
    const from = WORD * (entries[entry + START] ?? 0);
    take(entry / STRIDE, bytes, view, from, from + (entries[entry + LENGTH] ?? 0), entries[entry + OWNER] ?? 0);
  }
}

/** A hash of 31 bits: eight bytes at a time, in two lanes that do not wait for each other. */
function hashOf(bytes: Uint8Array, view: DataView, from: number, to: number, owner: number): number {
  let a = SEED ^ Math.imul(owner + 1, 0x9e3779b1);
  let b = a ^ (to - from);
  let at = from;
  for (; at + 2 * WORD <= to; at += 2 * WORD) {
    a = Math.imul(a ^ view.getInt32(at, true), 0x5bd1e995);
    b = Math.imul(b ^ view.getInt32(at + WORD, true), 0x27d4eb2f);
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  if (at + WORD <= to) {
    b = Math.imul(b ^ view.getInt32(at, true), 0x5bd1e995);
    at += WORD;
  }
  for (; at < to; at++) b = Math.imul(b ^ (bytes[at] ?? 0), 0x5bd1e995) ^ (b >>> 11);
  a = Math.imul(a ^ (b >>> 16) ^ (b << 5), 0x85ebca6b);
  return (a ^ (a >>> 13)) & 0x7fffffff;
}

function withRoom(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}
