/**
 * A second, deliberately naive reckoning of an account's quota: the published rules one by one, month after month, on a
 * card like one that a clerk would keep, in UTC. It shares no code with the library, so where the two differ one has a bug.
 */
import type {
  BillingEvent,
  Catalogue,
  PeriodKind,
  QuotaAnomalyCode,
  QuotaMode,
  QuotaRequest,
  QuotaView,
} from "chatledger";
import { compareBytes } from "./oracle.ts";

/** How a quota is reckoned. */
export interface ClerkOptions {
  readonly catalogue: Catalogue;
  readonly period: PeriodKind;
  readonly mode: QuotaMode;
  readonly thresholds: readonly number[];
}

interface PackageOnCard {
  readonly packageId: string;
  readonly size: number;
  readonly isActive: boolean;
  readonly isDisabled: boolean;
  readonly endedBecauseDisabled: boolean;
}

/** A subscription as it runs. */
interface PlanOnCard {
  readonly plan: string;
  readonly next: string | null;
  readonly isCancelled: boolean;
  readonly subscribedAt: number;
  readonly month: number;
}

/** All that is known of an account at one time. */
export interface Card {
  readonly plan: PlanOnCard | null;
  readonly packages: readonly PackageOnCard[];
  /** Every conversation that ever was counted. */
  readonly counted: readonly string[];
  readonly used: number;
  readonly uncovered: number;
  readonly duplicates: number;
  readonly anomalies: QuotaView["anomalies"];
  readonly ledger: QuotaView["ledger"];
  readonly reached: readonly number[];
  readonly fired: QuotaView["thresholds"];
  /** The months that are over and had a change. */
  readonly months: QuotaView["history"];
  readonly latestSubscription: number | null;
}

/** The card of an account of which nothing is known. */
export const BLANK_CARD: Card = {
  plan: null,
  packages: [],
  counted: [],
  used: 0,
  uncovered: 0,
  duplicates: 0,
  anomalies: [],
  ledger: [],
  reached: [],
  fired: [],
  months: [],
  latestSubscription: null,
};

/** Keeps the card of an account: its events up to a time, in any order and however often each came. */
export function keepCard(events: readonly BillingEvent[], asOf: number, options: ClerkOptions): Card {
  const seen = inBillingOrder(events).filter((event) => instantOf(event) <= asOf);
  const card = seen.reduce((kept, event) => enterNext(kept, event, options), BLANK_CARD);
  return turnPages(card, asOf, options);
}

/** The card after one more event, which is not before what the card knows. */
export function enterNext(card: Card, event: BillingEvent, options: ClerkOptions): Card {
  return enter(turnPages(card, instantOf(event), options), event, options);
}

/** What the card shows at a time. */
export function readCard(card: Card, asOf: number, options: ClerkOptions): QuotaView {
  const { plan, used } = card;
  const terms = plan === null ? undefined : options.catalogue[plan.plan];
  const included = terms?.included ?? 0;
  const cap = terms?.cap ?? 0;
  const packagesTotal = totalOf(card, ({ isActive }) => isActive);
  const limit = limitOf(card, options);
  const isFull = used >= limit;
  const reason =
    plan === null ? "no-plan" : !isFull ? "within-limit" : options.mode === "soft" ? "overage" : "limit-reached";
  const history = isTouched(card) ? [...card.months, ...pageOf(card, options)] : card.months;
  const subscribedAt = card.latestSubscription === null ? null : print(card.latestSubscription);
  const ofLatest = history.filter((month) => month.subscribedAt === subscribedAt);
  return {
    status: plan === null ? "none" : "active",
    plan: plan?.plan ?? null,
    period:
      plan === null
        ? null
        : { index: plan.month, start: print(startOf(plan, options)), end: print(endOf(plan, options)) },
    included,
    packagesTotal,
    cap,
    limit,
    unusable: included + packagesTotal - limit,
    used,
    remaining: limit > used ? limit - used : 0,
    overage: used > limit ? used - limit : 0,
    decision: reason === "within-limit" || reason === "overage" ? "allow" : "deny",
    reason,
    nextLimit: nextLimitOf(card, options),
    exhaustsAt: plan === null ? null : exhaustionOf(limit, used, asOf, startOf(plan, options), endOf(plan, options)),
    duplicatesIgnored: card.duplicates,
    uncovered: card.uncovered,
    thresholds: card.fired,
    anomalies: card.anomalies,
    usedByPeriod: Object.fromEntries(ofLatest.map((month) => [month.index, month.used])),
    history,
    ledger: card.ledger,
  };
}

