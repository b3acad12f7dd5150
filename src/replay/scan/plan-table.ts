import { withRoom } from "../with-room.ts";
import { areWholeTexts, CarriedTexts, noTexts, type PackedTexts } from "./carried-texts.ts";
import { areWholeIds, countOf, forEachId, IdTable, type PackedIds } from "./id-table.ts";
import type { TableShape } from "./table-shape.ts";
import { type PackedWaiting, WaitingEvents } from "./waiting-events.ts";

const SMALLEST = 1 << 10;
/**
 * What a plan keeps, of every conversation of a log, in typed arrays: of each extreme the instant and the order, and a bit
 * for each presence. Taking an event is a minimum, a maximum or a union, and so is merging: neither order nor repetition
 * of the events matters.
 */
export class PlanTable {
  readonly accounts: IdTable;
  /** Each is owned by the number of its account. */
  readonly conversations: IdTable;
  readonly #extremes: number;
  readonly #firsts: number;
  readonly #anchors: Int32Array;
  readonly #concerned: Int32Array;
  readonly #anchored: Int32Array;
  readonly #present: Int32Array;
  readonly #waiting: WaitingEvents;
  /** The bot whose presence is kept. */
  readonly bot: string | undefined;
  /** The texts that are kept. */
  readonly texts: CarriedTexts | undefined;
  /** Conversation by conversation. */
  #instants: Float64Array<ArrayBuffer>;
  #orders: Int32Array<ArrayBuffer>;
  #bits: Int32Array<ArrayBuffer>;
  #size: number;

  /** @param packed what it keeps from the beginning; it is the table's from then on. */
  constructor(shape: TableShape, packed?: PackedPlanTable) {
    const { bot, carrying } = shape;
    this.#extremes = shape.extremes;
    this.#firsts = shape.firsts;
    this.#anchors = shape.anchors;
    this.#concerned = shape.concerned;
    this.#anchored = shape.anchored;
    this.#present = shape.present;
    this.#waiting = new WaitingEvents(packed?.waiting);
    this.bot = bot;
    this.texts = carrying === undefined ? undefined : new CarriedTexts(carrying, packed?.texts);
    this.accounts = new IdTable(packed?.accounts);
    this.conversations = new IdTable(packed?.conversations);
    this.#instants = packed?.instants ?? new Float64Array(0);
    this.#orders = packed?.orders ?? new Int32Array(0);
    this.#bits = packed?.bits ?? new Int32Array(0);
    this.#size = this.#bits.length;
  }

