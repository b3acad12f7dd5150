import { copyId, hashOf, type IdTable, LONGEST_ID, lastWord, NO_NUMBER, ownedHash, RUN } from "./id-table.ts";
import { type Moment, PlanRecords, recordLength } from "./plan-records.ts";
import type { TableShape } from "./table-shape.ts";

const MOST = 1 << 12;
const GROWTH = 4;
/** So many places for each, so that two seldom meet at one. */
const SPARSE = 16;
const FREE = 0;
const WORD = 4;
const PAIR = 2 * WORD;
const BYTE = 8;

// Of each: how long its two ids are, its hash in the far table, the number of its account, its own number there if that was asked for,
// its place, its record, and then the ids, one after the other in whole words.
const LENGTHS = 0;
const HASH = 1;
const OWNER = 2;
const FAR = 3;
const PLACE = 4;
const RECORD = 6;
const LONGEST_IDS = (2 * LONGEST_ID) / WORD;

/**
 * The conversations of which events came lately, near at hand: a table that is small enough for the fast memory of a core. Nearly all events
 * are of one of them. The ones that came first make way for new ones, and what was gathered of them goes to the far table, many at a
 * time, so that its memory is waited for once and not each time. Should more events of one come, it begins anew: what is gathered in
 * parts is merged.
 */
export class NearConversations {
  readonly #shape: TableShape;
  readonly #far: IdTable;
  readonly #farRecords: PlanRecords;
  readonly #most: number;
  readonly #stride: number;
  /** Where of each the ids begin. */
  readonly #ids: number;
  readonly #hashes = new Int32Array(RUN);
  #capacity = 0;
  /** For each place the number of the one that is there, plus one. */
  #places = new Uint16Array(1);
  #shift = 0;
  #words = new Int32Array(0);
  /** The same memory, two words at a time. Bytes of a text make no double that is not equal to itself. */
  #pairs = new Float64Array(0);
  #view = new DataView(this.#words.buffer);
  #records: PlanRecords;
  /** Which one makes way next. */
  #next = 0;
  /** Of the one that was last looked for: its highest bits say where its place is. */
  #hash = 0;

  /**
   * @param far the numbers of all conversations.
   * @param farRecords what is kept of them.
   * @param most how many are near at most, less than 65,536.
   */
  constructor(shape: TableShape, far: IdTable, farRecords: PlanRecords, most = MOST) {
    this.#shape = shape;
    this.#far = far;
    this.#farRecords = farRecords;
    this.#most = most;
    this.#ids = RECORD + recordLength(shape.extremes);
    this.#stride = this.#ids + LONGEST_IDS;
    this.#records = this.#makeRoom(Math.min(RUN, most));
  }

