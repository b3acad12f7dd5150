import type { BillingEvent, BillingEventType } from "../../domain/billing-event.ts";
import { certain } from "../../domain/certain.ts";
import { isConversationEvent } from "../../domain/conversation-event.ts";
import type { Accepted, Decider, Decision, Rejected } from "../../domain/decider.ts";
import { describeValue } from "../../domain/event-error.ts";
import { formatInstant, toEpochMs } from "../../domain/instant.ts";
import { oneOf } from "../../domain/one-of.ts";
import { parseEvent } from "../../domain/parse-event.ts";
import type { AccountQuota, Subscription } from "./account-quota.ts";
import { type BillingFact, toBillingFact } from "./billing-fact.ts";
import { type Catalogue, planOf } from "./catalogue.ts";
import type { QuotaCommand, QuotaCommandOf, QuotaCommandType } from "./quota-command.ts";
import { factsIn, noQuota, type QuotaState, withFact } from "./quota-state.ts";
import { foldQuota, type QuotaOptions, type QuotaQuestion, severalAccounts, toQuotaQuestion } from "./quota-view.ts";

/** Why a command on an account's quota was refused. */
export type QuotaRefusalReason =
  /** A plan that the catalogue lacks. */
  | "unknown-plan"
  | "no-plan"
  /** A package of a size that is no whole number from 1. */
  | "invalid-size"
  /** The package is unknown or has ended. */
  | "package-not-active"
  | "not-cancelled"
  | "limit-reached"
  /** The packages that will renew do not fit under the cap of the lower plan. */
  | "packages-exceed-cap"
  /** The package does not fit under the cap. */
  | "cap-exceeded";

/** A refused command. */
export interface QuotaRefusal extends Rejected<QuotaRefusalReason> {
  /** With `cap-exceeded`: the largest package that would be accepted; 0 if there is none. */
  readonly maxPurchasable?: number;
}

/** What can be chosen about a quota's decisions. */
export type QuotaDeciderOptions = Pick<QuotaOptions, "catalogue" | "period" | "mode">;

type QuotaDecider = Decider<QuotaState, QuotaCommand, BillingEvent, QuotaRefusal>;

/**
 * A decider for other plans, months by anniversary, or conversations past the limit.
 *
 * @throws UsageError `invalid-catalogue`, `invalid-option`.
 */
export function createQuotaDecider(options: QuotaDeciderOptions = {}): QuotaDecider {
  const question = toQuotaQuestion({ ...options, asOf: 0 });
  return {
    initialState: () => noQuota,
    decide: (command, state) => decideBy(question, command, { accountId: state.accountId, facts: factsIn(state) }),
    evolve,
  };
}

/**
 * Decides about commands on one account's plan, packages and quota, with the vendor's plans in calendar months and a hard
 * limit: which event follows, or which rule refuses. The time to decide at is the command's `at`.
 *
 * A command's `id` becomes the event's; the same id again is accepted with no events, and so is a command that asks for
 * what is so already, e.g. a unit for a conversation that has one. Refusals are returned, see {@link QuotaRefusalReason};
 * a command that makes no valid event (an `at` that is no instant, an empty id) is a bug of the caller and throws
 * `EventError` or `UsageError`. So does `evolve` for an event of another account (`several-accounts`).
 *
 * @example
 * quotaDecider.decide({ type: "CancelPlan", at: "2024-05-01T10:00:00Z", id: "e1" }, quotaDecider.initialState());
 * // => { outcome: "rejected", reason: "no-plan", message: "The account has no plan." }
 */
export const quotaDecider: QuotaDecider = /* @__PURE__ */ createQuotaDecider();

function evolve(state: QuotaState, event: BillingEvent): QuotaState {
  const { accountId } = event;
  if (state.accountId !== null && state.accountId !== accountId) throw severalAccounts([state.accountId, accountId]);
  return withFact(state, accountId, toBillingFact(event));
}

/** What is known of an account when a decision is due. */
interface Account {
  readonly accountId: string | null;
  /** In order. */
  readonly facts: readonly BillingFact[];
}

/**
 * Decides by the options of a quota.
 *
 * @throws UsageError `invalid-option` if there is no such command, `invalid-instant`; EventError if it makes no valid event.
 */
export function decideBy(
  question: QuotaQuestion,
  command: QuotaCommand,
  account: Account,
): Decision<BillingEvent, QuotaRefusal> {
  oneOf(COMMAND_TYPES, command.type, "type");
  const at = toEpochMs(command.at, "at");
  if (account.facts.some(({ id }) => id === command.id)) return nothing;
  const ruling = rule(command, foldQuota(account.facts, { ...question, asOf: at }), question);
  if (ruling === "so-it-is") return nothing;
  return ruling === "so-be-it" ? { outcome: "accepted", events: [toEvent(command, at, account)] } : ruling;
}

const nothing: Accepted<BillingEvent> = { outcome: "accepted", events: [] };

/** A refusal; or whether there is anything to write. */
type Ruling = QuotaRefusal | "so-be-it" | "so-it-is";

