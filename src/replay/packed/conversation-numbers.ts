import { IdScratch } from "../scan/id-scratch.ts";
import { IdTable } from "../scan/id-table.ts";

/** Numbers for conversations, from 0, as they first come. */
export class ConversationNumbers {
  readonly #accounts = new IdTable();
  readonly #conversations = new IdTable();
  readonly #scratch = new IdScratch();

  numberOf(accountId: string, conversationId: string): number {
    const account = this.#scratch.with(accountId, (view, to) => this.#accounts.numberOf(view, 0, to, 0));
    return this.#scratch.with(conversationId, (view, to) => this.#conversations.numberOf(view, 0, to, account));
  }

  get size(): number {
    return this.#conversations.size;
  }
}
