import { certain } from "../../domain/certain.ts";
import { areWholeTexts, CarriedTexts, type PackedTexts } from "./carried-texts.ts";
import { EventCounts } from "./event-counts.ts";
import type { GreatSequences, Unordered } from "./great-sequences.ts";
import { IdTable, NO_NUMBER } from "./id-table.ts";
import { joinIds, sharedNumbers } from "./joined-ids.ts";
import { GREATEST_SEQUENCE, RANKS } from "./kernel/terms.ts";
import { NearConversations } from "./near-conversations.ts";
import { areWholeIds, countOf, type PackedIds } from "./packed-ids.ts";
import { type Moment, PlanRecords, recordLength } from "./plan-records.ts";
import { orderOf, type TableShape } from "./table-shape.ts";
import { type PackedWaiting, WaitingEvents } from "./waiting-events.ts";

/**
 * What a plan keeps of every conversation of a log. Taking an event is a minimum, a maximum or a union, and so is merging: neither order
 * nor repetition of the events matters. Where events are counted, each is counted as often as it is taken, or merged.
 */
export class PlanTable {
  /** Tables whose conversations are parted have them in common. */
  #accounts: IdTable;
  /** Each is owned by the number of its account. */
  readonly conversations: IdTable;
  /** Those of which events came lately. What they have must be {@link settle}d before the table is looked at. */
  readonly near: NearConversations;
  readonly shape: TableShape;
  /** What is kept of each conversation. */
  readonly records: PlanRecords;
  readonly #waiting: WaitingEvents;
  readonly #counts: EventCounts | undefined;
  /** For each conversation its number in the table that it was given to, or {@link NO_NUMBER}. */
  #given: Int32Array | undefined;
  /** So many of its first numbers are slots. */
  #slots = 0;
  /** The sequences that have no room in an order: there stand their places among these. */
  #great = new Float64Array(0);
  readonly countsEvents: boolean;
  /** The bot whose presence is kept. */
  readonly bot: string | undefined;
  /** The ids of events that are kept, and those of visitors; `texts` has both. */
  readonly ids: CarriedTexts | undefined;
  readonly visitors: CarriedTexts | undefined;
  readonly texts: readonly CarriedTexts[];

  /**
   * @param packed what it keeps from the beginning; it is the table's from then on.
   * @param near how many conversations are near. It makes no difference to what the table keeps.
   */
  constructor(shape: TableShape, packed?: PackedPlanTable, near?: number) {
    const { bot, id, visitor } = shape;
    this.shape = shape;
    this.#waiting = new WaitingEvents(packed?.waiting);
    this.#counts = shape.countsEvents ? new EventCounts(packed?.counts) : undefined;
    this.countsEvents = shape.countsEvents;
    this.bot = bot;
    const carrying = [id, visitor].filter((each) => each !== undefined);
    this.texts = carrying.map((each, i) => new CarriedTexts(each, packed?.texts[i]));
    this.ids = this.texts.find(({ isOfVisitor }) => !isOfVisitor);
    this.visitors = this.texts.find(({ isOfVisitor }) => isOfVisitor);
    this.#accounts = new IdTable(packed?.accounts);
    this.conversations = new IdTable(packed?.conversations);
    this.records = new PlanRecords(shape, packed?.records);
    this.near = new NearConversations(shape, this.conversations, this.records, near);
  }

  /**
   * Takes an event of a conversation.
   *
   * @param kind as {@link kindOf} says.
   */
  take(conversation: number, kind: number, moment: Moment): void {
    this.#counts?.add(this.accountOf(conversation));
    const waiting = this.records.take(conversation, kind, moment);
    if (waiting !== 0) this.wait(conversation, waiting, moment);
  }

  /** Takes an event of a conversation, and its texts if any are kept. @param sequence what stands for that of the event. */
  takeUnordered({ conversation, kind, rank, at, texts }: Unordered, sequence: number | undefined): void {
    const order = orderOf(sequence, rank);
    this.take(conversation, kind, { at, order });
    if (texts === undefined) return;
    for (const each of this.texts) each.takeOf(conversation, kind, at, order, texts);
  }

  /** Takes the events that were set aside for their sequence, of which no more may come. */
  takeGreat(great: GreatSequences): void {
    this.#great = great.place((event, sequence) => this.takeUnordered(event, sequence));
  }

  /** Takes an event of a conversation that is near, by its number there. */
  takeNear(near: number, kind: number, moment: Moment): void {
    this.#counts?.add(this.near.accountOf(near));
    this.waitNear(near, this.near.take(near, kind, moment), moment);
  }

  /** Keeps an event of a near conversation for some extremes whose anchor has not come yet. */
  waitNear(near: number, extremes: number, moment: Moment): void {
    if (extremes !== 0) this.wait(this.near.farNumberOf(near), extremes, moment);
  }

