import type { ColumnIds } from "./column-ids.ts";
import { type IdTable, NO_NUMBER } from "./id-table.ts";

/** The conversations of the rows of a group. */
export interface ColumnConversations {
  /** The number of a row's conversation in the table if it is known already; else {@link NO_NUMBER}. */
  known(row: number, account: number): number;
  /** Whether a row has a conversation as it should be. */
  isValid(row: number): boolean;
  /** The number of a row's conversation in the table, which may be new. */
  numberOf(row: number, account: number): number;
}

/** Conversations by their ids: each is looked up once for a group. */
export class ConversationsById implements ColumnConversations {
  readonly #ids: ColumnIds;
  readonly #texts: Int32Array;

  constructor(ids: ColumnIds, texts: Int32Array) {
    this.#ids = ids;
    this.#texts = texts;
  }

  known(row: number, account: number): number {
    return this.#ids.known(this.#texts[row] ?? NO_NUMBER, account);
  }

  isValid(row: number): boolean {
    return this.#ids.isId(this.#texts[row] ?? NO_NUMBER);
  }

  numberOf(row: number, account: number): number {
    return this.#ids.numberOf(this.#texts[row] ?? NO_NUMBER, account);
  }
}

/** Conversations by the numbers that they have in a file: where no other log is read, their ids are not needed. */
export class ConversationsByNumber implements ColumnConversations {
  readonly #table: IdTable;
  readonly #rows: Int32Array;
  /** For each number in the file that in the table. */
  readonly #numbers: Int32Array;

  constructor(table: IdTable, rows: Int32Array, numbers: Int32Array) {
    this.#table = table;
    this.#rows = rows;
    this.#numbers = numbers;
  }

  known(row: number): number {
    return this.#numbers[this.#rows[row] ?? NO_NUMBER] ?? NO_NUMBER;
  }

  isValid(row: number): boolean {
    return this.#numbers[this.#rows[row] ?? NO_NUMBER] !== undefined;
  }

  numberOf(row: number, account: number): number {
    const number = this.#table.addNameless(account);
    this.#numbers[this.#rows[row] ?? NO_NUMBER] = number;
    return number;
  }
}
