import type { Lifetimes } from "../packed/lifetimes.ts";
import type { IdMemory } from "./column-ids.ts";
import type { GroupRows } from "./group-reader.ts";
import { borrowKernel, giveBackKernel, kernelWith, type ScanKernel } from "./kernel/scan-kernel.ts";
import { tellShape } from "./kernel/tell-shape.ts";
import {
  ACCOUNT_COUNT,
  ACCOUNT_NUMBERS,
  AS_OF,
  ASKED_BOT,
  AT,
  COLUMNS,
  COLUMNS_SIZE,
  CONVERSATION_COUNT,
  FIRST_AT,
  HAS_SEQUENCES,
  IS_BY_ID,
  LAST_AT,
  MEMORY_SIZE,
  NEAR,
  NEAR_WORDS,
  NOWHERE,
  NUMBERS_AT,
  ORDER,
  OWNERS_AT,
  RECORDS_AT,
  ROW_ACCOUNTS,
  ROW_BOTS,
  ROW_CONVERSATIONS,
  ROW_INSTANTS,
  ROW_ROOM,
  ROW_SCRATCH,
  ROW_SEQUENCES,
  ROW_TYPES,
  STOP,
  TABLE_ROOM,
  TABLE_SIZE,
  TYPE_ROOM,
  TYPE_WAYS,
  TYPES,
  WAITING,
  WAITS,
} from "./kernel/terms.ts";
import { recordLength } from "./plan-records.ts";
import type { PlanTable } from "./plan-table.ts";
import type { RowMemory } from "./row-memory.ts";
import { Slots } from "./slots.ts";

const WORD = 4;
/** A table of so many bytes lies in memory that is lent, from which it is moved in the end; a larger one has memory of its own. */
const MOST_BORROWED = 0x300000;

/**
 * A kernel that takes rows into a table, in whose memory the records of the table lie: nothing is moved. Where conversations have
 * numbers in the file nothing is looked up either; others are looked up once for a group, by their ids, and not here.
 */
export class RowKernel {
  /** Memory for the columns of groups, of one while another is looked at, and for the rows of one. */
  readonly columnMemory: readonly [Buffer, Buffer];
  readonly memory: RowMemory;
  /** For each conversation that is numbered in the file its number in the table. */
  readonly numbers: Int32Array;
  /** Where conversations are while they go on, if it is known when they end. */
  readonly slots: Slots | undefined;
  readonly #table: PlanTable;
  readonly #kernel: ScanKernel;
  readonly #owners: Int32Array;

  /**
   * `undefined` if there is none to be had.
   *
   * @param isById whether conversations are told by their ids.
   */
  static for(table: PlanTable, coming: Coming, isById: boolean, asOf: number): RowKernel | undefined {
    const size = placesFrom(0, table, coming).end;
    const isSmall = size <= MOST_BORROWED;
    const kernel = isSmall ? borrowKernel() : kernelWith(size);
    return kernel && new RowKernel(kernel, table, isSmall ? NEAR_WORDS : MEMORY_SIZE, coming, isById, asOf);
  }

