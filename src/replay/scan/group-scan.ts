import { EARLIEST, LATEST } from "../../domain/instant.ts";
import type { PackedFile } from "../packed/packed-file.ts";
import { numberedConversations } from "../packed/packed-metadata.ts";
import { ConversationsByNumber } from "./column-conversations.ts";
import { isIdIn } from "./column-ids.ts";
import type { GroupContent } from "./columns-ahead.ts";
import type { EventIds } from "./event-ids.ts";
import { GroupReader, type GroupRows, OF_BILLING, UNUSUAL_EVENT } from "./group-reader.ts";
import { NO_NUMBER } from "./id-table.ts";
import { GREATEST_SEQUENCE, RANK_BITS, RANKS, TYPE_WAYS } from "./kernel/terms.ts";
import { BeyondPlan, type ScanOptions } from "./log-scan.ts";
import { ABSENT } from "./packed-column.ts";
import type { PlanTable } from "./plan-table.ts";
import type { RowKernel } from "./row-kernel.ts";
import type { RowTexts } from "./row-texts.ts";
import { orderOf } from "./table-shape.ts";
import type { Tally } from "./tally.ts";

/** How to scan a packed log. */
export interface PackedScanOptions extends ScanOptions {
  /** Whether no other log goes into the table. Then ids of conversations are not needed, and none are kept. */
  readonly isAlone: boolean;
  /** What takes usual rows. */
  readonly kernel?: RowKernel | undefined;
  /** Adds up conversations of a log that is alone as soon as they have ended, if the log says when: then they are not kept. */
  readonly tally?: Tally | undefined;
}

/**
 * Takes groups of rows into a table. Where no more is asked for than the plan, a kernel does it; the rows that it leaves are taken
 * here.
 */
export class GroupScan {
  readonly #table: PlanTable;
  readonly #asOf: number;
  readonly #keepsBilling: boolean;
  readonly #ids: EventIds | undefined;
  readonly #reader: GroupReader;
  readonly #kernel: RowKernel | undefined;
  readonly #tally: Tally | undefined;
  /** Rows of a greater one are read as a whole, to be refused or set aside. */
  readonly #greatestSequence: number;
  readonly #moment = { at: 0, order: 0 };
  /** The first and the last instant of the valid events. */
  firstAt = Number.POSITIVE_INFINITY;
  lastAt = Number.NEGATIVE_INFINITY;

  /** @param ids sees the ids of all valid events. */
  constructor(
    file: PackedFile,
    table: PlanTable,
    { asOf, keepsBilling, isAlone, kernel, tally, great }: PackedScanOptions,
    ids?: EventIds,
  ) {
    const count = numberedConversations(file.parquet);
    const isNumbered = isAlone && count !== undefined && kernel?.slots === undefined;
    // Of several logs each would move what the others left.
    if (isNumbered) table.reserve(count);
    const numbers = isNumbered ? (kernel?.numbers.subarray(0, count) ?? new Int32Array(count)) : undefined;
    kernel?.start();
    this.#table = table;
    this.#asOf = asOf;
    this.#keepsBilling = keepsBilling === true;
    this.#greatestSequence = great === undefined ? Number.MAX_SAFE_INTEGER : GREATEST_SEQUENCE;
    this.#ids = ids;
    this.#kernel = kernel;
    this.#tally = tally;
    const numbered = numbers && new ConversationsByNumber(table.conversations, numbers.fill(NO_NUMBER));
    this.#reader = new GroupReader(table, kernel?.slots ?? numbered, kernel?.memory);
  }

  /** The columns that it asks for. */
  get columns(): readonly string[] {
    return this.#reader.columns;
  }

