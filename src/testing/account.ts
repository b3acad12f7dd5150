import type { BillingEvent, BillingEventOf, BillingEventType } from "../domain/billing-event.ts";
import { isConversationEvent } from "../domain/conversation-event.ts";
import { formatInstant, type InstantInput, toEpochMs } from "../domain/instant.ts";
import { parseEvent } from "../domain/parse-event.ts";
import { afterEvent, type Course, courseOf, later, movedTo, type StoryOptions, stampOf } from "./course.ts";

/** Fields of a billing event that are to be other than usual. */
export type BillingFields<T extends BillingEventType> = Partial<Omit<BillingEventOf<T>, "type">>;

/** The billing events of one account, told step by step. Immutable, and a list of events wherever one is asked for. */
export interface Account extends Iterable<BillingEvent> {
  /** In the order in which they were told; frozen. */
  readonly events: readonly BillingEvent[];
  /** `PlanSubscribed`, in UTC unless `timeZone` is among the fields. */
  subscribes(plan: string, fields?: BillingFields<"PlanSubscribed">): Account;
  /** `PlanChanged`. */
  changesPlan(plan: string, fields?: BillingFields<"PlanChanged">): Account;
  /** `PlanCancelled`. */
  cancels(fields?: BillingFields<"PlanCancelled">): Account;
  /** `PlanReactivated`. */
  reactivates(fields?: BillingFields<"PlanReactivated">): Account;
  /** `PackagePurchased`, as `package-1`, `package-2` and so on. It is the package of the steps that follow. */
  buysPackage(conversations: number, fields?: BillingFields<"PackagePurchased">): Account;
  /** `PackageRenewalDisabled`, of the package bought last unless told otherwise; so the steps below. */
  disablesRenewal(fields?: BillingFields<"PackageRenewalDisabled">): Account;
  /** `PackageRenewalEnabled`. */
  enablesRenewal(fields?: BillingFields<"PackageRenewalEnabled">): Account;
  /** `PackageRenewed` for the month that starts at this instant. */
  packageRenewed(periodStart: InstantInput, fields?: BillingFields<"PackageRenewed">): Account;
  /** `PackageRenewalFailed` for the month that starts at this instant. */
  packageRenewalFailed(periodStart: InstantInput, fields?: BillingFields<"PackageRenewalFailed">): Account;
  /** `ChatbotConversationCounted`. */
  usesConversation(conversationId: string, fields?: BillingFields<"ChatbotConversationCounted">): Account;
  /** Lets time pass: the next event happens so many milliseconds later than it would. */
  waits(ms: number): Account;
  /** The next event happens at this instant. */
  at(instant: InstantInput): Account;
}

/**
 * Begins the story of an account, with no event yet. Each step adds one valid event, 10 seconds after the one before; the
 * first is at 2024-05-01T08:00Z, two hours before a `visit()`. Ids are `acme-1`, `acme-2` and so on, after the account.
 *
 * @throws UsageError `invalid-option`, `invalid-instant`; a step that makes no valid event throws `EventError`.
 * @example account().subscribes("standard").buysPackage(100) // a limit of 200
 * @see docs/testing.md
 */
export function account({ accountId = "acme", ...story }: StoryOptions = {}): Account {
  const usual = { startAt: "2024-05-01T08:00:00.000Z", idOf: (n: number) => `${accountId}-${n}` };
  return accountAt({ accountId, course: courseOf(story, usual), events: [], packages: 0, packageId: "package-1" });
}

interface Progress {
  readonly accountId: string;
  readonly course: Course;
  readonly events: readonly BillingEvent[];
  /** How many were bought, and which one last. */
  readonly packages: number;
  readonly packageId: string;
}

function accountAt(progress: Progress): Account {
  const { accountId, course, events, packages, packageId } = progress;

  function then(type: BillingEventType, payload: object, fields: object = {}): Account {
    const event = parseEvent({ accountId, ...stampOf(course), ...payload, ...fields, type });
    if (isConversationEvent(event)) throw new TypeError(`${event.type} is no billing event.`);
    const bought = event.type === "PackagePurchased";
    return accountAt({
      accountId,
      course: afterEvent(course, event),
      events: [...events, Object.freeze(event)],
      packages: packages + (bought ? 1 : 0),
      packageId: bought ? event.packageId : packageId,
    });
  }
  const month = (periodStart: InstantInput) => ({
    packageId,
    periodStart: formatInstant(toEpochMs(periodStart, "periodStart")),
  });

  return Object.freeze<Account>({
    events: Object.freeze(events),
    [Symbol.iterator]: () => events[Symbol.iterator](),
    subscribes: (plan, fields) => then("PlanSubscribed", { plan }, fields),
    changesPlan: (plan, fields) => then("PlanChanged", { plan }, fields),
    cancels: (fields) => then("PlanCancelled", {}, fields),
    reactivates: (fields) => then("PlanReactivated", {}, fields),
    buysPackage: (conversations, fields) =>
      then("PackagePurchased", { packageId: `package-${packages + 1}`, conversations }, fields),
    disablesRenewal: (fields) => then("PackageRenewalDisabled", { packageId }, fields),
    enablesRenewal: (fields) => then("PackageRenewalEnabled", { packageId }, fields),
    packageRenewed: (periodStart, fields) => then("PackageRenewed", month(periodStart), fields),
    packageRenewalFailed: (periodStart, fields) => then("PackageRenewalFailed", month(periodStart), fields),
    usesConversation: (conversationId, fields) => then("ChatbotConversationCounted", { conversationId }, fields),
    waits: (ms) => accountAt({ ...progress, course: later(course, ms) }),
    at: (instant) => accountAt({ ...progress, course: movedTo(course, instant) }),
  });
}
