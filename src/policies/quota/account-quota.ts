import type { BillingEventType } from "../../domain/billing-event.ts";
import { certain } from "../../domain/certain.ts";
import { formatInstant } from "../../domain/instant.ts";
import type { BillingFact } from "./billing-fact.ts";
import { type Catalogue, type Plan, planOf } from "./catalogue.ts";
import { type Period, type PeriodKind, type Periods, periodsOf } from "./periods.ts";

/** How a fact contradicts what is known. It has no effect, save `renewed-while-disabled`, which is honoured for a month. */
export type QuotaAnomalyCode =
  | "already-subscribed"
  | "no-plan"
  | "unknown-plan"
  | "package-not-active"
  | "stale-renewal"
  | "renewed-while-disabled";

/** An anomaly and the event that caused it. */
export interface QuotaAnomaly {
  readonly code: QuotaAnomalyCode;
  readonly eventId: string;
}

/** One line of an account's statement: a change of the running month's balance. */
export interface LedgerLine {
  /** When: UTC with milliseconds. */
  readonly at: string;
  /** What: the event's name, or `PeriodStarted`. */
  readonly what: string;
  /** Which event; `null` for the start of a month. */
  readonly eventId: string | null;
  /** The conversation that used a unit. */
  readonly conversationId?: string;
  readonly packageId?: string;
  readonly plan?: string;
  /** The limit and the use after it. */
  readonly limit: number;
  readonly used: number;
}

/** A threshold that fired. */
export interface FiredThreshold {
  readonly pct: number;
  readonly at: string;
}

/** A month of a subscription in which something was used or the balance changed. */
export interface QuotaMonth {
  /** The instant of the subscription that it belongs to. */
  readonly subscribedAt: string;
  readonly index: number;
  readonly start: string;
  readonly end: string;
  /** Plan, limit and use at its end, or as they stand if it is running. */
  readonly plan: string;
  readonly limit: number;
  readonly used: number;
}

/** A package of conversations. */
export interface QuotaPackage {
  readonly packageId: string;
  readonly conversations: number;
  /** The start of the latest month that is settled: it was bought in it, or its charge succeeded or failed. */
  settledFor: number;
  /** Whether it gives its conversations now. */
  isActive: boolean;
  /** Whether it will not renew. */
  isDisabled: boolean;
  /** Whether it is no longer active because it was disabled, rather than for a failed payment or a cancelled plan. */
  endedDisabled: boolean;
}

/** A subscription that is running. */
export interface Subscription {
  readonly subscribedAt: string;
  readonly timeZone: string;
  readonly periods: Periods;
  plan: string;
  terms: Plan;
  /** The plan to go down to at the next boundary. */
  pendingPlan: string | null;
  isCancelled: boolean;
  /** The running month. */
  period: Period;
}

/** What the fold is told besides the facts. */
export interface QuotaRules {
  readonly catalogue: Catalogue;
  readonly period: PeriodKind;
  /** Percentages of the limit, ascending. */
  readonly thresholds: readonly number[];
}

/** A change of the limit or the plan, or the start of a month, with what it left. */
interface Change {
  /** `null` for the start of a month. */
  readonly fact: BillingFact | null;
  readonly at: number;
  readonly plan: string;
  readonly limit: number;
}

/**
 * An account's quota while its facts are folded: private, mutable, and fed in the order of billing.
 *
 * An event costs two comparisons while its month is open; a boundary is computed only when a month is over, and a long
 * silence is passed in one step, since months without events differ in nothing but their number.
 */
export class AccountQuota {
  readonly #rules: QuotaRules;
  /** The boundary that was passed last, before which nothing can be taken any more: epoch milliseconds. */
  since = Number.NEGATIVE_INFINITY;
  subscription: Subscription | null = null;
  /** The latest subscription, even if it is over. */
  latest: Subscription | null = null;
  readonly packages = new Map<string, QuotaPackage>();
  /** What the active packages give, and those among them that will renew: exact, whatever sizes come and go. */
  #active = 0n;
  #renewing = 0n;
  limit = 0;
  used = 0;
  uncovered = 0;
  duplicatesIgnored = 0;
  readonly anomalies: QuotaAnomaly[] = [];
  readonly #closedMonths: QuotaMonth[] = [];
  /** Conversations that were counted, and those of them that no event of its own has counted yet. */
  readonly #counted = new Set<string>();
  readonly #countedByDerivation = new Set<string>();
  // Of the running month:
  /** Its ledger: the count of a unit as it came, since nearly all lines are one, and what else changed the balance. */
  #entries: (BillingFact | Change)[] = [];
  /** Those of its lines that somebody has looked at, printed. */
  #lines: LedgerLine[] = [];
  #fired: { readonly pct: number; readonly at: number }[] = [];
  /** How many of the thresholds are reached. They ascend, so it is the first ones. */
  #reached = 0;
  /** Whether anything was used or changed in it. */
  #isTouched = false;

  constructor(rules: QuotaRules) {
    this.#rules = rules;
  }