/** The month that runs at a time; without a plan that of the calendar. */
export function monthOf(
  { plan }: Card,
  at: number,
  options: ClerkOptions,
): { readonly start: number; readonly end: number } {
  if (plan !== null) return { start: startOf(plan, options), end: endOf(plan, options) };
  const [year, month] = [new Date(at).getUTCFullYear(), new Date(at).getUTCMonth()];
  return { start: Date.UTC(year, month, 1), end: Date.UTC(year, month + 1, 1) };
}

/** What the clerk answers: nothing to write, something to write, or why not. */
export type ClerkAnswer = "nothing" | "written" | { readonly reason: string; readonly maxPurchasable?: number };

/** Decides about a command by what the card says. */
export function answer(card: Card, command: QuotaRequest, { catalogue, mode, ...rest }: ClerkOptions): ClerkAnswer {
  const target = command.type === "ChangePlan" ? catalogue[command.plan] : undefined;
  if (command.type === "ChangePlan" && target === undefined) return { reason: "unknown-plan" };
  const { plan, packages } = card;
  const terms = plan === null ? undefined : catalogue[plan.plan];
  if (plan === null || terms === undefined) return { reason: "no-plan" };
  const renewing = totalOf(card, ({ isActive, isDisabled }) => isActive && !isDisabled);
  if (command.type === "CancelPlan") return plan.isCancelled ? "nothing" : "written";
  if (command.type === "ReactivatePlan") return plan.isCancelled ? "written" : { reason: "not-cancelled" };
  if (command.type === "StartChatbotConversation") {
    if (card.counted.includes(command.conversationId)) return "nothing";
    const isFull = card.used >= limitOf(card, { catalogue, mode, ...rest });
    return isFull && mode === "hard" ? { reason: "limit-reached" } : "written";
  }
  if (command.type === "ChangePlan") {
    if (target === undefined || command.plan === plan.plan) return plan.next === null ? "nothing" : "written";
    if (target.rank > terms.rank || target.included + renewing <= target.cap) return "written";
    return { reason: "packages-exceed-cap" };
  }
  const known = packages.find(({ packageId }) => packageId === command.packageId);
  if (command.type === "PurchasePackage") {
    if (command.conversations < 1) return { reason: "invalid-size" };
    if (known !== undefined) return known.isActive ? "nothing" : { reason: "package-not-active" };
    const lower = plan.next === null ? undefined : catalogue[plan.next];
    const now = terms.cap - terms.included - totalOf(card, ({ isActive }) => isActive);
    const later = lower === undefined ? now : lower.cap - lower.included - renewing;
    const room = Math.max(0, Math.min(now, later));
    return command.conversations <= room ? "written" : { reason: "cap-exceeded", maxPurchasable: room };
  }
  if (known === undefined || !known.isActive) return { reason: "package-not-active" };
  return known.isDisabled === (command.type === "DisablePackageRenewal") ? "nothing" : "written";
}

/** Turns the page at every end of a month up to a time, one after the other. */
export function turnPages(card: Card, at: number, options: ClerkOptions): Card {
  if (card.plan === null || at < endOf(card.plan, options)) return card;
  return turnPages(turnPage(card, card.plan, options), at, options);
}

function turnPage(card: Card, plan: PlanOnCard, options: ClerkOptions): Card {
  const blankPage = { used: 0, ledger: [], reached: [], fired: [] };
  const months = isTouched(card) ? [...card.months, ...pageOf(card, options)] : card.months;
  const packages = card.packages.map((item) => {
    if (!item.isActive || !(item.isDisabled || plan.isCancelled)) return item;
    return { ...item, isActive: false, endedBecauseDisabled: item.isDisabled };
  });
  if (plan.isCancelled) return { ...card, ...blankPage, months, packages, plan: null };
  const next = { ...plan, plan: plan.next ?? plan.plan, next: null, month: plan.month + 1 };
  const turned = { ...card, ...blankPage, months, packages, plan: next };
  const line = { at: print(startOf(next, options)), what: "PeriodStarted", eventId: null, plan: next.plan };
  return { ...turned, ledger: [{ ...line, limit: limitOf(turned, options), used: 0 }] };
}

