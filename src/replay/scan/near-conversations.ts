import { certain } from "../../domain/certain.ts";
import { hashOf, type IdTable, NO_NUMBER, ownedHash } from "./id-table.ts";
import { UUID } from "./kept-ids.ts";
import { borrowKernel, giveBackKernel, type ScanKernel } from "./kernel/scan-kernel.ts";
import { tellShape } from "./kernel/tell-shape.ts";
import {
  ACCOUNT,
  ACCOUNT_ID,
  ACCOUNT_PLACES,
  ACCOUNT_SIZE,
  ACCOUNTS,
  AT,
  CONVERSATION,
  GATHERED_IDS,
  GATHERED_LENGTHS,
  GATHERED_MOST,
  GATHERED_OWNERS,
  GATHERED_RECORDS,
  HASH,
  LONGEST_ID,
  MOST_AT_PLACE,
  NEAR_CAPACITY,
  NEAR_FAR,
  NEAR_IDS,
  NEAR_LENGTHS,
  NEAR_NEXT,
  NEAR_OWNER,
  NEAR_PASSED,
  NEAR_PLACES,
  NEAR_RECORD,
  NEAR_RUN,
  NEAR_SHIFT,
  NEAR_SIZE,
  NEAR_STRIDE,
  NEAR_UUID,
  NEAR_WORDS,
  OWNER,
  OWNER_AT,
  SOUGHT,
  SOUGHT_ROOM,
} from "./kernel/terms.ts";
import { type Moment, PlanRecords, recordLength } from "./plan-records.ts";
import type { TableShape } from "./table-shape.ts";

const MOST = 1 << 12;
/** So many if all are to stay near. */
const MOST_OF_ALL = 1 << 15;
const GROWTH = 4;
/** So many places for each, so that two seldom meet at one. */
const SPARSE = 16;
const PLACE = 2;
const WORD = 4;
const BYTE = 8;