  /** Keeps an event for some extremes until it is known whether it comes after their anchors. */
  wait(conversation: number, extremes: number, { at, order }: Moment): void {
    for (let extreme = 0, rest = extremes; rest !== 0; extreme++, rest >>>= 1) {
      if ((rest & 1) === 0) continue;
      if (this.#waiting.isDue) this.#settleWaiting();
      this.#waiting.add(conversation * this.shape.extremes + extreme, at, order);
    }
  }

  /**
   * Takes what near conversations have, and what has waited for its anchor, as far as that has come. Without it nothing is known
   * for good.
   */
  settle(): void {
    this.near.clear();
    this.#settleWaiting();
  }

  /** @param isOver whether nothing is to wait for a conversation any more. */
  #settleWaiting(isOver = (_: number) => false): void {
    this.#waiting.settle((place, moment) => {
      const extreme = place % this.shape.extremes;
      const conversation = (place - extreme) / this.shape.extremes;
      return this.records.takeIfInTime(conversation, extreme, moment) || isOver(conversation);
    });
  }

  /** Makes room for so many times what it holds, so that it need not be moved as it grows. Room that is not used costs no memory. */
  makeRoom(times: number, ownTimes = times): void {
    this.conversations.makeRoom(times, ownTimes);
    this.reserve(Math.ceil(this.size * times));
  }

  /** Makes room for so many conversations in all. */
  reserve(room: number): void {
    this.conversations.reserve(room);
    this.records.reserve(room);
  }

  /** Moves what it keeps of conversations to lent memory, where others may begin some too: see {@link seeBegun}. */
  borrow(records: Int32Array<ArrayBuffer>): void {
    this.records.borrow(records);
  }

  /** Moves it to memory of its own, if it lies in lent one. */
  giveBack(): void {
    this.records.giveBack();
  }

  /** Whether what it keeps of conversations lies in that memory. */
  isIn(memory: ArrayBuffer): boolean {
    return this.records.isIn(memory);
  }

  /** Takes in conversations without ids that others have begun after its own, by their accounts. */
  seeBegun(accounts: Int32Array): void {
    this.conversations.addNameless(accounts);
    this.records.begun(this.conversations.size);
  }

  /** Makes slots of its first numbers, at which conversations are while they go on. It {@link has} none of those for good. */
  makeSlots(count: number): void {
    this.seeBegun(new Int32Array(count));
    this.#slots = count;
  }

  /** Forgets the conversation at a slot, for another one. */
  restart(slot: number): void {
    this.records.clear(slot);
  }

  /** Says whose the conversation at a slot is. */
  changeAccount(slot: number, account: number): void {
    this.conversations.changeOwner(slot, account);
  }

  /**
   * Takes what has waited for its anchor, as far as that has come, and forgets what waits still at slots whose conversations have ended.
   *
   * @param ended gives these, if anything waits.
   */
  settleEnded(ended: () => ReadonlySet<number>): void {
    if (this.#waiting.isEmpty) return;
    const slots = ended();
    this.#settleWaiting((conversation) => slots.has(conversation));
  }

  /** All that is kept, in the memory of the table. */
  get packed(): PackedPlanTable {
    this.settle();
    return {
      accounts: this.accounts.packed,
      conversations: this.conversations.packed,
      records: this.records.packed,
      waiting: this.#waiting.packed,
      counts: this.#counts?.packed(this.accounts.size) ?? new Float64Array(0),
      texts: this.texts.map((each) => each.packed(this.size)),
    };
  }

  /** Takes what another table of the same plan keeps. */
  merge({ accounts, conversations, records, waiting, counts, texts }: PackedPlanTable): void {
    const accountNumbers = joinIds(this.accounts, accounts, new Int32Array(1));
    for (const [other, count] of counts.entries()) this.#counts?.add(accountNumbers[other] ?? 0, count);
    const numbers = joinIds(this.conversations, conversations, accountNumbers);
    const others = new PlanRecords(this.shape, records);
    this.reserve(this.conversations.size);
    this.records.takeAll(others, numbers);
    for (const [i, each] of this.texts.entries()) {
      for (const [other, own] of numbers.entries()) each.takeFrom(certain(texts[i]), other, own);
    }
    this.#takeWaiting(waiting, numbers);
    this.settle();
  }

  /**
   * Parts its conversations from those of other tables of the same plan: what it keeps of one that another has too it gives to that,
   * and {@link has} it no more. Nothing can be taken after that, so it must be all. Texts and counts are not parted.
   *
   * @param others parted from each other. All get the accounts of the first, which gets those that it lacks.
   */
  partFrom(others: readonly [PlanTable, ...PlanTable[]]): void {
    const [{ accounts }] = others;
    this.#shareAccounts(accounts);
    const same = Int32Array.from({ length: accounts.size }, (_, account) => account);
    for (const other of others) {
      const numbers = sharedNumbers(other.conversations.packed, this.conversations.packed, same);
      const given = this.#given ?? numbers;
      this.#given = given;
      for (let conversation = 0; conversation < numbers.length; conversation++) {
        const number = numbers[conversation] ?? NO_NUMBER;
        if (number === NO_NUMBER) continue;
        // One that has given it away does not mind: whoever has it takes it too.
        other.records.takeFrom(this.records, conversation, number);
        given[conversation] = number;
      }
      other.#takeWaiting(this.#waiting.packed, numbers);
    }
  }

  /**
   * Takes what another table of the same plan keeps of some of its conversations, of which nothing can be taken after that. Texts and counts
   * are not taken.
   *
   * @param earlier gets the accounts that it lacks. Both have its accounts then.
   * @param numbers for each of the other's conversations the number here.
   */
  takeEarlier(earlier: PlanTable, numbers: Int32Array): void {
    this.#shareAccounts(earlier.accounts);
    for (let other = 0; other < numbers.length; other++) {
      this.records.takeFrom(earlier.records, other, numbers[other] ?? 0);
    }
    this.#takeWaiting(earlier.#waiting.packed, numbers);
  }

  /** Has its accounts in common with another table. @param accounts those of the other, which get those that it lacks. */
  #shareAccounts(accounts: IdTable): void {
    this.conversations.changeOwners(joinIds(accounts, this.accounts.packed, new Int32Array(1)));
    this.#accounts = accounts;
  }

  /** Takes events that wait in another table, of conversations that have a number here. */
  #takeWaiting({ places, instants, orders }: PackedWaiting, numbers: Int32Array): void {
    places.forEach((place, i) => {
      const extreme = place % this.shape.extremes;
      const own = numbers[(place - extreme) / this.shape.extremes] ?? NO_NUMBER;
      const moment = { at: instants[i] ?? 0, order: orders[i] ?? 0 };
      if (own !== NO_NUMBER && !this.records.takeIfInTime(own, extreme, moment)) this.wait(own, 1 << extreme, moment);
    });
  }

  /** Whether it has a conversation for good, and has not given it away. */
  has(conversation: number): boolean {
    return conversation >= this.#slots && (this.#given?.[conversation] ?? NO_NUMBER) === NO_NUMBER;
  }

  get accounts(): IdTable {
    return this.#accounts;
  }

  /** How many conversations there are. */
  get size(): number {
    return this.records.size;
  }

  /** The account of a conversation, by number. */
  accountOf(conversation: number): number {
    return this.conversations.ownerOf(conversation);
  }

  /** How many events of an account were taken, if they are counted. */
  eventsOf(account: number): number {
    return this.#counts?.of(account) ?? 0;
  }

  /** The sequence that an order has in it. */
  sequenceOf(order: number): number | undefined {
    if (order < RANKS) return undefined;
    const sequence = Math.floor(order / RANKS) - 1;
    return this.#great[sequence - GREATEST_SEQUENCE - 1] ?? sequence;
  }

  /** The instant of the first event of a conversation, if it is kept. */
  firstAtOf(conversation: number): number | undefined {
    const { firstEvent } = this.shape;
    return firstEvent === undefined ? undefined : this.records.instantOf(conversation, firstEvent);
  }
}

