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

/** Parts a log: gives each of its billing events to `takeBilling`, and brings the rest together as conversations. */
export function foldInput(log: LogInput, takeBilling: (event: BillingEvent) => void): LogFold {
  const fold = new LogFold();
  for (const item of log) {
    if ("marks" in item) fold.addState(item);
    else if (isConversationEvent(item)) fold.add(item);
    else takeBilling(item);
  }
  return fold;
}

/**
 * The conversations of a log, by account and conversation: its events, or states folded elsewhere, or both, brought
 * together. Events of billing are passed over.
 *
 * @example conversationsOf(events) // then classify each
 */
export function conversationsOf(log: LogInput): Iterable<BegunConversation> {
  return foldInput(log, () => {}).conversations();
}