  /**
   * Takes an event of a conversation.
   *
   * @param kind as {@link kindOf} says.
   */
  take(conversation: number, kind: number, at: number, order: number): void {
    if (conversation >= this.#size) this.#begin();
    this.#bits[conversation] = (this.#bits[conversation] ?? 0) | (this.#present[kind] ?? 0);
    let concerned = this.#concerned[kind] ?? 0;
    let firsts = this.#firsts;
    for (let i = conversation * this.#extremes; concerned !== 0; i++, concerned >>>= 1, firsts >>>= 1) {
      if ((concerned & 1) !== 0) this.#takeExtreme(i, (firsts & 1) !== 0, at, order);
    }
    const anchored = this.#anchored[kind] ?? 0;
    if (anchored !== 0) this.#takeAnchored(conversation * this.#extremes, anchored, at, order);
  }

  /** Takes an event that may be the first at or after another one. */
  #takeAnchored(from: number, anchored: number, at: number, order: number): void {
    for (let i = from, rest = anchored; rest !== 0; i++, rest >>>= 1) {
      if ((rest & 1) === 0 || this.#takeIfInTime(i, at, order)) continue;
      // Its anchor may yet turn out to be earlier.
      if (this.#waiting.isDue) this.settle();
      this.#waiting.add(i, at, order);
    }
  }

  /**
   * Takes an event for an extreme if it is at or after its anchor, as far as that is known. It stays so, since an anchor is a
   * first event and can only become earlier. Events of one place in the order are of one type; where both extremes have the type,
   * either the event is an anchor too, or the anchor is one of its kind: so the instant is the same.
   */
  #takeIfInTime(i: number, at: number, order: number): boolean {
    const extreme = i % this.#extremes;
    const anchor = i - extreme + (this.#anchors[extreme] ?? 0);
    const from = this.#instants[anchor] ?? Number.POSITIVE_INFINITY;
    if (at < from || (at === from && order < (this.#orders[anchor] ?? 0))) return false;
    this.#takeExtreme(i, true, at, order);
    return true;
  }

  /** Takes what has waited for its anchor, as far as that has come. Without it no extreme with an anchor is known for good. */
  settle(): void {
    this.#waiting.settle((i, at, order) => this.#takeIfInTime(i, at, order));
  }

  #takeExtreme(i: number, isFirst: boolean, at: number, order: number): void {
    const known = this.#instants[i] ?? 0;
    if (at === known) {
      const isNearer = isFirst === order < (this.#orders[i] ?? 0);
      if (isNearer) this.#orders[i] = order;
    } else if (isFirst === at < known) {
      this.#instants[i] = at;
      this.#orders[i] = order;
    }
  }

  /** Makes room for so many times what it holds, so that it need not be moved as it grows. Room that is not used costs no memory. */
  makeRoom(times: number): void {
    this.conversations.makeRoom(times);
    this.reserve(Math.ceil(this.#size * times));
  }

  /** Makes room for the next conversation, of which nothing has come yet. */
  #begin(): void {
    const extremes = this.#extremes;
    if (this.#size === this.#bits.length) this.reserve(Math.max(2 * this.#size, SMALLEST));
    for (let i = 0; i < extremes; i++) {
      const isFirst = ((this.#firsts >> i) & 1) !== 0;
      this.#instants[this.#size * extremes + i] = isFirst ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    }
    this.#size++;
  }

  /** Makes room for so many conversations in all. */
  reserve(room: number): void {
    if (room <= this.#bits.length) return;
    this.#bits = withRoom(this.#bits, new Int32Array(room));
    this.#instants = withRoom(this.#instants, new Float64Array(room * this.#extremes));
    this.#orders = withRoom(this.#orders, new Int32Array(room * this.#extremes));
  }

  /** All that is kept, in the memory of the table. */
  get packed(): PackedPlanTable {
    this.settle();
    return {
      accounts: this.accounts.packed,
      conversations: this.conversations.packed,
      instants: this.#instants.subarray(0, this.#size * this.#extremes),
      orders: this.#orders.subarray(0, this.#size * this.#extremes),
      bits: this.#bits.subarray(0, this.#size),
      waiting: this.#waiting.packed,
      texts: this.texts?.packed(this.#size) ?? noTexts(),
    };
  }

  /** Takes what another table of the same plan keeps. */
  merge({ accounts, conversations, instants, orders, bits, waiting, texts }: PackedPlanTable): void {
    const extremes = this.#extremes;
    const account: number[] = [];
    const numbers = new Int32Array(waiting.places.length === 0 ? 0 : bits.length);
    forEachId(accounts, (_, view, from, to) => {
      account.push(this.accounts.numberOf(view, from, to, 0));
    });
    forEachId(conversations, (other, view, from, to, owner) => {
      const own = this.conversations.numberOf(view, from, to, account[owner] ?? 0);
      numbers[other] = own;
      if (own >= this.#size) this.#begin();
      this.texts?.takeFrom(texts, other, own);
      this.#bits[own] = (this.#bits[own] ?? 0) | (bits[other] ?? 0);
      for (let i = 0; i < extremes; i++) {
        const at = instants[other * extremes + i] ?? 0;
        if (Number.isFinite(at)) {
          this.#takeExtreme(own * extremes + i, ((this.#firsts >> i) & 1) !== 0, at, orders[other * extremes + i] ?? 0);
        }
      }
    });
    waiting.places.forEach((place, i) => {
      const extreme = place % extremes;
      const own = (numbers[(place - extreme) / extremes] ?? 0) * extremes;
      this.#takeAnchored(own, 1 << extreme, waiting.instants[i] ?? 0, waiting.orders[i] ?? 0);
    });
    this.settle();
  }

  /** How many conversations there are. */
  get size(): number {
    return this.#size;
  }

  /** The account of a conversation, by number. */
  accountOf(conversation: number): number {
    return this.conversations.ownerOf(conversation);
  }

  /** The presences of a conversation, one bit each. */
  presencesOf(conversation: number): number {
    return this.#bits[conversation] ?? 0;
  }

  /** The instant of an extreme: epoch milliseconds, and not finite if there is none. */
  instantOf(conversation: number, extreme: number): number {
    return this.#instants[conversation * this.#extremes + extreme] ?? 0;
  }

  /** What comes after the instant in the order of events. */
  orderOf(conversation: number, extreme: number): number {
    return this.#orders[conversation * this.#extremes + extreme] ?? 0;
  }
}

/** A table of a plan as it is handed from thread to thread. */
export interface PackedPlanTable {
  readonly accounts: PackedIds;
  readonly conversations: PackedIds;
  readonly instants: Float64Array<ArrayBuffer>;
  readonly orders: Int32Array<ArrayBuffer>;
  readonly bits: Int32Array<ArrayBuffer>;
  readonly waiting: PackedWaiting;
  readonly texts: PackedTexts;
}

type Numbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** The arrays of a packed table, always in the same order. */
export function arraysOf(packed: PackedPlanTable): readonly Numbers[] {
  const { accounts, conversations, instants, orders, bits, waiting, texts } = packed;
  return [
    ...[accounts.entries, accounts.words, conversations.entries, conversations.words, instants, orders, bits],
    ...[waiting.places, waiting.instants, waiting.orders],
    ...[texts.instants, texts.orders, texts.starts, texts.lengths, texts.words],
  ];
}

/** Whether what was read is what a table of this shape keeps. */
export function isWholeTable(packed: PackedPlanTable, { extremes, anchors }: TableShape): boolean {
  const { accounts, conversations, instants, orders, bits, waiting, texts } = packed;
  const size = bits.length;
  const hasAnchor = (place: number) => place >= 0 && place < size * extremes && (anchors[place % extremes] ?? -1) >= 0;
  return (
    instants.length === size * extremes &&
    orders.length === size * extremes &&
    areWholeIds(accounts, 1) &&
    areWholeIds(conversations, countOf(accounts)) &&
    countOf(conversations) === size &&
    waiting.instants.length === waiting.places.length &&
    waiting.orders.length === waiting.places.length &&
    waiting.places.every(hasAnchor) &&
    areWholeTexts(texts)
  );
}
