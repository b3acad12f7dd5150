import fc from "fast-check";
import type { BillingEvent } from "../../domain/billing-event.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import { CHAT, conversationEvent } from "./conversation-event.ts";
import { envelope } from "./fields.ts";
import { instant } from "./instant.ts";

const packageId = fc.constantFrom("p1", "__proto__");
const plan = fc.constantFrom("standard", "pro");
const is = fc.constant;

const payload = fc.oneof(
  fc.record(
    { type: is("PlanSubscribed"), plan, timeZone: fc.constantFrom("UTC", "Europe/Prague") },
    { requiredKeys: ["type", "plan"] },
  ),
  fc.record({ type: is("PlanChanged"), plan }),
  fc.record({ type: is("PlanCancelled") }),
  fc.record({ type: is("PlanReactivated") }),
  fc.record({ type: is("PackagePurchased"), packageId, conversations: fc.integer({ min: 1, max: 500 }) }),
  fc.record({ type: is("PackageRenewalDisabled"), packageId }),
  fc.record({ type: is("PackageRenewalEnabled"), packageId }),
  fc.record({ type: is("PackageRenewed"), packageId, periodStart: instant() }),
  fc.record({ type: is("PackageRenewalFailed"), packageId, periodStart: instant() }),
  fc.record({ type: is("ChatbotConversationCounted"), conversationId: fc.constantFrom("chat", "__proto__") }),
);

/** Any billing event of an account, with the vendor's plans. For accounts that use up their limits: `billingHistory`. */
export function billingEvent(accountId: string = CHAT.accountId): fc.Arbitrary<BillingEvent> {
  return fc.tuple(envelope, payload).map(([shared, rest]) => ({ ...rest, ...shared, accountId }));
}

/** Any event at all, of `acme`. */
export function ledgerEvent(): fc.Arbitrary<LedgerEvent> {
  return fc.oneof({ arbitrary: conversationEvent(), weight: 3 }, billingEvent());
}