  private constructor(
    kernel: ScanKernel,
    table: PlanTable,
    from: number,
    coming: Coming,
    isById: boolean,
    asOf: number,
  ) {
    const { buffer } = kernel.words;
    const { numbers, owners, records, end, room } = placesFrom(from, table, coming);
    this.#kernel = kernel;
    this.#table = table;
    this.numbers = new Int32Array(buffer, numbers, (owners - numbers) / WORD);
    this.#owners = new Int32Array(buffer, owners, (records - owners) / WORD);
    const columnsAt = (at: number) => kernel.bytes.subarray(at, at + COLUMNS_SIZE);
    this.columnMemory = [columnsAt(COLUMNS), columnsAt(COLUMNS + COLUMNS_SIZE)];
    this.memory = rowMemoryIn(kernel, { numbers: this.numbers, owners: this.#owners });
    table.borrow(new Int32Array(buffer, records, (end - records) / WORD));
    this.slots = this.#slotsFor(coming);
    kernel.user = this;
    tellShape(kernel, table.shape);
    kernel.set(IS_BY_ID, isById ? 1 : 0);
    kernel.set(NUMBERS_AT, numbers);
    kernel.set(OWNERS_AT, owners);
    kernel.set(RECORDS_AT, records);
    kernel.set(TABLE_ROOM, room);
    kernel.setDouble(AS_OF, asOf);
  }

  #slotsFor({ count, lifetimes }: Coming): Slots | undefined {
    if (lifetimes === undefined) return undefined;
    this.#table.makeSlots(lifetimes.mostAtOnce);
    return new Slots(lifetimes, this.#table, { numbers: this.numbers.subarray(0, count), owners: this.#owners });
  }

  /** Whether the records still lie there. Room for more than there were to be is sought elsewhere. */
  get isOfUse(): boolean {
    return this.#table.isIn(this.#kernel.words.buffer);
  }

  /** Begins with a file. */
  start(): void {
    this.#kernel.setDouble(FIRST_AT, Number.POSITIVE_INFINITY);
    this.#kernel.setDouble(LAST_AT, Number.NEGATIVE_INFINITY);
  }

  /** The first and the last instant of what it took of a file. */
  get firstAt(): number {
    return this.#kernel.getDouble(FIRST_AT);
  }

  get lastAt(): number {
    return this.#kernel.getDouble(LAST_AT);
  }

  /** Begins with a group, which lies in its memory. */
  begin({ ways, accountIds, ofConversations, askedBot, hasSequences }: GroupRows): void {
    const kernel = this.#kernel;
    kernel.set(ACCOUNT_COUNT, this.#countOf(accountIds.numbers));
    kernel.set(CONVERSATION_COUNT, this.#countOf(ofConversations.numbers));
    kernel.set(ASKED_BOT, askedBot);
    kernel.set(HAS_SEQUENCES, hasSequences ? 1 : 0);
    const [types, room] = [TYPES / WORD, TYPE_ROOM * TYPE_WAYS];
    kernel.words.fill(NOWHERE, types, types + room).set(ways.subarray(0, room), types);
  }

  /**
   * Takes rows from that one on, and gives the first that is unusual or whose account is not known yet. Others may have taken some
   * into the table meanwhile.
   */
  take(from: number, to: number): number {
    const kernel = this.#kernel;
    kernel.set(TABLE_SIZE, this.#table.size);
    for (let row = from; ; row++) {
      row = kernel.run.takeRows(row, to);
      const began = this.#owners.subarray(this.#table.size, kernel.get(TABLE_SIZE));
      if (began.length > 0) this.#table.seeBegun(began);
      if (kernel.get(STOP) !== WAITS) return row;
      const moment = { at: kernel.getDouble(AT), order: kernel.get(ORDER) };
      this.#table.wait(kernel.get(NEAR), kernel.get(WAITING), moment);
    }
  }

  /** No more files come: gives back what was borrowed. The records move to memory of their own. */
  end(): void {
    if (this.#kernel.bytes.length > MEMORY_SIZE) return;
    if (this.isOfUse) this.#table.giveBack();
    giveBackKernel(this.#kernel);
  }

  /** How many numbers it can look at. */
  #countOf(numbers: Int32Array): number {
    return numbers.buffer === this.#kernel.words.buffer ? numbers.length : 0;
  }
}

/** What may come to a table: how many conversations, and when each ends if that is known. */
export interface Coming {
  readonly count: number;
  readonly lifetimes?: Lifetimes | undefined;
}

/** Where in the memory of a kernel what is known of conversations begins, and for how many there is room. */
interface Places {
  readonly room: number;
  readonly numbers: number;
  readonly owners: number;
  readonly records: number;
  readonly end: number;
}

/** The places from there on, for what a table has and what may come. */
function placesFrom(numbers: number, table: PlanTable, { count, lifetimes }: Coming): Places {
  const room = table.size + (lifetimes?.mostAtOnce ?? count);
  // There is room for the numbers of all, or for those of the ids of a group. Records lie where doubles do.
  const owners = numbers + WORD * even(Math.max(count, ROW_ROOM));
  const records = owners + WORD * even(Math.max(room, ROW_ROOM));
  return { numbers, owners, records, end: records + WORD * even(room) * recordLength(table.shape.extremes), room };
}

function even(count: number): number {
  return 2 * Math.ceil(count / 2);
}

function rowMemoryIn(kernel: ScanKernel, conversationMemory: IdMemory): RowMemory {
  const { buffer } = kernel.words;
  const words = (at: number) => new Int32Array(buffer, at, ROW_ROOM);
  const doubles = (at: number) => new Float64Array(buffer, at, ROW_ROOM);
  return {
    kernel,
    types: words(ROW_TYPES),
    accounts: words(ROW_ACCOUNTS),
    conversations: words(ROW_CONVERSATIONS),
    bots: words(ROW_BOTS),
    instants: doubles(ROW_INSTANTS),
    sequences: doubles(ROW_SEQUENCES),
    scratch: words(ROW_SCRATCH),
    accountMemory: { numbers: words(ACCOUNT_NUMBERS), owners: new Int32Array(ROW_ROOM) },
    conversationMemory,
  };
}
