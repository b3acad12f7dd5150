import { roomFor, withRoom } from "../with-room.ts";
import type { TableShape } from "./table-shape.ts";

const SMALLEST = 1 << 10;
/** The instants of what is not there: a first that comes after all, and a last that comes before all. */
const NO_FIRST = Number.POSITIVE_INFINITY;
const NO_LAST = Number.NEGATIVE_INFINITY;

/** Where an event stands in the order, as far as a plan looks: epoch milliseconds, and what `orderOf` makes of the rest. */
export interface Moment {
  at: number;
  order: number;
}

type RecordShape = Pick<TableShape, "extremes" | "firsts" | "anchors" | "concerned" | "anchored" | "present">;

/**
 * What a plan keeps of conversations, by number, a record each: the instants of its extremes, their orders, and a bit for each
 * presence. Taking an event is a minimum, a maximum or a union, and so is taking a record of the same conversation.
 */
export class PlanRecords {
  readonly #extremes: number;
  readonly #firsts: number;
  readonly #anchors: Int32Array;
  readonly #concerned: Int32Array;
  readonly #anchored: Int32Array;
  readonly #present: Int32Array;
  readonly #empty: Int32Array;
  readonly #length: number;
  /** How many words a record and what stands before and after it take. */
  readonly #stride: number;
  /** Where of these the record begins, where its orders begin, and where its bits are. */
  readonly #start: number;
  readonly #orders: number;
  readonly #bits: number;
  #words: Int32Array<ArrayBuffer>;
  /** The same memory, for the instants. */
  #doubles: Float64Array<ArrayBuffer>;
  #size: number;
  /** Whether others may use the memory after the words. */
  #isLent = false;

