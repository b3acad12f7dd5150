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
interface QuotaPackage {
  readonly conversations: number;
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

/** A ledger line before its instant is printed, which only those that somebody looks at are. */
type Entry = Omit<LedgerLine, "at"> & { readonly at: number };

/**
 * An account's quota while its facts are folded: private, mutable, and fed in the order of billing.
 *
 * An event costs two comparisons while its month is open; a boundary is computed only when a month is over, and a long
 * silence is passed in one step, since months without events differ in nothing but their number.
 */
export class AccountQuota {
  readonly #rules: QuotaRules;
  subscription: Subscription | null = null;
  /** When the latest subscription began, even if it is over. */
  subscribedAt: string | null = null;
  readonly packages = new Map<string, QuotaPackage>();
  /** What the active packages give, those among them that will renew, and the limit that comes of it. */
  packagesTotal = 0;
  renewingTotal = 0;
  limit = 0;
  used = 0;
  uncovered = 0;
  duplicatesIgnored = 0;
  readonly anomalies: QuotaAnomaly[] = [];
  readonly #closedMonths: QuotaMonth[] = [];
  /** Conversations that were counted, and whether an event of its own said so. */
  readonly #counted = new Map<string, boolean>();
  // Of the running month:
  #entries: Entry[] = [];
  #fired: { readonly pct: number; readonly at: number }[] = [];
  #reached = new Set<number>();
  /** Whether anything was used or changed in it. */
  #isTouched = false;

  constructor(rules: QuotaRules) {
    this.#rules = rules;
  }

  /** The limit of the next month, as things stand. */
  get nextLimit(): number {
    if (this.subscription === null || this.subscription.isCancelled) return 0;
    const { pendingPlan, terms } = this.subscription;
    const { cap, included } = pendingPlan === null ? terms : (planOf(this.#rules.catalogue, pendingPlan) ?? terms);
    return Math.min(cap, included + this.renewingTotal);
  }

  get ledger(): readonly LedgerLine[] {
    return this.#entries.map((entry) => ({ ...entry, at: formatInstant(entry.at) }));
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
    for (const item of this.packages.values()) {
      if (item.isActive && (item.isDisabled || subscription.isCancelled)) {
        item.isActive = false;
        item.endedDisabled = item.isDisabled;
      }
    }
    if (subscription.isCancelled) this.subscription = null;
    else {
      if (subscription.pendingPlan !== null) this.#takePlan(subscription, subscription.pendingPlan);
      // Nothing more can change until the next event, however many months that takes.
      subscription.period = subscription.periods.at(at);
    }
    this.#reckon();
    if (this.subscription === null) return;
    const { limit, used } = this;
    const { plan, period } = subscription;
    this.#entries.push({ at: period.start, what: "PeriodStarted", eventId: null, plan, limit, used });
  }

  /** Takes the next fact, in the order of billing. */
  take({ content, isDerived }: BillingFact): void {
    const { type, id, at, packageId, conversationId = "" } = content;
    this.advanceTo(at);
    if (type === "ChatbotConversationCounted") {
      this.#count(conversationId, isDerived, at, id);
      return;
    }
    const before = { limit: this.limit, plan: this.subscription?.plan };
    const anomaly = this.#apply(content);
    if (anomaly !== undefined) this.anomalies.push({ code: anomaly, eventId: id });
    this.#reckon();
    const plan = this.subscription?.plan;
    if (plan === undefined || (plan === before.plan && this.limit === before.limit)) return;
    this.#enter(at, type, id, packageId === undefined ? { plan } : { packageId });
  }

  #apply(content: BillingFact["content"]): QuotaAnomalyCode | undefined {
    const { subscription } = this;
    const { type, plan = "", packageId = "" } = content;
    if (type === "PlanSubscribed") return this.#subscribe(plan, content.timeZone ?? "UTC", content.at);
    if (subscription === null) return "no-plan";
    switch (type) {
      case "PlanChanged":
        return this.#changePlan(subscription, plan);
      case "PlanCancelled":
      case "PlanReactivated":
        subscription.isCancelled = type === "PlanCancelled";
        return undefined;
      case "PackagePurchased":
        this.#purchase(packageId, content.conversations ?? 0);
        return undefined;
      case "PackageRenewalDisabled":
      case "PackageRenewalEnabled":
        return this.#setRenewal(packageId, type === "PackageRenewalDisabled");
      case "PackageRenewed":
      case "PackageRenewalFailed": {
        const isForNow = content.periodStart === formatInstant(subscription.period.start);
        return this.#settle(packageId, type === "PackageRenewed", isForNow);
      }
      case "ChatbotConversationCounted":
        return undefined;
    }
  }

  #subscribe(plan: string, timeZone: string, at: number): QuotaAnomalyCode | undefined {
    const terms = planOf(this.#rules.catalogue, plan);
    if (terms === undefined) return "unknown-plan";
    if (this.subscription !== null) return "already-subscribed";
    const periods = periodsOf(at, timeZone, this.#rules.period);
    const subscribedAt = formatInstant(at);
    const period = periods.at(at);
    this.subscribedAt = subscribedAt;
    this.subscription = { subscribedAt, periods, plan, terms, pendingPlan: null, isCancelled: false, period };
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
    subscription.terms = planOf(this.#rules.catalogue, plan) ?? subscription.terms;
    subscription.pendingPlan = null;
  }

  #purchase(packageId: string, conversations: number): void {
    // One id is one purchase, however often and in whichever month it comes.
    if (this.packages.has(packageId)) return;
    this.packages.set(packageId, { conversations, isActive: true, isDisabled: false, endedDisabled: false });
  }

  #setRenewal(packageId: string, isDisabled: boolean): QuotaAnomalyCode | undefined {
    const item = this.packages.get(packageId);
    if (!item?.isActive) return "package-not-active";
    item.isDisabled = isDisabled;
    return undefined;
  }

  /** The charge for a month, which has an effect if it is the running one, succeeded or failed. */
  #settle(packageId: string, isCharged: boolean, isForNow: boolean): QuotaAnomalyCode | undefined {
    const item = this.packages.get(packageId);
    if (item === undefined || !(item.isActive || isCharged)) return "package-not-active";
    if (!isForNow) return "stale-renewal";
    // Who disabled a package and was charged for it gets this month. It is still disabled, so it ends with the month.
    const isHonoured = !item.isActive && item.endedDisabled;
    item.isActive = isCharged;
    item.endedDisabled = false;
    return isHonoured ? "renewed-while-disabled" : undefined;
  }

