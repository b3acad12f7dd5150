import { CONVERSATION_EVENT_TYPES } from "../../domain/conversation-event.ts";
import { eventSchemas } from "../../domain/event.ts";
import { isId } from "../../domain/event-fields.ts";
import { EARLIEST, LATEST } from "../../domain/instant.ts";
import { CONVERSATION } from "../packed/packed-columns.ts";
import type { PackedFile } from "../packed/packed-file.ts";
import { columnIndexOf, numberedConversations } from "../packed/packed-metadata.ts";
import { type ColumnConversations, ConversationsById, ConversationsByNumber } from "./column-conversations.ts";
import { ColumnIds } from "./column-ids.ts";
import type { EventIds } from "./event-ids.ts";
import { NO_NUMBER } from "./id-table.ts";
import { GREATEST_SEQUENCE } from "./kernel/terms.ts";
import { lineLayout } from "./line-layout.ts";
import { BeyondPlan, type ScanOptions } from "./log-scan.ts";
import {
  ABSENT,
  COLUMN_PADDING,
  type ColumnBytes,
  type ColumnTexts,
  readNumbers,
  readPresence,
  readSmallNumbers,
  readTextNumbers,
} from "./packed-column.ts";
import type { PlanTable } from "./plan-table.ts";
import { kindOf, orderOf } from "./table-shape.ts";

// What a type of event is, if it is none of a conversation, which are told by twice their causal rank.
const OF_BILLING = -1;
const UNUSUAL = -2;

/** What a row holds in some of its fields; not checked. */
export type OthersAt = (row: number) => Readonly<Record<string, unknown>> | undefined;

const NO_OTHERS = { id: "", visitorId: undefined };

const rankOf: ReadonlyMap<string, number> = new Map(CONVERSATION_EVENT_TYPES.map((type, rank) => [type, rank]));
const botBit = lineLayout.fields.find(({ name }) => name === "botId")?.bit ?? 0;
const hasBot = lineLayout.hasBot.map((has) => (has ? 1 : 0));
const needsBot = lineLayout.required.map((bits) => ((bits & botBit) === 0 ? 0 : 1));

/** How to scan a packed log. */
export interface PackedScanOptions extends ScanOptions {
  /** Whether no other log goes into the table. Then ids of conversations are not needed, and none are kept. */
  readonly isAlone: boolean;
}

type ReadHeader = ColumnBytes["readHeader"];

/** Takes groups of rows into a table. What a group needs in memory is used for the next one. */
export class GroupScan {
  readonly #file: PackedFile;
  readonly #readHeader: ReadHeader;
  readonly #table: PlanTable;
  readonly #asOf: number;
  readonly #keepsBilling: boolean;
  readonly #ids: EventIds | undefined;
  /** For each conversation that is numbered in the file its number in the table. */
  readonly #numbers: Int32Array | undefined;
  readonly #memory = new Map<string, Buffer>();
  #scratch = new Int32Array(0);
  #types = new Int32Array(0);
  #accounts = new Int32Array(0);
  #conversations = new Int32Array(0);
  #bots = new Int32Array(0);
  #instants = new Float64Array(0);
  #sequences = new Float64Array(0);
  /** The first and the last instant of the valid events. */
  firstAt = Number.POSITIVE_INFINITY;
  lastAt = Number.NEGATIVE_INFINITY;

  /** @param ids sees the ids of all valid events. */
  constructor(
    file: PackedFile,
    readHeader: ReadHeader,
    table: PlanTable,
    { asOf, keepsBilling, isAlone }: PackedScanOptions,
    ids?: EventIds,
  ) {
    const count = isAlone ? numberedConversations(file.parquet.metadata) : undefined;
    if (count !== undefined) {
      this.#numbers = new Int32Array(count).fill(NO_NUMBER);
      table.reserve(count);
    }
    this.#file = file;
    this.#readHeader = readHeader;
    this.#table = table;
    this.#asOf = asOf;
    this.#keepsBilling = keepsBilling === true;
    this.#ids = ids;
  }