function rule(command: QuotaCommand, quota: AccountQuota, { catalogue, mode }: QuotaQuestion): Ruling {
  const { subscription } = quota;
  if (command.type === "ChangePlan") return ruleChange(command.plan, quota, catalogue);
  if (subscription === null) return noPlan;
  switch (command.type) {
    case "PurchasePackage":
      return rulePurchase(command, quota, roomIn(quota, subscription, catalogue));
    case "StartChatbotConversation":
      if (quota.isCounted(command.conversationId)) return "so-it-is";
      if (quota.used < quota.limit || mode === "soft") return "so-be-it";
      return refuse("limit-reached", `All ${quota.limit} conversations of the month are used.`);
    case "DisablePackageRenewal":
    case "EnablePackageRenewal": {
      const item = quota.packages.get(command.packageId);
      if (!item?.isActive) return notActive(command.packageId);
      return item.isDisabled === (command.type === "DisablePackageRenewal") ? "so-it-is" : "so-be-it";
    }
    case "CancelPlan":
      return subscription.isCancelled ? "so-it-is" : "so-be-it";
    case "ReactivatePlan":
      return subscription.isCancelled ? "so-be-it" : refuse("not-cancelled", "The plan is not cancelled.");
  }
}

function rulePurchase(command: QuotaCommandOf<"PurchasePackage">, { packages }: AccountQuota, room: number): Ruling {
  const { conversations } = command;
  if (!Number.isSafeInteger(conversations) || conversations < 1) {
    const came = describeValue(conversations);
    return refuse("invalid-size", `A package has a whole number of conversations from 1, got ${came}.`);
  }
  // A package is bought once. Whoever asks again for one that has ended would get nothing for it.
  const known = packages.get(packageIdOf(command));
  if (known !== undefined) return known.isActive ? "so-it-is" : notActive(packageIdOf(command));
  if (conversations <= room) return "so-be-it";
  const message = `The cap leaves room for a package of at most ${room}, got ${conversations}.`;
  return { ...refuse("cap-exceeded", message), maxPurchasable: room };
}

/** What fits under the cap now and, if a lower plan is to come, under its cap beside the packages that will renew. */
function roomIn(quota: AccountQuota, { terms, pendingPlan }: Subscription, catalogue: Catalogue): number {
  const next = pendingPlan === null ? undefined : planOf(catalogue, pendingPlan);
  const now = terms.cap - terms.included - quota.packagesTotal;
  const later = next === undefined ? now : next.cap - next.included - quota.renewingTotal;
  return Math.max(0, Math.min(now, later));
}

function ruleChange(plan: string, { subscription, renewingTotal }: AccountQuota, catalogue: Catalogue): Ruling {
  const target = planOf(catalogue, plan);
  if (target === undefined) return refuse("unknown-plan", `The catalogue has no plan ${describeValue(plan)}.`);
  if (subscription === null) return noPlan;
  const { terms, pendingPlan } = subscription;
  if (target.rank === terms.rank) return pendingPlan === null ? "so-it-is" : "so-be-it";
  const total = target.included + renewingTotal;
  if (target.rank > terms.rank || total <= target.cap) return "so-be-it";
  const message = `Plan and packages that renew would make ${total}, over the plan's cap of ${target.cap}.`;
  return refuse("packages-exceed-cap", message);
}

function notActive(packageId: string): QuotaRefusal {
  return refuse("package-not-active", `There is no active package ${describeValue(packageId)}.`);
}

const noPlan = /* @__PURE__ */ refuse("no-plan", "The account has no plan.");

function refuse(reason: QuotaRefusalReason, message: string): QuotaRefusal {
  return { outcome: "rejected", reason, message };
}

/** The event that each command leads to. */
const eventOfCommand = {
  PurchasePackage: "PackagePurchased",
  ChangePlan: "PlanChanged",
  StartChatbotConversation: "ChatbotConversationCounted",
  DisablePackageRenewal: "PackageRenewalDisabled",
  EnablePackageRenewal: "PackageRenewalEnabled",
  CancelPlan: "PlanCancelled",
  ReactivatePlan: "PlanReactivated",
} as const satisfies Record<QuotaCommandType, BillingEventType>;

const COMMAND_TYPES = /* @__PURE__ */ Object.keys(eventOfCommand) as readonly QuotaCommandType[];

function toEvent(command: QuotaCommand, at: number, { accountId, facts }: Account): BillingEvent {
  const sequence = command.sequence ?? sequenceAfter(facts, at);
  const event = parseEvent({
    ...command,
    ...(command.type === "PurchasePackage" ? { packageId: packageIdOf(command) } : {}),
    ...(sequence === undefined ? {} : { sequence }),
    type: eventOfCommand[command.type],
    accountId,
    occurredAt: formatInstant(at),
  });
  // It is none, which the compiler does not know.
  return certain([event].find((one) => !isConversationEvent(one)));
}

function packageIdOf({ packageId, id }: QuotaCommandOf<"PurchasePackage">): string {
  return packageId ?? id;
}

/**
 * A place after all that is known of the same instant; `undefined` if nothing is. What a decision rests on must come
 * before it in the order of billing, or a package could be disabled before it was bought.
 */
function sequenceAfter(facts: readonly BillingFact[], at: number): number | undefined {
  const places = facts.filter((fact) => fact.at === at).map(({ sequence = -1 }) => sequence);
  return places.length === 0 ? undefined : places.reduce((a, b) => Math.max(a, b)) + 1;
}