  /**
   * @param words what it keeps from the beginning; it is its own from then on.
   * @param among where among other words the records stand. All is even, so that instants lie where doubles do.
   */
  constructor(
    { extremes, firsts, anchors, concerned, anchored, present }: RecordShape,
    words = new Int32Array(0),
    { start, stride } = { start: 0, stride: recordLength(extremes) },
  ) {
    this.#extremes = extremes;
    this.#firsts = firsts;
    this.#anchors = anchors;
    this.#concerned = concerned;
    this.#anchored = anchored;
    this.#present = present;
    this.#length = recordLength(extremes);
    this.#stride = stride;
    this.#start = start;
    this.#orders = start + 2 * extremes;
    this.#bits = start + 3 * extremes;
    this.#empty = emptyRecord(extremes, firsts);
    this.#words = words;
    this.#doubles = doublesIn(words);
    this.#size = words.length / this.#stride;
  }

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /**
   * Takes an event of a conversation.
   *
   * @param kind as `kindOf` says.
   * @returns of the extremes for which it is not known whether the event comes at or after their anchor, a bit each. It was not taken
   *   for these, and their anchor may yet turn out to be earlier.
   */
  take(number: number, kind: number, moment: Moment): number {
    if (number >= this.#size) this.#begin(number);
    const words = this.#words;
    const record = number * this.#stride;
    const bits = record + this.#bits;
    words[bits] = (words[bits] ?? 0) | (this.#present[kind] ?? 0);
    let concerned = this.#concerned[kind] ?? 0;
    let firsts = this.#firsts;
    for (let i = 0; concerned !== 0; i++, concerned >>>= 1, firsts >>>= 1) {
      if ((concerned & 1) !== 0) this.#takeExtreme(record, i, (firsts & 1) !== 0, moment.at, moment.order);
    }
    const anchored = this.#anchored[kind] ?? 0;
    return anchored === 0 ? 0 : this.#takeAnchored(number, anchored, moment);
  }

  #takeAnchored(number: number, anchored: number, moment: Moment): number {
    let waiting = 0;
    for (let i = 0, rest = anchored; rest !== 0; i++, rest >>>= 1) {
      if ((rest & 1) !== 0 && !this.takeIfInTime(number, i, moment)) waiting |= 1 << i;
    }
    return waiting;
  }

  /**
   * Takes an event for an extreme if it is at or after its anchor, as far as that is known. It stays so, since an anchor is a
   * first event and can only become earlier. Events of one place in the order are of one type; where both extremes have the type,
   * either the event is an anchor too, or the anchor is one of its kind: so the instant is the same.
   */
  takeIfInTime(number: number, extreme: number, moment: Moment): boolean {
    if (number >= this.#size) this.#begin(number);
    const anchor = this.#anchors[extreme] ?? 0;
    const from = this.instantOf(number, anchor);
    if (moment.at < from || (moment.at === from && moment.order < this.orderOf(number, anchor))) return false;
    this.#takeExtreme(number * this.#stride, extreme, true, moment.at, moment.order);
    return true;
  }

  #takeExtreme(record: number, extreme: number, isFirst: boolean, at: number, order: number): void {
    const doubles = this.#doubles;
    const words = this.#words;
    const instant = ((record + this.#start) >> 1) + extreme;
    const orders = record + this.#orders + extreme;
    const known = doubles[instant] ?? 0;
    if (at === known) {
      if (isFirst === order < (words[orders] ?? 0)) words[orders] = order;
    } else if (isFirst === at < known) {
      doubles[instant] = at;
      words[orders] = order;
    }
  }

  /** Takes what other records of the same plan have of a conversation. */
  takeFrom(others: PlanRecords, other: number, number: number): void {
    const isNew = number >= this.#size;
    if (isNew) this.#begin(number, false);
    const from = other * others.#stride;
    const record = number * this.#stride;
    if (isNew) {
      copyWords(others.#words, from + others.#start, this.#words, record + this.#start, this.#length);
      return;
    }
    const bits = record + this.#bits;
    this.#words[bits] = (this.#words[bits] ?? 0) | (others.#words[from + others.#bits] ?? 0);
    for (let i = 0; i < this.#extremes; i++) {
      const at = others.instantOf(other, i);
      // What is not there comes after every first and before every last.
      if (!Number.isFinite(at)) continue;
      this.#takeExtreme(record, i, ((this.#firsts >> i) & 1) !== 0, at, others.orderOf(other, i));
    }
  }

  /**
   * Takes all of other records that lie as these do, for which there must be room: of new conversations, many at a time.
   *
   * @param numbers for each of them the number here. Those beyond the last here follow one another.
   */
  takeAll(others: PlanRecords, numbers: Int32Array): void {
    for (let from = 0; from < numbers.length; ) {
      const first = numbers[from] ?? 0;
      let to = from + 1;
      if (first < this.#size) this.takeFrom(others, from, first);
      else {
        while (numbers[to] === first + to - from) to++;
        if (first > this.#size) this.#begin(first - 1);
        this.#words.set(others.#words.subarray(from * this.#stride, to * this.#stride), first * this.#stride);
        this.#size = first + to - from;
      }
      from = to;
    }
  }

  /** Takes the records of conversations that come after all that it has, one after the other. */
  addNew(words: Int32Array): void {
    const start = this.#size * this.#stride;
    const end = start + words.length;
    if (end > this.#words.length) this.#grow(end);
    this.#words.set(words, start);
    this.#size = end / this.#stride;
  }

  /** Makes a record one of which nothing has come yet. */
  clear(number: number): void {
    copyWords(this.#empty, 0, this.#words, number * this.#stride + this.#start, this.#length);
  }

  /** Begins records up to that of a number, which itself need not be cleared where all of it is written anyway. */
  #begin(number: number, isCleared = true): void {
    const needed = (number + 1) * this.#stride;
    if (needed > this.#words.length) this.#grow(needed);
    const end = isCleared ? number + 1 : number;
    for (let each = this.#size; each < end; each++) this.clear(each);
    this.#size = number + 1;
  }

  // Apart: whatever has a function within it that knows of its own makes an object each time that it is called.
  #grow(needed: number): void {
    this.#move((words) => roomFor(words, needed, SMALLEST * this.#stride));
  }

  /** Makes room for so many records in all. Room that is not used costs no memory. */
  reserve(room: number): void {
    if (room * this.#stride > this.#words.length) this.#move(() => room * this.#stride);
  }

  #move(toRoom: (words: Int32Array<ArrayBuffer>) => number): void {
    this.giveBack();
    this.#words = withRoom(this.#words, toRoom(this.#words));
    this.#doubles = doublesIn(this.#words);
  }

  /** Moves to memory that is lent, where others may begin records too: see {@link begun}. */
  borrow(words: Int32Array<ArrayBuffer>): void {
    this.#lie(words, true);
  }

  /** Moves to memory of its own, if it lies in lent one. */
  giveBack(): void {
    if (this.#isLent) this.#lie(new Int32Array(this.packed.length), false);
  }

  #lie(words: Int32Array<ArrayBuffer>, isLent: boolean): void {
    words.set(this.packed);
    this.#words = words;
    this.#doubles = doublesIn(words);
    this.#isLent = isLent;
  }

  /** Whether they lie in that memory. */
  isIn(memory: ArrayBuffer): boolean {
    return this.#words.buffer === memory;
  }

  /** So many there are, since others have begun some. */
  begun(size: number): void {
    this.#size = size;
  }

  /** The instant of an extreme: epoch milliseconds, and not finite if there is none. */
  instantOf(number: number, extreme: number): number {
    return this.#doubles[((number * this.#stride + this.#start) >> 1) + extreme] ?? 0;
  }

  /** What comes after the instant in the order of events. */
  orderOf(number: number, extreme: number): number {
    return this.#words[number * this.#stride + this.#orders + extreme] ?? 0;
  }

  /**
   * Says of the first few extremes which come before which.
   *
   * @param places is given of each how many others come before it, and -1 if there is none.
   */
  placesIn(number: number, places: Int32Array): void {
    const doubles = this.#doubles;
    const words = this.#words;
    const record = number * this.#stride;
    const instants = (record + this.#start) >> 1;
    const orders = record + this.#orders;
    for (let i = 0; i < places.length; i++) {
      const at = doubles[instants + i] ?? 0;
      places[i] = -1;
      if (!Number.isFinite(at)) continue;
      const order = words[orders + i] ?? 0;
      let place = 0;
      for (let k = 0; k < i; k++) {
        const other = places[k] ?? -1;
        if (other < 0) continue;
        const ahead = (doubles[instants + k] ?? 0) - at || (words[orders + k] ?? 0) - order;
        if (ahead < 0) place++;
        else if (ahead > 0) places[k] = other + 1;
      }
      places[i] = place;
    }
  }

  /**
   * A number for the places that {@link placesIn} gives: the sum of the places from 1 of what is there, each times its weight.
   *
   * @param weights one for each of the first few extremes.
   */
  arrangementOf(number: number, weights: readonly number[]): number {
    const doubles = this.#doubles;
    const words = this.#words;
    const record = number * this.#stride;
    const instants = (record + this.#start) >> 1;
    const orders = record + this.#orders;
    let arrangement = 0;
    for (let i = 0; i < weights.length; i++) {
      const at = doubles[instants + i] ?? 0;
      if (at === NO_FIRST || at === NO_LAST) continue;
      const weight = weights[i] ?? 0;
      arrangement += weight;
      for (let k = 0; k < i; k++) {
        const other = doubles[instants + k] ?? 0;
        const ahead = other - at || (words[orders + k] ?? 0) - (words[orders + i] ?? 0);
        if (ahead === 0 || other === NO_FIRST || other === NO_LAST) continue;
        arrangement += ahead < 0 ? weight : (weights[k] ?? 0);
      }
    }
    return arrangement;
  }

  /** The presences, one bit each. */
  presencesOf(number: number): number {
    return this.#words[number * this.#stride + this.#bits] ?? 0;
  }

  /** All records, in their own memory. */
  get packed(): Int32Array<ArrayBuffer> {
    return this.#words.subarray(0, this.#size * this.#stride);
  }
}

/** How many words a record of so many extremes has: an even number. */
export function recordLength(extremes: number): number {
  return 2 * Math.ceil((3 * extremes + 1) / 2);
}

/** A record of which nothing has come yet. */
export function emptyRecord(extremes: number, firsts: number): Int32Array {
  const words = new Int32Array(recordLength(extremes));
  const doubles = doublesIn(words);
  for (let i = 0; i < extremes; i++) {
    doubles[i] = ((firsts >> i) & 1) !== 0 ? NO_FIRST : NO_LAST;
  }
  return words;
}

/** For a few words, sooner than `set`. */
function copyWords(from: Int32Array, start: number, to: Int32Array, target: number, count: number): void {
  for (let i = 0; i < count; i++) to[target + i] = from[start + i] ?? 0;
}

function doublesIn(words: Int32Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  return new Float64Array(words.buffer, words.byteOffset, words.length >> 1);
}