  /** The columns whose texts it asks for. */
  get textColumns(): readonly string[] {
    const { texts, visitors } = this.#table;
    if (this.#ids === undefined && texts.length === 0) return [];
    return visitors === undefined ? [ID] : [ID, VISITOR];
  }

  /** Takes the rows of the next group, and gives those that must be read otherwise. */
  take(content: GroupContent, size: number): readonly number[] {
    const slots = this.#kernel?.slots;
    slots?.beginGroup();
    const unusual = this.#takeRows(content, size);
    const ended = slots?.endGroup();
    if (ended !== undefined) this.#tally?.add(ended);
    return unusual;
  }

  #takeRows({ columns, texts }: GroupContent, size: number): readonly number[] {
    const rows = orBeyondPlan(() => this.#reader.read(columns, size));
    const ids = texts.get(ID);
    const visitors = texts.get(VISITOR);
    const kernel = rows.kernel === undefined ? undefined : this.#kernel;
    kernel?.begin(rows);
    const unusual: number[] = [];
    for (let row = 0; row < size; row++) {
      if (kernel?.isOfUse === true) row = kernel.take(row, size);
      if (row < size && !this.#takeRow(rows, row, ids, visitors)) unusual.push(row);
    }
    if (kernel !== undefined) {
      this.firstAt = Math.min(this.firstAt, kernel.firstAt);
      this.lastAt = Math.max(this.lastAt, kernel.lastAt);
    }
    return unusual;
  }

  /** Takes a row, unless it must be read otherwise. */
  #takeRow(rows: GroupRows, row: number, ids: RowTexts | undefined, visitors: RowTexts | undefined): boolean {
    const { accountTexts, accountIds, ofConversations } = rows;
    const bot = rows.bots[row] ?? 0;
    const way = bot === 0 ? 0 : bot === rows.askedBot ? 2 : 1;
    const taken = rows.ways[TYPE_WAYS * (rows.types[row] ?? ABSENT) + way] ?? UNUSUAL_EVENT;
    const at = rows.instants[row] ?? Number.NaN;
    const accountText = rows.accounts[row] ?? 0;
    let account = accountIds.known(accountText, 0);
    const isPlaced = at >= EARLIEST && at <= LATEST && (account !== NO_NUMBER || accountIds.isId(accountText));
    if (taken === UNUSUAL_EVENT || !isPlaced) return false;
    if (taken === OF_BILLING) {
      // Whoever asks for its id, or for all of it, has it read as a whole.
      if (this.#keepsBilling || this.#ids !== undefined) return false;
      this.#see(at);
      return true;
    }
    const sequence = rows.hasSequences ? (rows.sequences[row] ?? Number.NaN) : Number.NaN;
    const number = rows.conversations[row] ?? ABSENT;
    const isUsual = ofConversations.isValid(number, account) && !(sequence < 0 || sequence > this.#greatestSequence);
    if (!isUsual) return false;
    if (ids !== undefined && !(isIdAt(ids, row) && (visitors === undefined || mayBeIdAt(visitors, row)))) return false;
    if (ids !== undefined && this.#ids !== undefined) {
      const from = accountTexts.starts[accountText] ?? 0;
      const to = accountTexts.ends[accountText] ?? 0;
      const idFrom = ids.starts[row] ?? 0;
      const idTo = ids.ends[row] ?? 0;
      if (this.#ids.seePlaces(rows.accountColumn.view, from, to, ids.view, idFrom, idTo)) return false;
    }
    this.#see(at);
    if (at > this.#asOf) return true;
    if (sequence > GREATEST_SEQUENCE) throw new BeyondPlan();
    if (account === NO_NUMBER) account = accountIds.numberOf(accountText, 0);
    const rank = taken & RANK_BITS;
    const moment = this.#moment;
    moment.at = at;
    moment.order = Number.isNaN(sequence) ? rank : orderOf(sequence, rank);
    const kind = (taken - rank) / RANKS;
    const conversation = ofConversations.numberOf(number, account);
    this.#table.take(conversation, kind, moment);
    for (const texts of this.#table.texts) {
      if (!texts.isNearer(conversation, kind, at, moment.order)) continue;
      texts.take(conversation, at, moment.order, textAt(ids, row) ?? NO_TEXT, textAt(visitors, row));
    }
    return true;
  }

  #see(at: number): void {
    if (at < this.firstAt) this.firstAt = at;
    if (at > this.lastAt) this.lastAt = at;
  }
}

/** Reads of a file what should lie there as it was packed. If it does not, why not is for the ordinary reader to say. */
export function orBeyondPlan<Result>(read: () => Result): Result {
  try {
    return read();
  } catch {
    return beyondPlan();
  }
}

export function beyondPlan(): never {
  throw new BeyondPlan();
}

const ID = "id";
const VISITOR = "visitorId";
const NO_TEXT = new Uint8Array(0);

function isIdAt(texts: RowTexts, row: number): boolean {
  const from = texts.starts[row] ?? ABSENT;
  return from !== ABSENT && isIdIn(texts, from, texts.ends[row] ?? 0);
}

/** Whether a row has an id, or none. */
function mayBeIdAt(texts: RowTexts, row: number): boolean {
  return texts.starts[row] === ABSENT || isIdAt(texts, row);
}

function textAt(texts: RowTexts | undefined, row: number): Uint8Array | undefined {
  const from = texts?.starts[row] ?? ABSENT;
  return from === ABSENT ? undefined : texts?.bytes.subarray(from, texts.ends[row]);
}