  #count(conversationId: string, isDerived: boolean, at: number, id: string): void {
    const hadEvent = this.#counted.get(conversationId);
    this.#counted.set(conversationId, hadEvent === true || !isDerived);
    if (hadEvent !== undefined) {
      if (hadEvent && !isDerived) this.duplicatesIgnored++;
      return;
    }
    if (this.subscription === null) {
      this.uncovered++;
      return;
    }
    this.used++;
    this.#enter(at, "ChatbotConversationCounted", id, { conversationId });
  }

  /** Adds up what plan and packages give. */
  #reckon(): void {
    const { subscription } = this;
    const active = [...this.packages.values()].filter(({ isActive }) => isActive);
    this.packagesTotal = sumOf(active);
    this.renewingTotal = sumOf(active.filter(({ isDisabled }) => !isDisabled));
    this.limit =
      subscription === null ? 0 : Math.min(subscription.terms.cap, subscription.terms.included + this.packagesTotal);
  }

  /** Writes a line of the statement, and fires the thresholds that the change passes. */
  #enter(
    at: number,
    what: string,
    eventId: string,
    detail: Pick<Entry, "plan" | "packageId" | "conversationId">,
  ): void {
    const { limit, used } = this;
    this.#isTouched = true;
    this.#entries.push({ at, what, eventId, ...detail, limit, used });
    for (const pct of this.#rules.thresholds) {
      if (limit === 0 || used * 100 < pct * limit) this.#reached.delete(pct);
      else if (!this.#reached.has(pct)) {
        this.#reached.add(pct);
        this.#fired.push({ pct, at });
      }
    }
  }

  #clearMonth(): void {
    this.used = 0;
    this.#entries = [];
    this.#fired = [];
    this.#reached = new Set();
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

function sumOf(packages: readonly QuotaPackage[]): number {
  return packages.reduce((sum, { conversations }) => sum + conversations, 0);
}