/** Enters one event, which happens in the month that runs. */
function enter(card: Card, event: BillingEvent, options: ClerkOptions): Card {
  if (event.type === "ChatbotConversationCounted") return enterCount(card, event, options);
  const { card: changed, anomaly } = effectOf(card, event, options);
  const anomalies = anomaly === undefined ? card.anomalies : [...card.anomalies, { code: anomaly, eventId: event.id }];
  const entered = { ...changed, anomalies };
  const limit = limitOf(entered, options);
  const plan = entered.plan?.plan;
  if (plan === undefined || (limit === limitOf(card, options) && plan === card.plan?.plan)) return entered;
  const of = "packageId" in event ? { packageId: event.packageId } : { plan };
  return checkThresholds(addLine(entered, event, of, options), event, options);
}

function enterCount(
  card: Card,
  event: Extract<BillingEvent, { type: "ChatbotConversationCounted" }>,
  options: ClerkOptions,
): Card {
  const { conversationId } = event;
  if (card.counted.includes(conversationId)) return { ...card, duplicates: card.duplicates + 1 };
  const counted = [...card.counted, conversationId];
  if (card.plan === null) return { ...card, counted, uncovered: card.uncovered + 1 };
  const used = { ...card, counted, used: card.used + 1 };
  return checkThresholds(addLine(used, event, { conversationId }, options), event, options);
}

interface Effect {
  readonly card: Card;
  readonly anomaly?: QuotaAnomalyCode;
}

function effectOf(
  card: Card,
  event: Exclude<BillingEvent, { type: "ChatbotConversationCounted" }>,
  options: ClerkOptions,
): Effect {
  const { plan } = card;
  const { catalogue } = options;
  if (event.type === "PlanSubscribed") {
    if (catalogue[event.plan] === undefined) return { card, anomaly: "unknown-plan" };
    if (plan !== null) return { card, anomaly: "already-subscribed" };
    const subscribedAt = instantOf(event);
    const begun = { plan: event.plan, next: null, isCancelled: false, subscribedAt, month: 0 };
    return { card: { ...card, plan: begun, latestSubscription: subscribedAt } };
  }
  if (plan === null) return { card, anomaly: "no-plan" };
  const withPlan = (change: Partial<PlanOnCard>): Effect => ({ card: { ...card, plan: { ...plan, ...change } } });
  if (event.type === "PlanCancelled") return withPlan({ isCancelled: true });
  if (event.type === "PlanReactivated") return withPlan({ isCancelled: false });
  if (event.type === "PlanChanged") {
    const [from, to] = [catalogue[plan.plan], catalogue[event.plan]];
    if (from === undefined || to === undefined) return { card, anomaly: "unknown-plan" };
    if (to.rank > from.rank) return withPlan({ plan: event.plan, next: null });
    return withPlan({ next: to.rank === from.rank ? null : event.plan });
  }
  const { packageId } = event;
  const known = card.packages.find((item) => item.packageId === packageId);
  if (event.type === "PackagePurchased") {
    if (known !== undefined) return { card };
    const bought = {
      packageId,
      size: event.conversations,
      isActive: true,
      isDisabled: false,
      endedBecauseDisabled: false,
    };
    return { card: { ...card, packages: [...card.packages, bought] } };
  }
  if (known === undefined || (!known.isActive && event.type !== "PackageRenewed")) {
    return { card, anomaly: "package-not-active" };
  }
  const withPackage = (change: Partial<PackageOnCard>): Card => ({
    ...card,
    packages: card.packages.map((item) => (item === known ? { ...known, ...change } : item)),
  });
  if (event.type === "PackageRenewalDisabled") return { card: withPackage({ isDisabled: true }) };
  if (event.type === "PackageRenewalEnabled") return { card: withPackage({ isDisabled: false }) };
  if (event.periodStart !== print(startOf(plan, options))) return { card, anomaly: "stale-renewal" };
  if (event.type === "PackageRenewalFailed")
    return { card: withPackage({ isActive: false, endedBecauseDisabled: false }) };
  if (known.isActive) return { card };
  const restored = withPackage({ isActive: true, endedBecauseDisabled: false });
  return known.endedBecauseDisabled ? { card: restored, anomaly: "renewed-while-disabled" } : { card: restored };
}

