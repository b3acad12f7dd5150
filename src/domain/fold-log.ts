import type { ConversationEvent } from "./conversation-event.ts";
import type { BegunConversation, ConversationId, ConversationState } from "./conversation-state.ts";
import { ConversationFold } from "./fold-conversation.ts";
import { type Mark, toMark } from "./mark.ts";
import { compareText } from "./text-order.ts";

/** The conversations of a log while it is being read: events of many conversations and accounts in, states out. */
export class LogFold {
  readonly #accounts = new Map<string, Map<string, Entry>>();
  /** Conversations that were met lately. Most events are of one of them, and here they are found without a hash of the id. */
  readonly #recent: (Entry | undefined)[] = Array.from({ length: RECENT });

  /** Takes one event, and gives its mark as it is kept. */
  add(event: ConversationEvent): Mark {
    const entry = this.#entryOf(event);
    const mark = toMark(event, entry.fold.last);
    entry.fold.add(entry.of, mark);
    return mark;
  }

  /** Takes the events of a conversation that were folded elsewhere. */
  addState({ of, marks }: ConversationState): void {
    if (of === null) return;
    const entry = this.#entryOf(of);
    for (const mark of marks) entry.fold.add(entry.of, mark);
  }

  /** The conversations of one account or of all, by account and then by conversation, in the order of code points. */
  *conversations(accountId?: string): Generator<BegunConversation> {
    const accounts = accountId === undefined ? [...this.#accounts.keys()].sort(compareText) : [accountId];
    for (const account of accounts) {
      const entries = [...(this.#accounts.get(account) ?? [])].sort(([a], [b]) => compareText(a, b));
      for (const [, { of, fold }] of entries) yield { of, marks: fold.marks };
    }
  }

  /** The same as they first came, for whoever does not mind the order: twice as fast. */
  *unsorted(accountId?: string): Generator<BegunConversation> {
    const accounts = accountId === undefined ? this.#accounts.keys() : [accountId];
    for (const account of accounts) {
      for (const { of, fold } of this.#accounts.get(account)?.values() ?? []) yield { of, marks: fold.marks };
    }
  }

  #entryOf(of: ConversationId): Entry {
    const place = placeOf(of.conversationId);
    const recent = this.#recent[place];
    const isIt = recent?.of.conversationId === of.conversationId && recent.of.accountId === of.accountId;
    if (recent !== undefined && isIt) return recent;
    const entry = this.#find(of);
    this.#recent[place] = entry;
    return entry;
  }

  #find({ accountId, conversationId }: ConversationId): Entry {
    let account = this.#accounts.get(accountId);
    if (account === undefined) {
      account = new Map();
      this.#accounts.set(accountId, account);
    }
    let entry = account.get(conversationId);
    if (entry === undefined) {
      entry = { of: { accountId, conversationId }, fold: new ConversationFold() };
      account.set(conversationId, entry);
    }
    return entry;
  }
}

const RECENT = 1 << 13;

/** A place among the recent ones, from four characters: enough to tell those of one time apart. */
function placeOf(id: string): number {
  const end = id.length - 1;
  const mixed = (id.charCodeAt(0) << 9) ^ (id.charCodeAt(1) << 6) ^ (id.charCodeAt(end - 1) << 3) ^ id.charCodeAt(end);
  return mixed & (RECENT - 1);
}

interface Entry {
  readonly of: ConversationId;
  readonly fold: ConversationFold;
}

/** The states of all conversations in a log, by account and conversation. */
export function foldLog(events: Iterable<ConversationEvent>): Iterable<BegunConversation> {
  const fold = new LogFold();
  for (const event of events) fold.add(event);
  return fold.conversations();
}
