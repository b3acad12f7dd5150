import type { BillingEvent, Catalogue, QuotaRequest } from "chatledger";

/** Plans so small that a few conversations are too many, and that two packages of one pass the cap of the smaller. */
export const TINY: Catalogue = {
  small: { rank: 1, included: 1, cap: 2 },
  large: { rank: 2, included: 2, cap: 4 },
};

/** What a billing event is made with. */
interface Circumstances {
  readonly id: string;
  readonly at: number;
  /** The start of the month that runs then. */
  readonly monthStart: number;
  /** How many conversations were counted so far. */
  readonly counted: number;
}

/** Something that can happen to an account. In the same circumstances it is the same event, so that it is parsed once. */
export interface Act {
  readonly name: string;
  readonly event: (circumstances: Circumstances) => BillingEvent;
}

type Payload = BillingEvent extends infer E
  ? E extends BillingEvent
    ? Omit<E, "id" | "occurredAt" | "accountId">
    : never
  : never;

function act(name: string, payloadOf: (circumstances: Circumstances) => Payload): Act {
  const made = new Map<string, BillingEvent>();
  return {
    name,
    event: (circumstances) => {
      const { id, at, monthStart, counted } = circumstances;
      const key = [id, at, monthStart, counted].join();
      const known = made.get(key);
      if (known !== undefined) return known;
      const event = { ...payloadOf(circumstances), id, accountId: "acme", occurredAt: print(at) };
      made.set(key, event);
      return event;
    },
  };
}

const LONG_AGO = "2020-01-01T00:00:00.000Z";

/** Everything that can happen to an account with two packages of one conversation. */
export const ACTS: readonly Act[] = [
  act("subscribe to small", () => ({ type: "PlanSubscribed", plan: "small" })),
  act("subscribe to large", () => ({ type: "PlanSubscribed", plan: "large" })),
  act("change to small", () => ({ type: "PlanChanged", plan: "small" })),
  act("change to large", () => ({ type: "PlanChanged", plan: "large" })),
  act("change to a plan that there is not", () => ({ type: "PlanChanged", plan: "huge" })),
  act("cancel", () => ({ type: "PlanCancelled" })),
  act("reactivate", () => ({ type: "PlanReactivated" })),
  act("buy p", () => ({ type: "PackagePurchased", packageId: "p", conversations: 1 })),
  act("buy q", () => ({ type: "PackagePurchased", packageId: "q", conversations: 1 })),
  act("disable p", () => ({ type: "PackageRenewalDisabled", packageId: "p" })),
  act("enable p", () => ({ type: "PackageRenewalEnabled", packageId: "p" })),
  act("p is charged", ({ monthStart }) => ({ type: "PackageRenewed", packageId: "p", periodStart: print(monthStart) })),
  act("p is charged for another month", () => ({ type: "PackageRenewed", packageId: "p", periodStart: LONG_AGO })),
  act("the charge of p fails", ({ monthStart }) => ({
    type: "PackageRenewalFailed",
    packageId: "p",
    periodStart: print(monthStart),
  })),
  act("count a new conversation", ({ counted }) => ({
    type: "ChatbotConversationCounted",
    conversationId: `c${counted}`,
  })),
  act("count the first one again", () => ({ type: "ChatbotConversationCounted", conversationId: "c0" })),
];

/** Every command, with the sizes and plans that matter on the tiny plans. */
export const COMMANDS: readonly QuotaRequest[] = [
  ...[0, 1, 2].flatMap((conversations) =>
    ["p", "new"].map((packageId): QuotaRequest => ({ type: "PurchasePackage", conversations, packageId })),
  ),
  ...["small", "large", "huge"].map((plan): QuotaRequest => ({ type: "ChangePlan", plan })),
  { type: "StartChatbotConversation", conversationId: "c0" },
  { type: "StartChatbotConversation", conversationId: "new" },
  { type: "DisablePackageRenewal", packageId: "p" },
  { type: "EnablePackageRenewal", packageId: "p" },
  { type: "CancelPlan" },
  { type: "ReactivatePlan" },
];

function print(at: number): string {
  return new Date(at).toISOString();
}
