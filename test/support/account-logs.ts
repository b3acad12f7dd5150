/**
 * The billing of one account, on plans so small that limits are hit, at instants that lie on the edges of months and of
 * clock shifts, or a millisecond beside them.
 */
import {
  type BillingEvent,
  type Catalogue,
  type LedgerEvent,
  type PeriodKind,
  periodBoundary,
  type QuotaOptions,
  type QuotaRequest,
} from "chatledger";
import fc from "fast-check";

const smallCatalogue: Catalogue = {
  small: { rank: 1, included: 3, cap: 8 },
  large: { rank: 2, included: 6, cap: 30 },
};

/** The hour in which Prague's clocks go forward is local 2 to 3 o'clock, where this subscription's March would begin. */
const ANCHOR = "2024-01-31T01:30:00.000Z";
const ZONE = "Europe/Prague";

const boundaries = (kind: PeriodKind) =>
  Array.from({ length: 5 }, (_, n) => periodBoundary({ anchor: ANCHOR, timeZone: ZONE, kind }, n));

const edges = [
  ...boundaries("calendar-month"),
  ...boundaries("anniversary"),
  "2024-03-31T01:00:00.000Z",
  "2024-02-10T12:00:00.000Z",
].map(Date.parse);

/** An instant at the edge of something. */
export const quotaInstant = fc
  .tuple(fc.constantFrom(...edges), fc.constantFrom(-1, 0, 1, 86_400_000, 600_000_000))
  .map(([edge, step]) => new Date(edge + step).toISOString());

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

/** Events of one account, each with an id of its own; nearly always a subscription is among them. */
export function accountLog({ maxLength = 40 } = {}): fc.Arbitrary<BillingEvent[]> {
  const payload = fc.oneof({ arbitrary: count, weight: 3 }, { arbitrary: change, weight: 2 });
  const subscribed: BillingEvent = {
    type: "PlanSubscribed",
    id: "e",
    accountId: "acme",
    occurredAt: ANCHOR,
    plan: "small",
    timeZone: ZONE,
  };
  const entry = fc.tuple(quotaInstant, payload, fc.integer({ min: 1, max: 4 }));
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

/** The billing of two accounts, and events of conversations, some of which were counted by an event of their own too. */
export function accountsLog({ maxLength = 20 } = {}): fc.Arbitrary<LedgerEvent[]> {
  const chats = fc.array(fc.tuple(quotaInstant, chatEvent, conversationId, fc.constantFrom("acme", "globex")), {
    maxLength,
    size: "max",
  });
  return fc.tuple(accountLog({ maxLength }), accountLog({ maxLength: 8 }), chats).map(([acme, globex, others]) => [
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

/** A time to look at, and how the quota is reckoned. */
export function quotaQuestion(): fc.Arbitrary<QuotaOptions & { readonly asOf: string }> {
  return fc.record({
    asOf: quotaInstant,
    period: fc.constantFrom("calendar-month", "anniversary"),
    mode: fc.constantFrom("hard", "soft"),
    catalogue: is(smallCatalogue),
  });
}

/** Any command on the account's quota. */
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
