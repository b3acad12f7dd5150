import { copyId, hashOf, type IdTable, NO_NUMBER, ownedHash, RUN } from "./id-table.ts";
import { borrowKernel, giveBackKernel, type ScanKernel } from "./kernel/scan-kernel.ts";
import {
  ACCOUNT,
  ANCHORS,
  AT,
  CONVERSATION,
  EXTREMES,
  FIRSTS,
  HASH,
  KIND_SIZE,
  KINDS,
  LONGEST_ID,
  NEAR_IDS,
  NEAR_PLACES,
  NEAR_RECORD,
  NEAR_SHIFT,
  NEAR_STRIDE,
  NEAR_WORDS,
} from "./kernel/terms.ts";
import { type Moment, PlanRecords, recordLength } from "./plan-records.ts";
import type { TableShape } from "./table-shape.ts";

const MOST = 1 << 12;
const GROWTH = 4;
/** So many places for each, so that two seldom meet at one. */
const SPARSE = 16;
const FREE = 0;
const WORD = 4;
const BYTE = 8;

// Of each: how long its two ids are, its hash in the far table, the number of its account, its own number there if that was asked for,
// its place, its record, and then the ids, one after the other in whole words.
const LENGTHS = 0;
const FAR_HASH = 1;
const OWNER = 2;
const FAR = 3;
const PLACE = 4;
const RECORD = 6;
const LONGEST_IDS = (2 * LONGEST_ID) / WORD;

/**
 * The conversations of which events came lately, near at hand: a table in the memory of the kernel, which is small enough for the fast
 * memory of a core. Nearly all events are of one of them. The ones that came first make way for new ones, and what was gathered of them
 * goes to the far table, many at a time, so that its memory is waited for once and not each time. Should more events of one come, it
 * begins anew: what is gathered in parts is merged.
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
  #kernel: ScanKernel | undefined;
  #capacity = 0;
  /** For each place the number of the one that is there, plus one. */
  #places = new Uint16Array(0);
  #shift = 0;
  #words = new Int32Array(0);
  #records: PlanRecords;
  /** Which one makes way next. */
  #next = 0;

  /**
   * @param far the numbers of all conversations.
   * @param farRecords what is kept of them.
   * @param most how many are near at most, no more than {@link MOST}.
   */
  constructor(shape: TableShape, far: IdTable, farRecords: PlanRecords, most = MOST) {
    this.#shape = shape;
    this.#far = far;
    this.#farRecords = farRecords;
    this.#most = most;
    this.#ids = RECORD + recordLength(shape.extremes);
    this.#stride = this.#ids + LONGEST_IDS;
    this.#records = new PlanRecords(shape);
  }

  /** The kernel in whose memory they are, until they are cleared. */
  get kernel(): ScanKernel {
    this.#kernel ??= this.#begin();
    return this.#kernel;
  }

  /** Takes in the conversation that was the last to be looked for, in vain; gives its number. */
  add(account: number): number {
    const { kernel } = this;
    if (this.#next === this.#capacity && this.#capacity < this.#most) {
      this.#handOverAll();
      this.#makeRoom(kernel, Math.min(GROWTH * this.#capacity, this.#most));
    }
    const place = kernel.get(HASH) >>> this.#shift;
    const other = (this.#places[place] ?? FREE) - 1;
    const near = other >= 0 ? other : this.#nextFree();
    if (other >= 0) this.#handOver(other);
    this.#places[place] = near + 1;
    const words = this.#words;
    const start = near * this.#stride;
    const [accountFrom, accountTo] = kernel.placeOf(ACCOUNT);
    const [from, to] = kernel.placeOf(CONVERSATION);
    words[start + LENGTHS] = ((accountTo - accountFrom) << BYTE) | (to - from);
    words[start + FAR_HASH] = ownedHash(hashOf(kernel.view, from, to), account);
    words[start + OWNER] = account;
    words[start + FAR] = NO_NUMBER;
    words[start + PLACE] = place;
    copyId(kernel.view, from, to, words, start + this.#ids);
    copyId(kernel.view, accountFrom, accountTo, words, start + this.#ids + ((to - from + WORD - 1) >> 2));
    this.#records.clear(near);
    return near;
  }

  /** Takes an event of a near conversation, as {@link PlanRecords.take} does. */
  take(near: number, kind: number, { at, order }: Moment): number {
    this.kernel.setDouble(AT, at);
    return this.kernel.run.takeNear(near, kind, order);
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
    const id = NEAR_WORDS + WORD * (start + this.#ids);
    const length = (this.#words[start + LENGTHS] ?? 0) & ((1 << BYTE) - 1);
    const owner = this.#words[start + OWNER] ?? 0;
    const number = this.#far.numberOf(this.kernel.view, id, id + length, owner, this.#words[start + FAR_HASH]);
    this.#words[start + FAR] = number;
    return number;
  }

  /** Hands all over to the far table, and gives the kernel back. */
  clear(): void {
    if (this.#kernel === undefined) return;
    this.#handOverAll();
    giveBackKernel(this.#kernel);
    this.#kernel = undefined;
  }

  /** Borrows a kernel, and tells it what is kept of a conversation. */
  #begin(): ScanKernel {
    const kernel = borrowKernel();
    const { extremes, firsts, anchors, concerned, anchored, present } = this.#shape;
    kernel.set(EXTREMES, extremes);
    kernel.set(FIRSTS, firsts);
    for (const [i, anchor] of anchors.entries()) kernel.set(ANCHORS + WORD * i, anchor);
    for (let kind = 0; kind < concerned.length; kind++) {
      const at = KINDS + KIND_SIZE * kind;
      kernel.set(at, concerned[kind] ?? 0);
      kernel.set(at + WORD, anchored[kind] ?? 0);
      kernel.set(at + 2 * WORD, present[kind] ?? 0);
    }
    kernel.set(NEAR_STRIDE, WORD * this.#stride);
    kernel.set(NEAR_RECORD, WORD * RECORD);
    kernel.set(NEAR_IDS, WORD * this.#ids);
    this.#makeRoom(kernel, Math.min(RUN, this.#most));
    return kernel;
  }

  /** Makes room for so many, none of which is there yet. */
  #makeRoom(kernel: ScanKernel, capacity: number): void {
    const { buffer } = kernel.words;
    this.#capacity = capacity;
    this.#next = 0;
    this.#shift = Math.clz32(SPARSE * capacity - 1);
    kernel.set(NEAR_SHIFT, this.#shift);
    this.#places = new Uint16Array(buffer, NEAR_PLACES, 2 ** (32 - this.#shift)).fill(FREE);
    this.#words = new Int32Array(buffer, NEAR_WORDS, capacity * this.#stride).fill(0);
    this.#records = new PlanRecords(this.#shape, this.#words, { start: RECORD, stride: this.#stride });
  }

  #nextFree(): number {
    const near = this.#next === this.#capacity ? 0 : this.#next;
    if (near % RUN === 0) this.#handOverRun(near);
    this.#next = near + 1;
    return near;
  }

  #handOverAll(): void {
    for (let from = 0; from < this.#capacity; from += RUN) this.#handOverRun(from);
    this.#next = 0;
  }

  #handOverRun(from: number): void {
    const to = Math.min(from + RUN, this.#capacity);
    const words = this.#words;
    for (let near = from; near < to; near++) this.#hashes[near - from] = words[near * this.#stride + FAR_HASH] ?? 0;
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
