import type { ColumnIds } from "./column-ids.ts";
import { type IdTable, NO_NUMBER } from "./id-table.ts";

/** The conversations of a group, each told by a number and its account. */
export interface ColumnConversations {
  /** For each number that in the table, as far as it is known. */
  readonly numbers: Int32Array;
  /** Whether a number is that of a conversation. */
  isValid(number: number, account: number): boolean;
  /** The number of a conversation in the table, which may be new. */
  numberOf(number: number, account: number): number;
}

/** Conversations by the numbers of their ids in the group: each is looked up once for a group. */
export class ConversationsById implements ColumnConversations {
  readonly #ids: ColumnIds;

  constructor(ids: ColumnIds) {
    this.#ids = ids;
  }

  get numbers(): Int32Array {
    return this.#ids.numbers;
  }

  isValid(number: number, account: number): boolean {
    return this.#ids.known(number, account) !== NO_NUMBER || this.#ids.isId(number);
  }

  numberOf(number: number, account: number): number {
    const known = this.#ids.known(number, account);
    return known === NO_NUMBER ? this.#ids.numberOf(number, account) : known;
  }
}

/** Conversations by the numbers that they have in a file: where no other log is read, their ids are not needed. */
export class ConversationsByNumber implements ColumnConversations {
  readonly #table: IdTable;
  readonly numbers: Int32Array;

  /** @param numbers for each number in the file that in the table, as far as it is known. */
  constructor(table: IdTable, numbers: Int32Array) {
    this.#table = table;
    this.numbers = numbers;
  }

  isValid(number: number): boolean {
    return this.numbers[number] !== undefined;
  }

  numberOf(number: number, account: number): number {
    const known = this.numbers[number] ?? NO_NUMBER;
    if (known !== NO_NUMBER) return known;
    const added = this.#table.addNameless(Int32Array.of(account));
    this.numbers[number] = added;
    return added;
  }
}