  /** The conversation in [from, to) of the account in [accountFrom, accountTo) if it is near, by number; else {@link NO_NUMBER}. */
  find(view: DataView, accountFrom: number, accountTo: number, from: number, to: number): number {
    // A product forgets nothing of its highest bits, which are the ones that count here.
    let a = to - from;
    let b = view.getInt32(accountFrom, true);
    let at = from;
    for (; at + PAIR <= to; at = (at + PAIR) | 0) {
      a = Math.imul(a ^ view.getInt32(at, true), 0x5bd1e995);
      b = Math.imul(b ^ view.getInt32((at + WORD) | 0, true), 0x27d4eb2f);
    }
    a = Math.imul(a ^ view.getInt32((to - WORD) | 0, true), 0x5bd1e995);
    b = Math.imul(b ^ view.getInt32((accountTo - WORD) | 0, true), 0x27d4eb2f);
    const hash = Math.imul(a ^ (b >>> 15), 0x85ebca6b);
    this.#hash = hash;
    const near = (this.#places[hash >>> this.#shift] ?? FREE) - 1;
    if (near < 0) return NO_NUMBER;
    const words = this.#words;
    const start = near * this.#stride;
    if (words[start + LENGTHS] !== lengthsOf(accountTo - accountFrom, to - from)) return NO_NUMBER;
    const pairs = this.#pairs;
    let pair = (start + this.#ids) >> 1;
    at = from;
    for (; at + PAIR <= to; at = (at + PAIR) | 0) {
      if (pairs[pair] !== view.getFloat64(at, true)) return NO_NUMBER;
      pair = (pair + 1) | 0;
    }
    let word = pair << 1;
    if (at + WORD <= to) {
      if (words[word] !== view.getInt32(at, true)) return NO_NUMBER;
      at = (at + WORD) | 0;
      word = (word + 1) | 0;
    }
    if (at < to) {
      if (words[word] !== lastWord(view, at, to)) return NO_NUMBER;
      word = (word + 1) | 0;
    }
    for (at = accountFrom; at + WORD <= accountTo; at = (at + WORD) | 0) {
      if (words[word] !== view.getInt32(at, true)) return NO_NUMBER;
      word = (word + 1) | 0;
    }
    return at === accountTo || words[word] === lastWord(view, at, accountTo) ? near : NO_NUMBER;
  }

  /** Takes in the conversation that was the last to be looked for, in vain; gives its number. */
  add(view: DataView, account: number, accountFrom: number, accountTo: number, from: number, to: number): number {
    if (this.#next === this.#capacity && this.#capacity < this.#most) {
      this.clear();
      this.#records = this.#makeRoom(Math.min(GROWTH * this.#capacity, this.#most));
    }
    const place = this.#hash >>> this.#shift;
    const other = (this.#places[place] ?? FREE) - 1;
    const near = other >= 0 ? other : this.#nextFree();
    if (other >= 0) this.#handOver(other);
    this.#places[place] = near + 1;
    const words = this.#words;
    const start = near * this.#stride;
    words[start + LENGTHS] = lengthsOf(accountTo - accountFrom, to - from);
    words[start + HASH] = ownedHash(hashOf(view, from, to), account);
    words[start + OWNER] = account;
    words[start + FAR] = NO_NUMBER;
    words[start + PLACE] = place;
    copyId(view, from, to, words, start + this.#ids);
    copyId(view, accountFrom, accountTo, words, accountStart(start + this.#ids, to - from));
    this.#records.clear(near);
    return near;
  }

  /** Takes an event of a near conversation, as {@link PlanRecords.take} does. */
  take(near: number, kind: number, moment: Moment): number {
    return this.#records.take(near, kind, moment);
  }

  /** The account of a near conversation, by its number there. */
  accountOf(near: number): number {
    return this.#words[near * this.#stride + OWNER] ?? 0;
  }

  /** The number that a near conversation has among all. */
  farNumberOf(near: number): number {
    const start = near * this.#stride;
    const known = this.#words[start + FAR] ?? NO_NUMBER;
    if (known !== NO_NUMBER) return known;
    const id = WORD * (start + this.#ids);
    const length = (this.#words[start + LENGTHS] ?? 0) & ((1 << BYTE) - 1);
    const owner = this.#words[start + OWNER] ?? 0;
    const number = this.#far.numberOf(this.#view, id, id + length, owner, this.#words[start + HASH]);
    this.#words[start + FAR] = number;
    return number;
  }

  /** Hands all over to the far table. */
  clear(): void {
    for (let from = 0; from < this.#capacity; from += RUN) this.#handOverRun(from);
    this.#next = 0;
  }

  /** Makes room for so many, none of which is there yet. */
  #makeRoom(capacity: number): PlanRecords {
    this.#capacity = capacity;
    this.#shift = Math.clz32(SPARSE * capacity - 1);
    this.#places = new Uint16Array(2 ** (32 - this.#shift));
    this.#words = new Int32Array(capacity * this.#stride);
    this.#pairs = new Float64Array(this.#words.buffer);
    this.#view = new DataView(this.#words.buffer);
    return new PlanRecords(this.#shape, this.#words, { start: RECORD, stride: this.#stride });
  }

  #nextFree(): number {
    const near = this.#next === this.#capacity ? 0 : this.#next;
    if (near % RUN === 0) this.#handOverRun(near);
    this.#next = near + 1;
    return near;
  }

  #handOverRun(from: number): void {
    const to = Math.min(from + RUN, this.#capacity);
    const words = this.#words;
    for (let near = from; near < to; near++) this.#hashes[near - from] = words[near * this.#stride + HASH] ?? 0;
    this.#far.fetch(this.#hashes);
    for (let near = from; near < to; near++) if (words[near * this.#stride + LENGTHS] !== 0) this.#handOver(near);
  }

  #handOver(near: number): void {
    this.#farRecords.takeFrom(this.#records, near, this.farNumberOf(near));
    const start = near * this.#stride;
    this.#places[this.#words[start + PLACE] ?? 0] = FREE;
    this.#words[start + LENGTHS] = 0;
  }
}

function lengthsOf(account: number, conversation: number): number {
  return (account << BYTE) | conversation;
}

/** Where the id of the account begins. */
function accountStart(ids: number, conversationLength: number): number {
  return ids + ((conversationLength + WORD - 1) >> 2);
}
