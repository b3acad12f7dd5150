import { isConversationEvent } from "../../domain/conversation-event.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import type { EventError } from "../../domain/event-error.ts";
import { parseInstant } from "../../domain/instant.ts";
import { SCHEMA_VERSION } from "../../domain/upcast.ts";
import { fieldKinds } from "../tables/field-kinds.ts";
import { CONVERSATION, fieldsOf, LINE, REFUSAL } from "./packed-columns.ts";
import { ROWS_IN_GROUP } from "./packed-metadata.ts";
import { refusalOf } from "./refusal.ts";
import { type ColumnWriter, type StoredColumn, storedColumns } from "./stored-columns.ts";

/** How many characters, or bytes, a group has, more or less, if it does not have its rows before. */
const CHARACTERS_IN_GROUP = 1 << 26;
/** Stands for the conversation of a row that is of none. */
export const OF_NONE = -1;

/** A group of rows, packed without knowing what comes before it: its conversations have no numbers yet. */
export interface PackedGroup {
  readonly rows: number;
  /** Its columns by name, all but that of the numbers of conversations. */
  readonly columns: ReadonlyMap<string, StoredColumn>;
  /** Its conversations as they first come, and those of the rows. */
  readonly conversations: ConversationsOfRows;
  /** Whether it has an event that is kept as a line, and so has no number for its conversation. */
  readonly hasEventLines: boolean;
}

/** Conversations of rows. */
export interface ConversationsOfRows {
  readonly accountIds: readonly string[];
  readonly conversationIds: readonly string[];
  /** For each row the place of its conversation among these; {@link OF_NONE}. */
  readonly rows: Int32Array<ArrayBuffer>;
}

/** Packs rows, which come one after the other, into groups. */
export class GroupPacker {
  readonly #writer: ColumnWriter;
  readonly #take: (group: PackedGroup) => void;
  readonly #rowsInGroup: number;
  /** The values of the rows, of columns that have any. */
  #columns = new Map<string, unknown[]>();
  #conversations: RowsSoFar;
  #hasEventLines = false;
  #rows = 0;
  #characters = 0;

  /** @param take is given each group, when it has its rows. */
  constructor(writer: ColumnWriter, take: (group: PackedGroup) => void, rowsInGroup: number = ROWS_IN_GROUP) {
    this.#writer = writer;
    this.#take = take;
    this.#rowsInGroup = rowsInGroup;
    this.#conversations = new RowsSoFar(rowsInGroup);
  }

  /**
   * Takes an event that was accepted, without fields that its type does not have. `false` if columns cannot hold all of it:
   * a lone surrogate, or what a later version of the schema may name.
   */
  addEvent(event: LedgerEvent): boolean {
    const values: Readonly<Record<string, unknown>> = event;
    const names = fieldsOf.get(event.type) ?? [];
    if ((event.schemaVersion ?? 1) > SCHEMA_VERSION || names.some((name) => isBroken(values[name]))) return false;
    for (const name of names) {
      const value = values[name];
      if (value !== undefined) this.#put(name, toStored(name, value));
    }
    if (isConversationEvent(event)) this.#conversations.see(this.#rows, event.accountId, event.conversationId);
    this.#endRow();
    return true;
  }

  /** Takes a line as it is, to be read again by the parser of lines: it is no event, or one that columns cannot hold. */
  addLine(line: Uint8Array, isEvent: boolean): void {
    if (isEvent) this.#hasEventLines = true;
    this.#put(LINE, Buffer.from(line));
    this.#endRow();
  }

  /** Takes a row that is no event, for a reason that its text alone does not tell. */
  addRefusal(error: EventError, text: Uint8Array | undefined): void {
    if (text !== undefined) this.#put(LINE, text);
    this.#put(REFUSAL, refusalOf(error));
    this.#endRow();
  }

  /** Ends the group, if it has any rows. */
  endGroup(): void {
    if (this.#rows === 0) return;
    this.#take({
      rows: this.#rows,
      columns: this.#stored(),
      conversations: this.#conversations.of(this.#rows),
      hasEventLines: this.#hasEventLines,
    });
    this.#columns = new Map();
    this.#conversations = new RowsSoFar(this.#rowsInGroup);
    this.#hasEventLines = false;
    this.#rows = 0;
    this.#characters = 0;
  }

  #stored(): ReadonlyMap<string, StoredColumn> {
    const names = [...storedColumns.keys()].filter((name) => name !== CONVERSATION);
    return new Map(
      names.map((name) => {
        const values = this.#columns.get(name);
        const column =
          values === undefined
            ? this.#writer.writeNone(name, this.#rows)
            : this.#writer.write(name, values.slice(0, this.#rows));
        return [name, column];
      }),
    );
  }

  #put(name: string, value: unknown): void {
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = new Array<unknown>(this.#rowsInGroup).fill(undefined);
      this.#columns.set(name, column);
    }
    column[this.#rows] = value;
    if (typeof value === "string" || value instanceof Uint8Array) this.#characters += value.length;
  }

  #endRow(): void {
    this.#rows++;
    if (this.#rows === this.#rowsInGroup || this.#characters >= CHARACTERS_IN_GROUP) this.endGroup();
  }
}

/** The conversations of rows that come one after the other. */
class RowsSoFar {
  /** By account, the place of each. */
  readonly #places = new Map<string, Map<string, number>>();
  readonly #accountIds: string[] = [];
  readonly #conversationIds: string[] = [];
  readonly #rows: Int32Array<ArrayBuffer>;

  constructor(most: number) {
    this.#rows = new Int32Array(most).fill(OF_NONE);
  }

  see(row: number, accountId: string, conversationId: string): void {
    const places = this.#places.get(accountId) ?? new Map<string, number>();
    this.#places.set(accountId, places);
    let place = places.get(conversationId);
    if (place === undefined) {
      place = this.#conversationIds.push(conversationId) - 1;
      this.#accountIds.push(accountId);
      places.set(conversationId, place);
    }
    this.#rows[row] = place;
  }

  of(rows: number): ConversationsOfRows {
    return {
      accountIds: this.#accountIds,
      conversationIds: this.#conversationIds,
      rows: this.#rows.slice(0, rows),
    };
  }
}

function isBroken(value: unknown): boolean {
  return typeof value === "string" && !value.isWellFormed();
}

/** A value as the library takes it. Of ids, no two of which are alike, it would make bytes itself, at three times the cost. */
function toStored(name: string, value: unknown): unknown {
  if (name === "id") return Buffer.from(String(value));
  const kind = fieldKinds.get(name);
  if (kind === "instant") return parseInstant(String(value)) ?? 0;
  return kind === "number" ? BigInt(Number(value)) : value;
}
