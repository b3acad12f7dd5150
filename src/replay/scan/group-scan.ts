import { isId } from "../../domain/event-fields.ts";
import { EARLIEST, LATEST } from "../../domain/instant.ts";
import type { PackedFile } from "../packed/packed-file.ts";
import { numberedConversations } from "../packed/packed-metadata.ts";
import { ConversationsByNumber } from "./column-conversations.ts";
import type { GroupColumns } from "./columns-ahead.ts";
import type { EventIds } from "./event-ids.ts";
import { GroupReader, type GroupRows, OF_BILLING, UNUSUAL_EVENT } from "./group-reader.ts";
import { NO_NUMBER } from "./id-table.ts";
import { GREATEST_SEQUENCE, RANK_BITS, RANKS, TYPE_WAYS } from "./kernel/terms.ts";
import { BeyondPlan, type ScanOptions } from "./log-scan.ts";
import { ABSENT } from "./packed-column.ts";
import type { PlanTable } from "./plan-table.ts";
import type { RowKernel } from "./row-kernel.ts";
import { orderOf } from "./table-shape.ts";
import type { Tally } from "./tally.ts";

/** What a row holds in some of its fields; not checked. */
export type OthersAt = (row: number) => Readonly<Record<string, unknown>> | undefined;

const NO_OTHERS = { id: "", visitorId: undefined };

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

  /** The fields that must be read besides the columns that are scanned. */
  get otherFields(): readonly string[] {
    const { texts, visitors } = this.#table;
    if (this.#ids === undefined && texts.length === 0) return [];
    return visitors === undefined ? ["id"] : ["id", "visitorId"];
  }

  /**
   * Takes the rows of the next group, and gives those that must be read otherwise.
   *
   * @param othersAt gives the {@link otherFields} of a row.
   */
  take(columns: GroupColumns, size: number, othersAt: OthersAt | undefined): readonly number[] {
    const slots = this.#kernel?.slots;
    slots?.beginGroup();
    const unusual = this.#takeRows(columns, size, othersAt);
    const ended = slots?.endGroup();
    if (ended !== undefined) this.#tally?.add(ended);
    return unusual;
  }

  #takeRows(columns: GroupColumns, size: number, othersAt: OthersAt | undefined): readonly number[] {
    const rows = orBeyondPlan(() => this.#reader.read(columns, size));
    const kernel = rows.kernel === undefined ? undefined : this.#kernel;
    kernel?.begin(rows);
    const unusual: number[] = [];
    for (let row = 0; row < size; row++) {
      if (kernel?.isOfUse === true) row = kernel.take(row, size);
      if (row < size && !this.#takeRow(rows, row, othersAt)) unusual.push(row);
    }
    if (kernel !== undefined) {
      this.firstAt = Math.min(this.firstAt, kernel.firstAt);
      this.lastAt = Math.max(this.lastAt, kernel.lastAt);
    }
    return unusual;
  }

  /** Takes a row, unless it must be read otherwise. */
  #takeRow(rows: GroupRows, row: number, othersAt: OthersAt | undefined): boolean {
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
    const others = othersAt === undefined ? NO_OTHERS : textsOf(othersAt(row));
    const from = accountTexts.starts[accountText] ?? 0;
    const to = accountTexts.ends[accountText] ?? 0;
    if (others === undefined || this.#ids?.seeText(rows.accountColumn.view, from, to, others.id) === true) return false;
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
    for (const texts of this.#table.texts) texts.takeOf(conversation, kind, at, moment.order, others);
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

/** The ids in fields; `undefined` if they are none. */
function textsOf(
  fields: ReturnType<OthersAt>,
): { readonly id: string; readonly visitorId: string | undefined } | undefined {
  const { id, visitorId } = fields ?? {};
  if (typeof id !== "string" || !isId(id)) return undefined;
  if (visitorId === undefined) return { id, visitorId };
  return typeof visitorId === "string" && isId(visitorId) ? { id, visitorId } : undefined;
}
