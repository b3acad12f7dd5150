import type { BillingEvent, BillingEventType } from "../../domain/billing-event.ts";
import { isConversationEvent } from "../../domain/conversation-event.ts";
import type { BegunConversation } from "../../domain/conversation-state.ts";
import { compareIdentity, compareValues, type EventContent, toContent } from "../../domain/event-content.ts";
import { parseInstant } from "../../domain/instant.ts";
import type { LogParts } from "../../domain/log-input.ts";
import { parseEvent } from "../../domain/parse-event.ts";
import { compareText } from "../../domain/text-order.ts";
import type { BoundRuleSet } from "../classification/bind-rule-set.ts";
import { type Judge, judgeConversation, markAt } from "../classification/judge.ts";
import { type Plan, planOf } from "../classification/plan.ts";

/** A fact that bears on an account's quota: a billing event, or a conversation's first interaction, reduced to its content. */
export type BillingFact = EventContent<BillingEventType> & {
  /** There if a conversation's first interaction counts it, rather than an event of its own. */
  readonly isDerived?: true;
};

/** An event as a fact; one that was never parsed is read here. */
export function toBillingFact(event: BillingEvent): BillingFact {
  if (event.type === "ChatbotConversationCounted" && event.sequence === undefined) {
    // Counts are nearly all of a log, and have nothing but the instant that can be written in more than one way.
    const { type, id, conversationId } = event;
    const at = parseInstant(event.occurredAt);
    if (at !== undefined) return { at, type, id, conversationId };
  }
  const parsed = parseEvent(event);
  if (isConversationEvent(parsed)) throw new TypeError(`${parsed.type} is no billing event.`);
  return toContent(parsed);
}

/**
 * The count that follows from a conversation: its first interaction, at its moment and under its event's id; `undefined`
 * if there is none.
 */
export function countOf({ of, marks }: BegunConversation, judge: Judge): BillingFact | undefined {
  const counted = markAt(judgeConversation({ marks }, judge), "firstInteraction");
  return counted === undefined ? undefined : countAt(of.conversationId, counted);
}

/** The count of a conversation by its first interaction. */
export function countAt(
  conversationId: string,
  { at, id, sequence }: Pick<EventContent, "at" | "id"> & { readonly sequence?: number | undefined },
): BillingFact {
  const type = "ChatbotConversationCounted";
  return sequence === undefined
    ? { at, type, id, conversationId, isDerived: true }
    : { at, type, id, sequence, conversationId, isDerived: true };
}

/** The plan of {@link countOf}: the first interaction, whose id is needed besides; `undefined` if more than a plan keeps is needed. */
export function planOfCounts(rules: BoundRuleSet): Plan | undefined {
  return planOf(rules, { claims: [], moments: ["firstInteraction"], outcome: false });
}

/** The facts of one account while they come in. */
export class AccountFacts {
  #facts: BillingFact[] = [];
  /** Whether they came in order and each once, as most do. */
  #isInOrder = true;
  #firstAt = Number.POSITIVE_INFINITY;

  add(fact: BillingFact): void {
    const last = this.#facts.at(-1);
    if (last !== undefined && compareFacts(last, fact) >= 0) this.#isInOrder = false;
    this.#facts.push(fact);
    this.see(fact.at);
  }

  /** Something of the account happened at this instant, if only a conversation that never counts. */
  see(at: number): void {
    if (at < this.#firstAt) this.#firstAt = at;
  }

  /** The first instant at which something happened: epoch milliseconds. */
  get firstAt(): number {
    return this.#firstAt;
  }

  /** In the order of billing, each once. */
  get inOrder(): readonly BillingFact[] {
    if (!this.#isInOrder) {
      const sorted = this.#facts.sort(compareFacts);
      this.#facts = sorted.filter((fact, i) => {
        const before = sorted[i - 1];
        return before === undefined || compareFacts(before, fact) !== 0;
      });
      this.#isInOrder = true;
    }
    return this.#facts;
  }
}

/**
 * The facts of each account in a log, by account; also of one whose conversations never count.
 *
 * @param accountId only the facts of this account.
 * @throws EventError if an event that was never parsed is none.
 */
export function billingFacts(log: LogParts, judge: Judge, accountId?: string): ReadonlyMap<string, AccountFacts> {
  return factsByAccount(log.billing, countsIn(log, judge, accountId), accountId);
}

/** What a conversation has to do with its account's quota. */
export interface ConversationCount {
  readonly accountId: string;
  /** An instant by which it had begun: epoch milliseconds; `undefined` if that is not known. */
  readonly begunBy: number | undefined;
  /** What counts it, if anything does. */
  readonly count: BillingFact | undefined;
}

function* countsIn(log: LogParts, judge: Judge, accountId: string | undefined): Generator<ConversationCount> {
  for (const state of log.unsorted(accountId)) {
    yield { accountId: state.of.accountId, begunBy: state.marks[0]?.at, count: countOf(state, judge) };
  }
}

/** {@link billingFacts} of what was billed and of conversations. */
export function factsByAccount(
  billing: readonly BillingEvent[],
  counts: Iterable<ConversationCount>,
  accountId?: string,
): ReadonlyMap<string, AccountFacts> {
  const accounts = new Map<string, AccountFacts>();
  const factsOf = (account: string) => {
    let facts = accounts.get(account);
    if (facts === undefined) {
      facts = new AccountFacts();
      accounts.set(account, facts);
    }
    return facts;
  };
  for (const event of billing) {
    if (accountId === undefined || event.accountId === accountId) factsOf(event.accountId).add(toBillingFact(event));
  }
  for (const { accountId: account, begunBy, count } of counts) {
    if (accountId !== undefined && account !== accountId) continue;
    const facts = factsOf(account);
    if (begunBy !== undefined) facts.see(begunBy);
    if (count !== undefined) facts.add(count);
  }
  return new Map([...accounts].sort(([a], [b]) => compareText(a, b)));
}

/** The order of billing: instant, billing before counted conversations, sequence (absent first), id, rest of the content. */
export function compareFacts(a: BillingFact, b: BillingFact): number {
  return (
    a.at - b.at ||
    Number(isCount(a)) - Number(isCount(b)) ||
    compareValues(a.sequence, b.sequence) ||
    compareText(a.id, b.id) ||
    compareText(a.type, b.type) ||
    compareIdentity(a, b) ||
    Number(a.isDerived === true) - Number(b.isDerived === true)
  );
}

function isCount({ type }: BillingFact): boolean {
  return type === "ChatbotConversationCounted";
}