// In words, and with what is copied beyond the ids.
const LENGTHS = NEAR_LENGTHS / WORD;
const OWNED_BY = NEAR_OWNER / WORD;
const FAR = NEAR_FAR / WORD;
const RECORD = NEAR_RECORD / WORD;
const LONGEST_IDS = (2 * LONGEST_ID) / WORD + 4;

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
  #most: number;
  readonly #stride: number;
  /** Where of each the ids begin. */
  readonly #ids: number;
  readonly #hashes = new Int32Array(NEAR_RUN);
  #kernel: ScanKernel | undefined;
  #capacity = 0;
  /** Whether there are as many as there may be, of which the first make way. */
  #isFull = false;
  #words = new Int32Array(0);
  #records: PlanRecords;

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

  /**
   * Has all stay near, as far as there is room: they are in fast memory no more, but go to the far table once and all together. For scans of
   * which few events come.
   */
  keepAll(): void {
    this.#most = Math.max(this.#most, Math.min(MOST_OF_ALL, Math.floor(NEAR_SIZE / (WORD * this.#stride))));
  }

  /** The kernel in whose memory they are, until it is released; `undefined` if there is none to be had, and then none are near. */
  get kernel(): ScanKernel | undefined {
    this.#kernel ??= this.#begin();
    return this.#kernel;
  }

  /** The number of the account of the line that was read; of a new one if it has none. */
  ownerIn(kernel: ScanKernel, accounts: IdTable): number {
    const known = kernel.get(OWNER);
    if (known !== NO_NUMBER) return known;
    const [from, to] = kernel.placeOf(ACCOUNT);
    const number = accounts.numberOf(kernel.view, from, to, 0);
    const at = kernel.get(OWNER_AT);
    kernel.set(at, to - from);
    kernel.set(at + WORD, number);
    kernel.bytes.copyWithin(at + ACCOUNT_ID, from, to);
    return number;
  }

  /** The number there of a conversation by its ids, or {@link NO_NUMBER}. */
  find(accountId: string, conversationId: string): number {
    const kernel = this.#kernel;
    // Rows of a table are never near, nor are lines of which none is usual.
    if (kernel === undefined || this.#countIn(kernel) === 0) return NO_NUMBER;
    const arePut =
      kernel.seek(ACCOUNT, accountId, SOUGHT) && kernel.seek(CONVERSATION, conversationId, SOUGHT + SOUGHT_ROOM);
    return arePut ? kernel.run.findNear() : NO_NUMBER;
  }

  /** Takes in the conversation of the line that was read, which is not near; gives its number. Others may make way for it. */
  add(kernel: ScanKernel, account: number): number {
    // What was passed is there until others make way too, or come to other places.
    if (kernel.get(NEAR_PASSED) >= MOST_AT_PLACE) this.#handOverAt(kernel.get(HASH) >>> kernel.get(NEAR_SHIFT));
    if (kernel.get(NEAR_NEXT) === this.#capacity) {
      if (this.#capacity < this.#most) this.#makeRoom(kernel, Math.min(GROWTH * this.#capacity, this.#most));
      else {
        this.#isFull = true;
        kernel.set(NEAR_NEXT, 0);
      }
    }
    const next = kernel.get(NEAR_NEXT);
    if (this.#isFull && next % NEAR_RUN === 0) this.#handOver(next, Math.min(next + NEAR_RUN, this.#capacity));
    return kernel.run.addNear(account);
  }

  /** Takes an event of a near conversation, as {@link PlanRecords.take} does. */
  take(near: number, kind: number, { at, order }: Moment): number {
    const kernel = certain(this.#kernel);
    kernel.setDouble(AT, at);
    return kernel.run.takeNear(near, kind, order);
  }

  /** The account of a near conversation, by its number there. */
  accountOf(near: number): number {
    return this.#words[near * this.#stride + OWNED_BY] ?? 0;
  }

  /** The number that a near conversation has among all. */
  farNumberOf(near: number): number {
    const far = near * this.#stride + FAR;
    const known = this.#words[far] ?? NO_NUMBER;
    if (known !== NO_NUMBER) return known;
    const id = this.#idOf(near);
    const { view } = certain(this.#kernel);
    const number = this.#far.numberOf(view, id, id + this.#lengthOf(near), this.accountOf(near));
    this.#words[far] = number;
    return number;
  }

  /** Where in the memory of the kernel its id begins. */
  #idOf(near: number): number {
    return NEAR_WORDS + WORD * (near * this.#stride + this.#ids);
  }

  /** The length of its id, or {@link NEAR_UUID}. */
  #lengthOf(near: number): number {
    return (this.#words[near * this.#stride + LENGTHS] ?? 0) & ((1 << BYTE) - 1);
  }

  /** The length of what is kept of its id when it leaves. */
  #keptLengthOf(near: number): number {
    const length = this.#lengthOf(near);
    return length === NEAR_UUID ? UUID : length;
  }

  /** Hands all over to the far table. */
  clear(): void {
    const kernel = this.#kernel;
    if (kernel === undefined) return;
    const count = this.#countIn(kernel);
    if (this.#far.size === 0) this.#handOverFirst(count);
    else for (let from = 0; from < count; from += NEAR_RUN) this.#handOver(from, Math.min(from + NEAR_RUN, count));
    kernel.set(NEAR_NEXT, 0);
    this.#isFull = false;
  }

  /** How many places are taken, or were before those in them made way. */
  #countIn(kernel: ScanKernel): number {
    return this.#isFull ? this.#capacity : kernel.get(NEAR_NEXT);
  }

  /** Hands all over, and gives the kernel back. */
  release(): void {
    if (this.#kernel === undefined) return;
    this.clear();
    giveBackKernel(this.#kernel);
    this.#kernel = undefined;
  }

  /** Borrows a kernel, and tells it what is kept of a conversation. */
  #begin(): ScanKernel | undefined {
    const kernel = borrowKernel();
    if (kernel === undefined) return undefined;
    tellShape(kernel, this.#shape);
    kernel.set(NEAR_STRIDE, WORD * this.#stride);
    kernel.set(NEAR_IDS, WORD * this.#ids);
    this.#capacity = 0;
    this.#isFull = false;
    this.#makeRoom(kernel, Math.min(NEAR_RUN, this.#most));
    kernel.bytes.fill(0, ACCOUNTS, ACCOUNTS + ACCOUNT_SIZE * 2 ** ACCOUNT_PLACES);
    return kernel;
  }

  /** Makes room for so many in all. Those that are there stay. */
  #makeRoom(kernel: ScanKernel, capacity: number): void {
    const { buffer } = kernel.words;
    const before = this.#capacity;
    this.#capacity = capacity;
    kernel.set(NEAR_CAPACITY, capacity);
    kernel.set(NEAR_NEXT, before);
    const shift = Math.clz32(SPARSE * capacity - 1);
    kernel.set(NEAR_SHIFT, shift);
    kernel.bytes.fill(0, NEAR_PLACES, NEAR_PLACES + PLACE * 2 ** (32 - shift));
    this.#words = new Int32Array(buffer, NEAR_WORDS, capacity * this.#stride);
    this.#records = new PlanRecords(this.#shape, this.#words, { start: RECORD, stride: this.#stride });
    kernel.run.placeNear(before);
  }

  /** Hands over so many, the first of all: none of them need be looked for in the far table. */
  #handOverFirst(count: number): void {
    const { words, run } = certain(this.#kernel);
    const wordsAt = (at: number, length: number) => words.subarray(at / WORD, at / WORD + length);
    this.#far.reserve(count);
    this.#farRecords.reserve(count);
    for (let from = 0; from < count; from += GATHERED_MOST) {
      const some = Math.min(GATHERED_MOST, count - from);
      const ids = wordsAt(GATHERED_IDS, run.gatherNear(from, from + some));
      this.#far.addNew(wordsAt(GATHERED_OWNERS, some), wordsAt(GATHERED_LENGTHS, some), ids);
      this.#farRecords.addNew(wordsAt(GATHERED_RECORDS, some * recordLength(this.#shape.extremes)));
    }
  }

  /** Hands over the one that came last to a place. */
  #handOverAt(place: number): void {
    const near = certain(this.#kernel).view.getUint16(NEAR_PLACES + PLACE * place, true) - 1;
    this.#handOver(near, near + 1);
  }

  /** Hands over those in [from, to), no more than a run of them, whose ids stand there as they are kept from then on. */
  #handOver(from: number, to: number): void {
    const { view, run } = certain(this.#kernel);
    const hashes = this.#hashes.subarray(0, to - from);
    run.leaveNear(from, to);
    for (let near = from; near < to; near++) {
      const hash = this.#isFree(near) ? 0 : hashOf(view, this.#idOf(near), this.#keptLengthOf(near));
      hashes[near - from] = ownedHash(hash, this.accountOf(near));
    }
    this.#far.fetch(hashes);
    for (let near = from; near < to; near++) {
      if (this.#isFree(near)) continue;
      const start = near * this.#stride;
      let number = this.#words[start + FAR] ?? NO_NUMBER;
      if (number === NO_NUMBER) {
        const length = this.#keptLengthOf(near);
        number = this.#far.numberOfKept(view, this.#idOf(near), length, this.accountOf(near), hashes[near - from]);
      }
      this.#farRecords.takeFrom(this.#records, near, number);
      this.#words[start + LENGTHS] = 0;
    }
  }

  #isFree(near: number): boolean {
    return this.#words[near * this.#stride + LENGTHS] === 0;
  }
}