/** A table of a plan as it is handed from thread to thread. */
export interface PackedPlanTable {
  readonly accounts: PackedIds;
  readonly conversations: PackedIds;
  readonly records: Int32Array<ArrayBuffer>;
  readonly waiting: PackedWaiting;
  /** Of each account how many events it has; none if they are not counted. */
  readonly counts: Float64Array<ArrayBuffer>;
  /** Those of ids, then those of visitors, if they are kept. */
  readonly texts: readonly PackedTexts[];
}

/** A packed table without the records of its conversations. */
export type BesidesRecords = Omit<PackedPlanTable, "records">;

type Numbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** The arrays of a packed table, always in the same order. */
export function arraysOf(packed: PackedPlanTable): readonly Numbers[] {
  const { accounts, conversations, records, waiting, counts, texts } = packed;
  return [
    ...[accounts.owners, accounts.spans, accounts.words],
    ...[conversations.owners, conversations.spans, conversations.words, records],
    ...[waiting.places, waiting.instants, waiting.orders, counts],
    ...texts.flatMap(({ instants, orders, starts, lengths, words }) => [instants, orders, starts, lengths, words]),
  ];
}

/**
 * Whether what was read is what a table of this shape keeps.
 *
 * @param words how many the records have.
 * @param size how many conversations there are, of which it may have some.
 */
export function isWholeTable(packed: BesidesRecords, words: number, size: number, shape: TableShape): boolean {
  const { extremes, anchors, countsEvents, id, visitor } = shape;
  const { accounts, conversations, waiting, counts, texts } = packed;
  const hasAnchor = (place: number) => place >= 0 && place < size * extremes && (anchors[place % extremes] ?? -1) >= 0;
  return (
    words === size * recordLength(extremes) &&
    areWholeIds(accounts, 1) &&
    areWholeIds(conversations, countOf(accounts)) &&
    waiting.instants.length === waiting.places.length &&
    waiting.orders.length === waiting.places.length &&
    waiting.places.every(hasAnchor) &&
    counts.length === (countsEvents ? countOf(accounts) : 0) &&
    texts.length === (id === undefined ? 0 : 1) + (visitor === undefined ? 0 : 1) &&
    texts.every(areWholeTexts)
  );
}
