import { certain } from "../../domain/certain.ts";
import { CONVERSATION_EVENT_TYPES } from "../../domain/conversation-event.ts";
import { eventSchemas } from "../../domain/event.ts";
import { CONVERSATION } from "../packed/packed-columns.ts";
import { type ColumnConversations, ConversationsById } from "./column-conversations.ts";
import { ColumnIds } from "./column-ids.ts";
import type { GroupColumns } from "./columns-ahead.ts";
import { NO_NUMBER } from "./id-table.ts";
import { RANKS, TYPE_WAYS, type TYPES } from "./kernel/terms.ts";
import { lineLayout } from "./line-layout.ts";
import {
  ABSENT,
  COLUMN_PADDING,
  type ColumnBytes,
  type ColumnTexts,
  countOf,
  readNumbers,
  readPresence,
  readSmallNumbers,
  readTextNumbers,
} from "./packed-column.ts";
import type { PlanTable } from "./plan-table.ts";
import { ownRows, type RowMemory } from "./row-memory.ts";
import { kindOf } from "./table-shape.ts";

// What stands in place of how events of a type are taken, if they are none of a conversation, or no events.
export const OF_BILLING = -1;
export const UNUSUAL_EVENT = -2;

const botBit = lineLayout.fields.find(({ name }) => name === "botId")?.bit ?? 0;
const waysByType: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ...[...eventSchemas.keys()].map((type) => [type, new Array<number>(TYPE_WAYS).fill(OF_BILLING)] as const),
  ...CONVERSATION_EVENT_TYPES.map((type, rank) => {
    const mayHaveBot = lineLayout.hasBot[rank] === true;
    const mustHaveBot = ((lineLayout.required[rank] ?? 0) & botBit) !== 0;
    const way = (hasBot: boolean, isOfBot: boolean) => RANKS * kindOf(rank, hasBot, isOfBot) + rank;
    return [
      type,
      [mustHaveBot ? UNUSUAL_EVENT : way(false, false), way(mayHaveBot, false), way(mayHaveBot, mayHaveBot)],
    ] as const;
  }),
]);

/** The rows of a group, as far as they are scanned. */
export interface GroupRows extends RowMemory {
  /** For each type of the group how its events are taken: see {@link TYPES}. */
  readonly ways: Int32Array;
  /** The column of accounts, the texts in it, and their numbers in the table. */
  readonly accountColumn: ColumnBytes;
  readonly accountTexts: ColumnTexts;
  readonly accountIds: ColumnIds;
  readonly ofConversations: ColumnConversations;
  /** What rows of the bot that is asked for have; no row without a bot has it. */
  readonly askedBot: number;
  /** Whether any row has a sequence. Where none has, none was read. */
  readonly hasSequences: boolean;
}

/** Reads the columns of groups that are scanned. What the rows of a group need in memory is used for those of the next one. */
export class GroupReader {
  readonly #table: PlanTable;
  /** The conversations of the file if they are numbered in it. */
  readonly #numbered: ColumnConversations | undefined;
  /** The columns that it asks for. */
  readonly columns: readonly string[];
  #memory: RowMemory;

  /**
   * @param numbered the conversations by their numbers in the file; without them conversations are told by their ids.
   * @param memory in it rows are read, as long as it has room for those of a group.
   */
  constructor(table: PlanTable, numbered: ColumnConversations | undefined, memory: RowMemory = ownRows(0)) {
    this.#table = table;
    this.#numbered = numbered;
    const conversation = numbered === undefined ? "conversationId" : CONVERSATION;
    this.columns = ["type", "accountId", conversation, "botId", "occurredAt", "sequence"];
    this.#memory = memory;
  }

  /** Reads a group of so many rows. What was read before is gone. Throws if it does not lie as it was packed. */
  read(columns: GroupColumns, size: number): GroupRows {
    if (size > this.#memory.types.length) this.#memory = ownRows(size);
    const memory = this.#memory;
    const type = this.#column(columns, "type");
    const ways = waysOf(type, readTextNumbers(type, size, memory.types));
    const accountColumn = this.#column(columns, "accountId");
    const accountTexts = readTextNumbers(accountColumn, size, memory.accounts);
    const ofConversations = this.#readConversations(columns, size);
    const askedBot = this.#readBots(columns, size);
    readNumbers(this.#column(columns, "occurredAt"), size, memory.instants);
    const sequence = this.#column(columns, "sequence");
    const hasSequences = countOf(sequence, size) > 0;
    if (hasSequences) readNumbers(sequence, size, memory.sequences);
    const accountIds = new ColumnIds(accountColumn, accountTexts, this.#table.accounts, memory.accountMemory);
    accountIds.lookUp(0);
    return { ...memory, ways, accountColumn, accountTexts, accountIds, ofConversations, askedBot, hasSequences };
  }

  #readConversations(columns: GroupColumns, size: number): ColumnConversations {
    const { conversations, conversationMemory } = this.#memory;
    if (this.#numbered !== undefined) {
      readSmallNumbers(this.#column(columns, CONVERSATION), size, conversations);
      return this.#numbered;
    }
    const ids = this.#column(columns, "conversationId");
    const texts = readTextNumbers(ids, size, conversations);
    return new ConversationsById(new ColumnIds(ids, texts, this.#table.conversations, conversationMemory));
  }

  /**
   * For each row 0, or one more than the number of its bot, or 1 if none is asked for; gives what the rows of that one have, or
   * {@link NO_NUMBER} if none is of it.
   */
  #readBots(columns: GroupColumns, size: number): number {
    const { bots } = this.#memory;
    const column = this.#column(columns, "botId");
    const { bot } = this.#table;
    if (bot === undefined) {
      readPresence(column, size, bots);
      return NO_NUMBER;
    }
    const { starts, ends } = readTextNumbers(column, size, bots);
    for (let row = 0; row < size; row++) bots[row] = (bots[row] ?? ABSENT) + 1;
    const text = Buffer.from(bot);
    const asked = starts.findIndex((start, i) => text.equals(column.bytes.subarray(start, ends[i])));
    return asked < 0 ? NO_NUMBER : asked + 1;
  }

  #column(columns: GroupColumns, name: string): ColumnBytes {
    const { kernel, scratch } = this.#memory;
    const bytes = certain(columns.get(name));
    const { buffer, byteOffset, length } = bytes;
    const isInKernel = buffer === kernel?.bytes.buffer;
    const view = new DataView(buffer, byteOffset, length + COLUMN_PADDING);
    return { bytes, view, scratch, kernel: isInKernel ? kernel : undefined };
  }
}

/** For each text of the types how its events are taken. */
function waysOf({ bytes }: ColumnBytes, { starts, ends }: ColumnTexts): Int32Array {
  const ways = new Int32Array(TYPE_WAYS * starts.length).fill(UNUSUAL_EVENT);
  for (const [i, start] of starts.entries()) {
    const type = Buffer.from(bytes.subarray(start, ends[i])).toString("utf8");
    ways.set(waysByType.get(type) ?? [], TYPE_WAYS * i);
  }
  return ways;
}
