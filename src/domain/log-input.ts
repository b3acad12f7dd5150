import type { BillingEvent } from "./billing-event.ts";
import { isConversationEvent } from "./conversation-event.ts";
import type { BegunConversation, ConversationState } from "./conversation-state.ts";
import type { LedgerEvent } from "./event.ts";
import { LogFold } from "./fold-log.ts";

/**
 * What figures are made from: the events of a log, or the states that its conversations were folded into, in any order and
 * however often each comes.
 */
export type LogInput = Iterable<LedgerEvent | ConversationState>;

/** A log taken apart into what happened in its conversations and what was billed. */
export interface LogParts {
  /** The conversations of one account or of all, as they first came. */
  unsorted(accountId?: string): Iterable<BegunConversation>;
  /** The same by account, then conversation (code points). */
  conversations(accountId?: string): Iterable<BegunConversation>;
  /** The billing events as they came, repeated ones too. */
  readonly billing: readonly BillingEvent[];
}

/** Takes a log apart: its events, or states folded elsewhere, or both, brought together. */
export function partsOf(log: LogInput): LogParts {
  const fold = new LogFold();
  const billing: BillingEvent[] = [];
  for (const item of log) {
    if ("marks" in item) fold.addState(item);
    else if (isConversationEvent(item)) fold.add(item);
    else billing.push(item);
  }
  return {
    unsorted: (accountId) => fold.unsorted(accountId),
    conversations: (accountId) => fold.conversations(accountId),
    billing,
  };
}

/**
 * The conversations of a log, by account and conversation: its events, or states folded elsewhere, or both, brought
 * together. Events of billing are passed over.
 *
 * @example conversationsOf(events) // then classify each
 */
export function conversationsOf(log: LogInput): Iterable<BegunConversation> {
  return partsOf(log).conversations();
}