  get packagesTotal(): number {
    return Number(this.#active);
  }

  get renewingTotal(): number {
    return Number(this.#renewing);
  }

  /** The plan of the next month, as things stand. */
  get nextPlan(): string | null {
    if (this.subscription === null || this.subscription.isCancelled) return null;
    return this.subscription.pendingPlan ?? this.subscription.plan;
  }

  /** The limit of the next month, as things stand. */
  get nextLimit(): number {
    const terms = this.nextPlan === null ? undefined : planOf(this.#rules.catalogue, this.nextPlan);
    return terms === undefined ? 0 : Math.min(terms.cap, terms.included + this.renewingTotal);
  }

  get ledger(): readonly LedgerLine[] {
    let { limit, used } = this.#lines.at(-1) ?? { limit: 0, used: 0 };
    for (const entry of this.#entries.slice(this.#lines.length)) {
      if ("limit" in entry) limit = entry.limit;
      else used++;
      this.#lines.push({ ...toLine(entry), limit, used });
    }
    return [...this.#lines];
  }

  get fired(): readonly FiredThreshold[] {
    return this.#fired.map(({ pct, at }) => ({ pct, at: formatInstant(at) }));
  }

  /** The months with use or a change, of all subscriptions, the running one last. */
  get history(): readonly QuotaMonth[] {
    const { subscription } = this;
    return subscription === null || !this.#isTouched
      ? this.#closedMonths
      : [...this.#closedMonths, this.#monthOf(subscription)];
  }

  isCounted(conversationId: string): boolean {
    return this.#counted.has(conversationId);
  }

  /** Lets time pass: months end, packages with them, and subscriptions. */
  advanceTo(at: number): void {
    const { subscription } = this;
    if (subscription === null || at < subscription.period.end) return;
    if (this.#isTouched) this.#closedMonths.push(this.#monthOf(subscription));
    this.#clearMonth();
    this.since = subscription.period.end;
    for (const item of this.packages.values()) {
      if (!item.isActive || !(item.isDisabled || subscription.isCancelled)) continue;
      this.#setPackage(item, false, item.isDisabled);
      item.endedDisabled = item.isDisabled;
    }
    if (subscription.isCancelled) this.subscription = null;
    else {
      if (subscription.pendingPlan !== null) this.#takePlan(subscription, subscription.pendingPlan);
      // Nothing more can change until the next event, however many months that takes.
      subscription.period = subscription.periods.at(at);
    }
    this.#reckon();
    if (this.subscription === null) return;
    const { plan, period } = subscription;
    this.since = period.start;
    this.#entries.push({ fact: null, at: period.start, plan, limit: this.limit });
  }

  /** Takes the next fact, in the order of billing. */
  take(fact: BillingFact): void {
    const { at, type } = fact;
    // What nearly every event costs: two comparisons, here and of the next threshold.
    if (this.subscription !== null && at >= this.subscription.period.end) this.advanceTo(at);
    if (type === "ChatbotConversationCounted") {
      this.#count(fact);
      return;
    }
    const before = { limit: this.limit, plan: this.subscription?.plan };
    const anomaly = this.#apply(type, fact);
    if (anomaly !== undefined) this.anomalies.push({ code: anomaly, eventId: fact.id });
    this.#reckon();
    const plan = this.subscription?.plan;
    if (plan === undefined || (plan === before.plan && this.limit === before.limit)) return;
    this.#entries.push({ fact, at, plan, limit: this.limit });
    this.#touch(at);
  }

  #apply(
    type: Exclude<BillingEventType, "ChatbotConversationCounted">,
    fact: BillingFact,
  ): QuotaAnomalyCode | undefined {
    const { subscription } = this;
    const { plan = "", packageId = "" } = fact;
    if (type === "PlanSubscribed") return this.#subscribe(plan, fact.timeZone ?? "UTC", fact.at);
    if (subscription === null) return "no-plan";
    switch (type) {
      case "PlanChanged":
        return this.#changePlan(subscription, plan);
      case "PlanCancelled":
      case "PlanReactivated":
        subscription.isCancelled = type === "PlanCancelled";
        return undefined;
      case "PackagePurchased":
        this.#purchase(packageId, certain(fact.conversations), subscription.period.start);
        return undefined;
      case "PackageRenewalDisabled":
      case "PackageRenewalEnabled":
        return this.#setRenewal(packageId, type === "PackageRenewalDisabled");
      case "PackageRenewed":
      case "PackageRenewalFailed": {
        const { start } = subscription.period;
        const isForNow = fact.periodStart === formatInstant(start);
        return this.#settle(packageId, type === "PackageRenewed", isForNow ? start : undefined);
      }
    }
  }

  #subscribe(plan: string, timeZone: string, at: number): QuotaAnomalyCode | undefined {
    const terms = planOf(this.#rules.catalogue, plan);
    if (terms === undefined) return "unknown-plan";
    if (this.subscription !== null) return "already-subscribed";
    const periods = periodsOf(at, timeZone, this.#rules.period);
    const begun = { subscribedAt: formatInstant(at), timeZone, periods, period: periods.at(at) };
    this.subscription = { ...begun, plan, terms, pendingPlan: null, isCancelled: false };
    this.latest = this.subscription;
    return undefined;
  }

  #changePlan(subscription: Subscription, plan: string): QuotaAnomalyCode | undefined {
    const terms = planOf(this.#rules.catalogue, plan);
    if (terms === undefined) return "unknown-plan";
    if (terms.rank > subscription.terms.rank) this.#takePlan(subscription, plan);
    else subscription.pendingPlan = plan === subscription.plan ? null : plan;
    return undefined;
  }

  #takePlan(subscription: Subscription, plan: string): void {
    subscription.plan = plan;
    subscription.terms = certain(planOf(this.#rules.catalogue, plan));
    subscription.pendingPlan = null;
  }

  #purchase(packageId: string, conversations: number, settledFor: number): void {
    // One id is one purchase, however often and in whichever month it comes.
    if (this.packages.has(packageId)) return;
    const states = { isActive: false, isDisabled: false, endedDisabled: false };
    const item: QuotaPackage = { packageId, conversations, settledFor, ...states };
    this.packages.set(packageId, item);
    this.#setPackage(item, true, false);
  }

  #setPackage(item: QuotaPackage, isActive: boolean, isDisabled: boolean): void {
    this.#add(item, -1n);
    item.isActive = isActive;
    item.isDisabled = isDisabled;
    this.#add(item, 1n);
  }

  #add({ conversations, isActive, isDisabled }: QuotaPackage, sign: bigint): void {
    if (!isActive) return;
    this.#active += sign * BigInt(conversations);
    if (!isDisabled) this.#renewing += sign * BigInt(conversations);
  }

  #setRenewal(packageId: string, isDisabled: boolean): QuotaAnomalyCode | undefined {
    const item = this.packages.get(packageId);
    if (!item?.isActive) return "package-not-active";
    this.#setPackage(item, true, isDisabled);
    return undefined;
  }

  /** The charge for a month, succeeded or failed, which has an effect if it is for the running one, that starts at `start`. */
  #settle(packageId: string, isCharged: boolean, start: number | undefined): QuotaAnomalyCode | undefined {
    const item = this.packages.get(packageId);
    if (item === undefined || !(item.isActive || isCharged)) return "package-not-active";
    if (start === undefined) return "stale-renewal";
    // Who disabled a package and was charged for it gets this month. It is still disabled, so it ends with the month.
    const isHonoured = !item.isActive && item.endedDisabled;
    item.settledFor = start;
    this.#setPackage(item, isCharged, item.isDisabled);
    item.endedDisabled = false;
    return isHonoured ? "renewed-while-disabled" : undefined;
  }

  #count(fact: BillingFact): void {
    const { conversationId = "", isDerived } = fact;
    const before = this.#counted.size;
    this.#counted.add(conversationId);
    if (this.#counted.size === before) {
      // An event of its own beside the interaction is no duplicate; a second one is.
      if (isDerived !== true && !this.#countedByDerivation.delete(conversationId)) this.duplicatesIgnored++;
      return;
    }
    if (isDerived === true) this.#countedByDerivation.add(conversationId);
    if (this.subscription === null) {
      this.uncovered++;
      return;
    }
    this.used++;
    this.#entries.push(fact);
    this.#touch(fact.at);
  }

  /** What plan and packages give, up to the cap. */
  #reckon(): void {
    const terms = this.subscription?.terms;
    this.limit = terms === undefined ? 0 : Math.min(terms.cap, terms.included + this.packagesTotal);
  }

  /** The balance has changed: fires the thresholds that it passes. */
  #touch(at: number): void {
    const { thresholds } = this.#rules;
    this.#isTouched = true;
    while (this.#reached > 0 && !this.#isPast(thresholds[this.#reached - 1])) this.#reached--;
    for (let next = thresholds[this.#reached]; this.#isPast(next); next = thresholds[this.#reached]) {
      this.#fired.push({ pct: next, at });
      this.#reached++;
    }
  }

  #isPast(pct: number | undefined): pct is number {
    return pct !== undefined && this.limit > 0 && this.used * 100 >= pct * this.limit;
  }

  #clearMonth(): void {
    this.used = 0;
    this.#entries = [];
    this.#lines = [];
    this.#fired = [];
    this.#reached = 0;
    this.#isTouched = false;
  }

  #monthOf({ subscribedAt, period, plan }: Subscription): QuotaMonth {
    return {
      subscribedAt,
      index: period.index,
      start: formatInstant(period.start),
      end: formatInstant(period.end),
      plan,
      limit: this.limit,
      used: this.used,
    };
  }
}

/** A line of the statement: of a count which conversation, of a package which, of anything else the plan. */
function toLine(entry: BillingFact | Change): Omit<LedgerLine, "limit" | "used"> {
  const at = formatInstant(entry.at);
  if (!("limit" in entry)) {
    return { at, what: entry.type, eventId: entry.id, conversationId: certain(entry.conversationId) };
  }
  const { type: what = "PeriodStarted", id: eventId = null, packageId } = entry.fact ?? {};
  return packageId === undefined ? { at, what, eventId, plan: entry.plan } : { at, what, eventId, packageId };
}