function addLine(
  card: Card,
  { type: what, id: eventId, occurredAt: at }: BillingEvent,
  of: { readonly conversationId?: string; readonly packageId?: string; readonly plan?: string },
  options: ClerkOptions,
): Card {
  const line = { at, what, eventId, ...of, limit: limitOf(card, options), used: card.used };
  return { ...card, ledger: [...card.ledger, line] };
}

function checkThresholds(card: Card, { occurredAt: at }: BillingEvent, options: ClerkOptions): Card {
  const limit = limitOf(card, options);
  const reached = options.thresholds.filter((pct) => limit > 0 && card.used * 100 >= pct * limit);
  const risen = reached.filter((pct) => !card.reached.includes(pct));
  return { ...card, reached, fired: [...card.fired, ...risen.map((pct) => ({ pct, at }))] };
}

/** Whether the running month has a line of its own. */
function isTouched({ plan, ledger }: Card): boolean {
  return plan !== null && ledger.some(({ what }) => what !== "PeriodStarted");
}

function pageOf(card: Card, options: ClerkOptions): QuotaView["history"] {
  const { plan, used } = card;
  if (plan === null) return [];
  const [start, end] = [print(startOf(plan, options)), print(endOf(plan, options))];
  const subscribedAt = print(plan.subscribedAt);
  return [{ subscribedAt, index: plan.month, start, end, plan: plan.plan, limit: limitOf(card, options), used }];
}

function limitOf(card: Card, { catalogue }: ClerkOptions): number {
  const terms = card.plan === null ? undefined : catalogue[card.plan.plan];
  return terms === undefined ? 0 : Math.min(terms.cap, terms.included + totalOf(card, ({ isActive }) => isActive));
}

function nextLimitOf(card: Card, { catalogue }: ClerkOptions): number {
  const { plan } = card;
  if (plan === null || plan.isCancelled) return 0;
  const terms = catalogue[plan.next ?? plan.plan];
  const renewing = totalOf(card, ({ isActive, isDisabled }) => isActive && !isDisabled);
  return terms === undefined ? 0 : Math.min(terms.cap, terms.included + renewing);
}

function totalOf({ packages }: Card, which: (item: PackageOnCard) => boolean): number {
  return packages.filter(which).reduce((total, { size }) => total + size, 0);
}

function exhaustionOf(limit: number, used: number, asOf: number, start: number, end: number): string | null {
  if (limit === 0) return null;
  if (used >= limit) return print(asOf);
  if (used === 0 || asOf === start) return null;
  const at = asOf + Math.floor(((limit - used) * (asOf - start)) / used);
  return at < end ? print(at) : null;
}

function startOf({ subscribedAt, month }: PlanOnCard, options: ClerkOptions): number {
  return boundary(subscribedAt, month, options);
}

function endOf({ subscribedAt, month }: PlanOnCard, options: ClerkOptions): number {
  return boundary(subscribedAt, month + 1, options);
}

/** When a month begins, in UTC, counted from that of the subscription. */
function boundary(subscribedAt: number, month: number, { period }: ClerkOptions): number {
  const from = new Date(subscribedAt);
  const [year, index] = [from.getUTCFullYear(), from.getUTCMonth() + month];
  if (period === "calendar-month") return Date.UTC(year, index, 1);
  const lastDay = new Date(Date.UTC(year, index + 1, 0)).getUTCDate();
  const timeOfDay = subscribedAt - Date.UTC(year, from.getUTCMonth(), from.getUTCDate());
  return Date.UTC(year, index, Math.min(from.getUTCDate(), lastDay)) + timeOfDay;
}

/** Each event once: by instant, billing before counts, sequence (absent first), id. Ids must be the events' own. */
function inBillingOrder(events: readonly BillingEvent[]): readonly BillingEvent[] {
  const rank = ({ type }: BillingEvent) => (type === "ChatbotConversationCounted" ? 1 : 0);
  const distinct = [...new Map(events.map((event) => [event.id, event])).values()];
  return distinct.sort(
    (a, b) =>
      instantOf(a) - instantOf(b) ||
      rank(a) - rank(b) ||
      (a.sequence ?? -1) - (b.sequence ?? -1) ||
      compareBytes(a.id, b.id),
  );
}

function instantOf({ occurredAt }: BillingEvent): number {
  return Date.parse(occurredAt);
}

function print(at: number): string {
  return new Date(at).toISOString();
}
