import { isId } from "../../domain/event-fields.ts";
import { Chat } from "./chat.ts";
import { toId } from "./event-id.ts";
import { ImportError } from "./import-error.ts";
import type { Place, Unmapped, UnmappedCode } from "./unmapped.ts";

/** Where the readers of the formats put what they find: conversations, joined by their ids, and what they cannot use. */
export class Collector {
  readonly unmapped: Unmapped[] = [];
  readonly #accountId: string | undefined;
  readonly #chats = new Map<string, Chat>();

  /** @throws ImportError `invalid-account` if the account that was passed is no id. */
  constructor(accountId: string | undefined) {
    if (accountId !== undefined && !isId(accountId)) {
      throw new ImportError(
        "invalid-account",
        "accountId: expected 1 to 128 characters with no lone surrogate and no U+0000.",
      );
    }
    this.#accountId = accountId;
  }

  /**
   * The conversation with that id in the account that the caller passed, or else in the one that the document names.
   *
   * @throws ImportError `account-required` if there is neither.
   */
  chat(ownAccount: string | undefined, conversationId: string, { document }: Place): Chat {
    const accountId = this.#accountId ?? ownAccount;
    if (accountId === undefined) {
      throw new ImportError(
        "account-required",
        "This document does not say which account it is of (REST data never does): pass the account's id, accountId in code or --account ID on the command line.",
        document,
      );
    }
    const key = JSON.stringify([accountId, conversationId]);
    const known = this.#chats.get(key);
    if (known !== undefined) return known;
    const chat = new Chat(toId(accountId), toId(conversationId));
    this.#chats.set(key, chat);
    return chat;
  }

  get chats(): Iterable<Chat> {
    return this.#chats.values();
  }

  report(place: Place, code: UnmappedCode, what: string, why: string): void {
    this.unmapped.push({ ...place, code, what, why });
  }
}
