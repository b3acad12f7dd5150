import { IdTable } from "./id-table.ts";

/** Longer than any id and the word after it. */
const ROOM = 1 << 10;

/** Numbers for conversations whose ids are strings, from 0, as they first come. */
export class ConversationNumbers {
  readonly #accounts: IdTable;
  readonly #conversations: IdTable;
  readonly #bytes = Buffer.alloc(ROOM);
  readonly #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, ROOM);

  /** @param conversations each of which is owned by the number of its account. */
  constructor(accounts = new IdTable(), conversations = new IdTable()) {
    this.#accounts = accounts;
    this.#conversations = conversations;
  }

  numberOf(accountId: string, conversationId: string): number {
    const account = this.#accounts.numberOf(this.#view, 0, this.#bytes.write(accountId), 0);
    return this.#conversations.numberOf(this.#view, 0, this.#bytes.write(conversationId), account);
  }

  get size(): number {
    return this.#conversations.size;
  }
}
