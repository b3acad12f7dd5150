import type { BillingEvent, BillingEventType } from "../../domain/billing-event.ts";
import { isConversationEvent } from "../../domain/conversation-event.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import { compareIdentity, compareValues, type EventContent, toContent } from "../../domain/event-content.ts";
import { LogFold } from "../../domain/fold-log.ts";
import { parseEvent } from "../../domain/parse-event.ts";
import { compareText } from "../../domain/text-order.ts";
import { type Judge, judgeConversation, markAt } from "../../policies/classification/judge.ts";

/** A fact that bears on an account's quota: a billing event, or a conversation's first interaction. */
export interface BillingFact {
  readonly content: EventContent<BillingEventType>;
  /** Whether a conversation counts it, rather than an event of its own. */
  readonly isDerived: boolean;
}

/** An event as a fact; one that was never parsed is read here. */
export function toBillingFact(event: BillingEvent): BillingFact {
  // Counts are nearly all of a log, and their content has nothing that is written in more than one way.
  const parsed = event.type === "ChatbotConversationCounted" ? event : parseEvent(event);
  if (isConversationEvent(parsed)) throw new TypeError(`${parsed.type} is no billing event.`);
  return { content: toContent(parsed), isDerived: false };
}

/**
 * The facts of each account in a log, each once and in order, by account. A conversation's first interaction counts it, at
 * its moment and under its event's id.
 *
 * @param accountId only the facts of this account.
 * @throws EventError if an event that was never parsed is none.
 */
export function billingFacts(
  events: Iterable<LedgerEvent>,
  judge: Judge,
  accountId?: string,
): ReadonlyMap<string, readonly BillingFact[]> {
  const facts = new Map<string, BillingFact[]>();
  const factsOf = (account: string) => {
    const known = facts.get(account) ?? [];
    facts.set(account, known);
    return known;
  };
  const chats = new LogFold();
  for (const event of events) {
    if (accountId !== undefined && event.accountId !== accountId) continue;
    // An account whose conversations never count is one too.
    const known = factsOf(event.accountId);
    if (isConversationEvent(event)) chats.add(event);
    else known.push(toBillingFact(event));
  }
  for (const state of chats.unsorted()) {
    const counted = markAt(judgeConversation(state, judge), "firstInteraction");
    if (counted === undefined) continue;
    const { at, id, sequence } = counted;
    const content = { at, type: "ChatbotConversationCounted", id, conversationId: state.of.conversationId } as const;
    const fact = { content: sequence === undefined ? content : { ...content, sequence }, isDerived: true };
    factsOf(state.of.accountId).push(fact);
  }
  return new Map([...facts].sort(([a], [b]) => compareText(a, b)).map(([account, list]) => [account, inOrder(list)]));
}

/** Facts in the order of billing, each once. */
function inOrder(facts: readonly BillingFact[]): readonly BillingFact[] {
  const sorted = facts.toSorted(compareFacts);
  return sorted.filter((fact, i) => {
    const before = sorted[i - 1];
    return before === undefined || compareFacts(before, fact) !== 0;
  });
}

/** The order of billing: instant, billing before counted conversations, sequence (absent first), id, rest of the content. */
export function compareFacts(a: BillingFact, b: BillingFact): number {
  return (
    a.content.at - b.content.at ||
    Number(isCount(a)) - Number(isCount(b)) ||
    compareValues(a.content.sequence, b.content.sequence) ||
    compareText(a.content.id, b.content.id) ||
    compareText(a.content.type, b.content.type) ||
    compareIdentity(a.content, b.content) ||
    Number(a.isDerived) - Number(b.isDerived)
  );
}

function isCount({ content }: BillingFact): boolean {
  return content.type === "ChatbotConversationCounted";
}
