import type { BillingEvent, Decision, QuotaMode, QuotaRefusal, QuotaRequest, QuotaView } from "chatledger";
import { AccountFacts, type BillingFact, toBillingFact } from "../../src/policies/quota/billing-fact.ts";
import { decideBy } from "../../src/policies/quota/quota-decider.ts";
import { foldQuota, toQuotaQuestion, viewOf } from "../../src/policies/quota/quota-view.ts";
import type { ClerkOptions } from "../support/quota-oracle.ts";

/** What `quotaView` says, with each event parsed once and the options read once: there are millions of views. */
export function viewBy(
  options: ClerkOptions,
): (events: readonly BillingEvent[], asOf: number, mode?: QuotaMode) => QuotaView {
  const shared = toQuotaQuestion({ ...options, asOf: 0 });
  return (events, asOf, mode = options.mode) => {
    const question = { ...shared, asOf, mode };
    return viewOf(foldQuota(factsOf(events), question), question);
  };
}

/** What `decideQuota` says, likewise. */
export function decideFor(
  options: ClerkOptions,
): (events: readonly BillingEvent[], request: QuotaRequest, asOf: number) => Decision<BillingEvent, QuotaRefusal> {
  const question = toQuotaQuestion({ ...options, asOf: 0 });
  return (events, request, asOf) =>
    decideBy(question, { ...request, at: asOf, id: "decided" }, { accountId: "acme", facts: factsOf(events) });
}

function factsOf(events: readonly BillingEvent[]): readonly BillingFact[] {
  const facts = new AccountFacts();
  for (const event of events) facts.add(factOf(event));
  return facts.inOrder;
}

const parsed = new WeakMap<BillingEvent, BillingFact>();

function factOf(event: BillingEvent): BillingFact {
  const known = parsed.get(event);
  if (known !== undefined) return known;
  const fact = toBillingFact(event);
  parsed.set(event, fact);
  return fact;
}
