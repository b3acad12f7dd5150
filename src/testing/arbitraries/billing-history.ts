import fc from "fast-check";
import type { BillingEvent } from "../../domain/billing-event.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import type { Catalogue } from "../../policies/quota/catalogue.ts";
import { type PeriodKind, periodBoundary } from "../../policies/quota/periods.ts";
import type { QuotaRequest } from "../../policies/quota/quota-command.ts";
import type { QuotaOptions } from "../../policies/quota/quota-view.ts";
import type { LengthConstraints } from "./log.ts";

/** Plans so small that a few conversations use them up; those of the histories below. */
export const tinyCatalogue: Catalogue = {
  small: { rank: 1, included: 3, cap: 8 },
  large: { rank: 2, included: 6, cap: 30 },
};

/** The hour in which Prague's clocks go forward is local 2 to 3 o'clock, where this subscription's March would begin. */
const ANCHOR = "2024-01-31T01:30:00.000Z";
const ZONE = "Europe/Prague";

function boundaries(kind: PeriodKind): readonly string[] {
  return Array.from({ length: 5 }, (_, n) => periodBoundary({ anchor: ANCHOR, timeZone: ZONE, kind }, n));
}

const edges = [
  ...boundaries("calendar-month"),
  ...boundaries("anniversary"),
  "2024-03-31T01:00:00.000Z",
  "2024-02-10T12:00:00.000Z",
].map(Date.parse);

/** An instant at the edge of a month or of a clock shift, a millisecond beside it, or days after it. */
export function billingInstant(): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...edges), fc.constantFrom(-1, 0, 1, 86_400_000, 600_000_000))
    .map(([edge, step]) => new Date(edge + step).toISOString());
}

const packageId = fc.constantFrom("p1", "p2", "__proto__");
const plan = fc.constantFrom("small", "large");
const conversationId = fc.nat({ max: 20 }).map((n) => `c${n}`);
const periodStart = fc.constantFrom(...boundaries("calendar-month"), ...boundaries("anniversary"));
const is = fc.constant;

const change = fc.oneof(
  { arbitrary: fc.record({ type: is("PlanSubscribed"), plan, timeZone: is(ZONE) }), weight: 2 },
  { arbitrary: fc.record({ type: is("PlanChanged"), plan: fc.oneof(plan, plan, is("huge")) }), weight: 2 },
  fc.record({ type: is("PlanCancelled") }),
  fc.record({ type: is("PlanReactivated") }),
  {
    arbitrary: fc.record({ type: is("PackagePurchased"), packageId, conversations: fc.integer({ min: 1, max: 6 }) }),
    weight: 4,
  },
  fc.record({ type: is("PackageRenewalDisabled"), packageId }),
  fc.record({ type: is("PackageRenewalEnabled"), packageId }),
  fc.record({ type: is("PackageRenewed"), packageId, periodStart }),
  fc.record({ type: is("PackageRenewalFailed"), packageId, periodStart }),
);

const count = fc.record({ type: is("ChatbotConversationCounted"), conversationId });

/**
 * The billing of `acme` on {@link tinyCatalogue}, in any order: a subscription, and changes, packages and conversations
 * at the edges of its months. Each event has an id of its own. Shrinks to the bare subscription.
 */
export function billingHistory({ maxLength = 40 }: LengthConstraints = {}): fc.Arbitrary<BillingEvent[]> {
  const payload = fc.oneof({ arbitrary: count, weight: 3 }, { arbitrary: change, weight: 2 });
  const subscribed: BillingEvent = {
    type: "PlanSubscribed",
    id: "e",
    accountId: "acme",
    occurredAt: ANCHOR,
    plan: "small",
    timeZone: ZONE,
  };
  const entry = fc.tuple(billingInstant(), payload, fc.integer({ min: 1, max: 4 }));
  return fc.array(entry, { maxLength, size: "max" }).map((entries) => [
    subscribed,
    ...entries.flatMap(([occurredAt, one, burst], i): BillingEvent[] => {
      const shared = { id: `e${i + 10}`, accountId: "acme", occurredAt };
      if (one.type !== "ChatbotConversationCounted") return [{ ...one, ...shared }];
      // Conversations come in bursts, so that limits are hit.
      return Array.from({ length: burst }, (_, k) => ({
        ...one,
        ...shared,
        id: `${shared.id}${"abcd"[k]}`,
        conversationId: `${one.conversationId}${"abcd"[k]}`,
      }));
    }),
  ]);
}

const chatEvent = fc.oneof(
  { arbitrary: fc.record({ type: is("ButtonClicked"), botId: is("bot"), buttonId: is("prices") }), weight: 3 },
  fc.record({ type: is("BotInputSubmitted"), botId: is("bot") }),
  fc.record({ type: is("DirectMessageSent") }),
  fc.record({ type: is("ChatClosed"), closedBy: is("visitor") }),
);

/**
 * The billing of two accounts, `acme` and `globex`, and events of their conversations, some of which were counted by an
 * event of their own too.
 */
export function ledger({ maxLength = 20 }: LengthConstraints = {}): fc.Arbitrary<LedgerEvent[]> {
  const chats = fc.array(fc.tuple(billingInstant(), chatEvent, conversationId, fc.constantFrom("acme", "globex")), {
    maxLength,
    size: "max",
  });
  return fc
    .tuple(billingHistory({ maxLength }), billingHistory({ maxLength: 8 }), chats)
    .map(([acme, globex, others]) => [
      ...acme,
      ...globex.slice(1).map((event) => ({ ...event, accountId: "globex" })),
      ...others.map(
        ([occurredAt, one, id, accountId], i): LedgerEvent => ({
          ...one,
          occurredAt,
          accountId,
          id: `chat${i}`,
          conversationId: `${id}a`,
        }),
      ),
    ]);
}

/** A time to look at a {@link billingHistory} or a {@link ledger}, and how the quota is reckoned. */
export function quotaQuestion(): fc.Arbitrary<QuotaOptions & { readonly asOf: string }> {
  return fc.record({
    asOf: billingInstant(),
    period: fc.constantFrom("calendar-month", "anniversary"),
    mode: fc.constantFrom("hard", "soft"),
    catalogue: is(tinyCatalogue),
  });
}

/** Any command on an account's quota, as `decideQuota` takes it. */
export function quotaRequest(): fc.Arbitrary<QuotaRequest> {
  return fc.oneof(
    fc.record({
      type: is("PurchasePackage"),
      conversations: fc.integer({ min: 0, max: 30 }),
      packageId: fc.constantFrom("p1", "p9"),
    }),
    fc.record({ type: is("ChangePlan"), plan: fc.oneof(plan, is("huge")) }),
    fc.record({
      type: is("StartChatbotConversation"),
      conversationId: fc.oneof(
        conversationId.map((id) => `${id}a`),
        is("new"),
      ),
    }),
    fc.record({ type: is("DisablePackageRenewal"), packageId }),
    fc.record({ type: is("EnablePackageRenewal"), packageId }),
    fc.record({ type: is("CancelPlan") }),
    fc.record({ type: is("ReactivatePlan") }),
  );
}
