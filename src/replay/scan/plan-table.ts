import { CONVERSATION_EVENT_TYPES } from "../../domain/conversation-event.ts";
import type { Plan, Presence } from "../../policies/classification/plan.ts";
import { areWholeIds, countOf, forEachId, IdTable, type PackedIds } from "./id-table.ts";
import { lineLayout } from "./line-layout.ts";

const SMALLEST = 1 << 10;
const RANKS = 16;
/** The greatest sequence that has room beside the causal rank in 31 bits. */
export const GREATEST_SEQUENCE = 134_217_726;

/** What comes after the instant in the order of events: the sequence, absent first, then the causal rank. */
export function orderOf(sequence: number | undefined, rank: number): number {
  return sequence === undefined ? rank : RANKS * (sequence + 1) + rank;
}

/** What a table must know of its plan: plain numbers, so that they can be sent to another thread. */
export interface TableShape {
  /** How many extremes are kept of a conversation. */
  readonly extremes: number;
  /** Of which of them the first is kept, one bit each; of the others the last. */
  readonly firsts: number;
  /** For each type of event, without and with a bot's id, which extremes and which presences it concerns: a bit each. */
  readonly concerned: Int32Array;
  readonly present: Int32Array;
}

/** The shape of a plan's table: its extremes, and after them the last event of all if that is needed. */
export function shapeOf({ rules, extremes, presences, needsLastEvent }: Plan): TableShape {
  const masks = CONVERSATION_EVENT_TYPES.flatMap((type, i) => {
    const withBot = lineLayout.hasBot[i] === true ? { type, botId: "any" } : { type };
    return [rules.maskOf({ type }), rules.maskOf(withBot)];
  });
  const every = needsLastEvent ? 1 << extremes.length : 0;
  const bitsOf = (moments: readonly Presence[], mask: number) =>
    moments.reduce((bits, { kind }, i) => ((mask & kind) === 0 ? bits : bits | (1 << i)), 0);
  return {
    extremes: extremes.length + (needsLastEvent ? 1 : 0),
    firsts: extremes.reduce((bits, { isFirst }, i) => (isFirst ? bits | (1 << i) : bits), 0),
    concerned: Int32Array.from(masks, (mask) => bitsOf(extremes, mask) | every),
    present: Int32Array.from(masks, (mask) => bitsOf(presences, mask)),
  };
}

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
  readonly #concerned: Int32Array;
  readonly #present: Int32Array;
  /** Conversation by conversation. */
  #instants: Float64Array<ArrayBuffer>;
  #orders: Int32Array<ArrayBuffer>;
  #bits: Int32Array<ArrayBuffer>;
  #size: number;

  /** @param packed what it keeps from the beginning; it is the table's from then on. */
  constructor({ extremes, firsts, concerned, present }: TableShape, packed?: PackedPlanTable) {
    this.#extremes = extremes;
    this.#firsts = firsts;
    this.#concerned = concerned;
    this.#present = present;
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
   * @param kind twice the causal rank of its type, plus 1 if it carries a bot's id.
   */
  take(conversation: number, kind: number, at: number, order: number): void {
    if (conversation >= this.#size) this.#begin();
    this.#bits[conversation] = (this.#bits[conversation] ?? 0) | (this.#present[kind] ?? 0);
    let concerned = this.#concerned[kind] ?? 0;
    let firsts = this.#firsts;
    for (let i = conversation * this.#extremes; concerned !== 0; i++, concerned >>>= 1, firsts >>>= 1) {
      if ((concerned & 1) !== 0) this.#takeExtreme(i, (firsts & 1) !== 0, at, order);
    }
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
    return {
      accounts: this.accounts.packed,
      conversations: this.conversations.packed,
      instants: this.#instants.subarray(0, this.#size * this.#extremes),
      orders: this.#orders.subarray(0, this.#size * this.#extremes),
      bits: this.#bits.subarray(0, this.#size),
    };
  }

  /** Takes what another table of the same plan keeps. */
  merge({ accounts, conversations, instants, orders, bits }: PackedPlanTable): void {
    const extremes = this.#extremes;
    const account: number[] = [];
    forEachId(accounts, (_, view, from, to) => {
      account.push(this.accounts.numberOf(view, from, to, 0));
    });
    forEachId(conversations, (other, view, from, to, owner) => {
      const own = this.conversations.numberOf(view, from, to, account[owner] ?? 0);
      if (own >= this.#size) this.#begin();
      this.#bits[own] = (this.#bits[own] ?? 0) | (bits[other] ?? 0);
      for (let i = 0; i < extremes; i++) {
        const at = instants[other * extremes + i] ?? 0;
        if (Number.isFinite(at)) {
          this.#takeExtreme(own * extremes + i, ((this.#firsts >> i) & 1) !== 0, at, orders[other * extremes + i] ?? 0);
        }
      }
    });
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
}

/** The arrays of a packed table, always in the same order. */
export function arraysOf(packed: PackedPlanTable): readonly (Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>)[] {
  const { accounts, conversations, instants, orders, bits } = packed;
  return [accounts.entries, accounts.words, conversations.entries, conversations.words, instants, orders, bits];
}

/** Whether what was read is what a table of this shape keeps. */
export function isWholeTable(
  { accounts, conversations, instants, orders, bits }: PackedPlanTable,
  { extremes }: TableShape,
): boolean {
  const size = bits.length;
  return (
    instants.length === size * extremes &&
    orders.length === size * extremes &&
    areWholeIds(accounts, 1) &&
    areWholeIds(conversations, countOf(accounts)) &&
    countOf(conversations) === size
  );
}

function withRoom<A extends Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(from: A, to: A): A {
  to.set(from);
  return to;
}