  /** The fields that must be read besides the columns that are scanned. */
  get otherFields(): readonly string[] {
    const { texts, visitors } = this.#table;
    if (this.#ids === undefined && texts.length === 0) return [];
    return visitors === undefined ? ["id"] : ["id", "visitorId"];
  }

  /**
   * Takes the rows of a group, and gives those that must be read otherwise.
   *
   * @param othersAt gives the {@link otherFields} of a row.
   */
  take(group: number, size: number, othersAt: OthersAt | undefined): readonly number[] {
    const { kinds, accountColumn, accountTexts, accountIds, conversations, ofBot } = this.#read(group, size);
    const types = this.#types;
    const accounts = this.#accounts;
    const bots = this.#bots;
    const instants = this.#instants;
    const sequences = this.#sequences;
    const table = this.#table;
    const asOf = this.#asOf;
    const unusual: number[] = [];
    const moment = { at: 0, order: 0 };
    let { firstAt, lastAt } = this;
    for (let row = 0; row < size; row++) {
      const kind = kinds[types[row] ?? 0] ?? UNUSUAL;
      const at = instants[row] ?? Number.NaN;
      const accountText = accounts[row] ?? 0;
      let account = accountIds.known(accountText, 0);
      const isPlaced = at >= EARLIEST && at <= LATEST && (account !== NO_NUMBER || accountIds.isId(accountText));
      if (kind === UNUSUAL || !isPlaced) {
        unusual.push(row);
        continue;
      }
      if (kind === OF_BILLING) {
        // Whoever asks for its id, or for all of it, has it read as a whole.
        if (this.#keepsBilling || this.#ids !== undefined) unusual.push(row);
        else {
          if (at < firstAt) firstAt = at;
          if (at > lastAt) lastAt = at;
        }
        continue;
      }
      const rank = kind >> 1;
      const bot = bots[row] ?? ABSENT;
      const sequence = sequences[row] ?? Number.NaN;
      let conversation = conversations.known(row, account);
      const isUsual =
        (conversation !== NO_NUMBER || conversations.isValid(row)) &&
        (bot !== ABSENT || needsBot[rank] !== 1) &&
        !(sequence < 0 || sequence > Number.MAX_SAFE_INTEGER);
      if (!isUsual) {
        unusual.push(row);
        continue;
      }
      const others = othersAt === undefined ? NO_OTHERS : textsOf(othersAt(row));
      const from = accountTexts.starts[accountText] ?? 0;
      const to = accountTexts.ends[accountText] ?? 0;
      if (others === undefined || this.#ids?.seeText(accountColumn.view, from, to, others.id) === true) {
        unusual.push(row);
        continue;
      }
      if (at < firstAt) firstAt = at;
      if (at > lastAt) lastAt = at;
      if (at > asOf) continue;
      if (sequence > GREATEST_SEQUENCE) throw new BeyondPlan();
      if (conversation === NO_NUMBER) {
        if (account === NO_NUMBER) account = accountIds.numberOf(accountText, 0);
        conversation = conversations.numberOf(row, account);
      }
      moment.at = at;
      moment.order = Number.isNaN(sequence) ? rank : orderOf(sequence, rank);
      const named = bot !== ABSENT && hasBot[rank] === 1;
      const ofKind = kindOf(rank, named, named && bot === ofBot);
      table.take(conversation, ofKind, moment);
      for (const texts of table.texts) texts.takeOf(conversation, ofKind, at, moment.order, others);
    }
    this.firstAt = firstAt;
    this.lastAt = lastAt;
    return unusual;
  }

  #read(group: number, size: number) {
    return orBeyondPlan(() => {
      this.#makeRoom(size);
      const type = this.#column(group, "type");
      const account = this.#column(group, "accountId");
      const kinds = kindsOf(type, readTextNumbers(type, size, this.#types));
      const accounts = readTextNumbers(account, size, this.#accounts);
      const conversations = this.#readConversations(group, size);
      const ofBot = this.#readBots(group, size);
      readNumbers(this.#column(group, "occurredAt"), size, this.#instants);
      readNumbers(this.#column(group, "sequence"), size, this.#sequences);
      return {
        kinds,
        ofBot,
        accountColumn: account,
        accountTexts: accounts,
        accountIds: new ColumnIds(account, accounts, this.#table.accounts),
        conversations,
      };
    });
  }

  #readConversations(group: number, size: number): ColumnConversations {
    const { conversations } = this.#table;
    if (this.#numbers !== undefined) {
      readSmallNumbers(this.#column(group, CONVERSATION), size, this.#conversations);
      return new ConversationsByNumber(conversations, this.#conversations, this.#numbers);
    }
    const ids = this.#column(group, "conversationId");
    const texts = readTextNumbers(ids, size, this.#conversations);
    return new ConversationsById(new ColumnIds(ids, texts, conversations), this.#conversations);
  }

  /** For each row {@link ABSENT} or the number of its bot; gives that of the bot that is asked for. */
  #readBots(group: number, size: number): number {
    const column = this.#column(group, "botId");
    const { bot } = this.#table;
    if (bot === undefined) {
      readPresence(column, size, this.#bots);
      return NO_NUMBER;
    }
    const { starts, ends } = readTextNumbers(column, size, this.#bots);
    const asked = Buffer.from(bot);
    return starts.findIndex((start, i) => asked.equals(column.bytes.subarray(start, ends[i])));
  }

  #makeRoom(size: number): void {
    if (size <= this.#types.length) return;
    this.#scratch = new Int32Array(size);
    this.#types = new Int32Array(size);
    this.#accounts = new Int32Array(size);
    this.#conversations = new Int32Array(size);
    this.#bots = new Int32Array(size);
    this.#instants = new Float64Array(size);
    this.#sequences = new Float64Array(size);
  }

  #column(group: number, name: string): ColumnBytes {
    const column = columnIndexOf(this.#file.parquet.metadata, group, name);
    const bytes = this.#file.read(group, column, COLUMN_PADDING, this.#memory.get(name));
    const { buffer, byteOffset, length } = bytes;
    const whole = Buffer.from(buffer, byteOffset);
    this.#memory.set(name, whole);
    const view = new DataView(buffer, byteOffset, length + COLUMN_PADDING);
    return { bytes, view, readHeader: this.#readHeader, scratch: this.#scratch };
  }
}

/** Reads of a file what should lie there as it was packed. If it does not, why not is for the ordinary reader to say. */
export function orBeyondPlan<Result>(read: () => Result): Result {
  try {
    return read();
  } catch {
    throw new BeyondPlan();
  }
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

/** For each text of the types what it names: twice the causal rank of a conversation's event, or what else it is. */
function kindsOf({ bytes }: ColumnBytes, { starts, ends }: ColumnTexts): Int32Array {
  return starts.map((start, i) => {
    const type = Buffer.from(bytes.subarray(start, ends[i])).toString("utf8");
    const rank = rankOf.get(type);
    return rank === undefined ? (eventSchemas.has(type) ? OF_BILLING : UNUSUAL) : 2 * rank;
  });
}
