import type { BillingEvent, QuotaMode, QuotaView } from "chatledger";

/** An account's quota, and what it was asked of. */
export interface Reckoned {
  readonly events: readonly BillingEvent[];
  readonly asOf: number;
  readonly mode: QuotaMode;
  readonly view: QuotaView;
}

/** Something that the pages claim of every quota. */
export interface QuotaClaim {
  readonly says: string;
  readonly page: string;
  readonly holds: (reckoned: Reckoned) => boolean;
}

/** What the pages claim of an account's quota at any time. */
export const QUOTA_CLAIMS: readonly QuotaClaim[] = [
  {
    says: "The limit is what plan and active packages give, up to the cap; what the cap cuts off is unusable",
    page: "quota.md#what-the-view-says",
    holds: ({ view: { limit, cap, included, packagesTotal, unusable } }) =>
      limit === Math.min(cap, included + packagesTotal) && unusable === included + packagesTotal - limit,
  },
  {
    says: "limit = used + remaining - overage, and there is never both something left and something over",
    page: "quota.md#what-the-view-says",
    holds: ({ view: { limit, used, remaining, overage } }) =>
      limit === used + remaining - overage && remaining >= 0 && overage >= 0 && remaining * overage === 0,
  },
  {
    says: "A new conversation may start while something is left, with the soft limit always, and never without a plan",
    page: "quota.md#may-it-happen",
    holds: ({ view: { decision, reason, remaining, status }, mode }) => {
      const isAllowed = status === "active" && (remaining > 0 || mode === "soft");
      return (decision === "allow") === isAllowed && (reason === "no-plan") === (status === "none");
    },
  },
  {
    says: "Without a plan there is no month, no limit, no use and no statement",
    page: "quota.md#what-the-view-says",
    holds: ({ view: { status, plan, period, limit, used, nextLimit, ledger, thresholds, exhaustsAt } }) => {
      if (status === "active") return plan !== null && period !== null && ledger.length > 0;
      const isNothing = limit === 0 && used === 0 && nextLimit === 0;
      return (
        plan === null && period === null && isNothing && ledger.length + thresholds.length === 0 && exhaustsAt === null
      );
    },
  },
  {
    says: "The month that runs holds the time, from its start on and before its end; the statement ends with limit and use as they stand",
    page: "quota.md#a-month-from-beginning-to-end",
    holds: ({ view: { period, ledger, limit, used, usedByPeriod }, asOf }) => {
      if (period === null) return true;
      const last = ledger.at(-1);
      const isRunning = Date.parse(period.start) <= asOf && asOf < Date.parse(period.end);
      return isRunning && last?.limit === limit && last.used === used && (usedByPeriod[period.index] ?? 0) === used;
    },
  },
  {
    says: "Every count is in a month, uncovered or a duplicate: none is lost and none counts twice",
    page: "quota-decisions.md#months",
    holds: ({ events, asOf, view: { history, uncovered, duplicatesIgnored } }) => {
      const counts = events.filter(
        ({ type, occurredAt }) => type === "ChatbotConversationCounted" && Date.parse(occurredAt) <= asOf,
      );
      const inMonths = history.reduce((total, { used }) => total + used, 0);
      return inMonths + uncovered + duplicatesIgnored === counts.length;
    },
  },
  {
    says: "A threshold that is reached has fired, and the forecast lies in the month",
    page: "quota.md#what-the-view-says",
    holds: ({ view: { thresholds, limit, used, exhaustsAt, period }, asOf }) => {
      const isFired = (pct: number) =>
        limit === 0 || used * 100 < pct * limit || thresholds.some((one) => one.pct === pct);
      const at = exhaustsAt === null ? asOf : Date.parse(exhaustsAt);
      return [75, 100].every(isFired) && at >= asOf && (period === null || at < Date.parse(period.end));
    },
  },
];

/** An account's quota at one time without its last event, and with it. */
interface QuotaChange {
  readonly event: BillingEvent;
  readonly without: QuotaView;
  readonly with: QuotaView;
}

/** Something that the pages claim of one more event. */
export interface QuotaChangeClaim {
  readonly says: string;
  readonly page: string;
  readonly holds: (change: QuotaChange) => boolean;
}

/** What the pages claim of one more event of an account, at its moment. */
export const QUOTA_CHANGE_CLAIMS: readonly QuotaChangeClaim[] = [
  {
    says: "Only a count uses a unit, one at most; it changes neither limit nor plan, and no event gives a unit back",
    page: "quota.md#the-plans",
    holds: ({ event, without, with: after }) => {
      if (event.type !== "ChatbotConversationCounted") return after.used === without.used;
      const isSame =
        after.limit === without.limit && after.plan === without.plan && after.nextLimit === without.nextLimit;
      return isSame && (after.used === without.used || after.used === without.used + 1);
    },
  },
  {
    says: "A purchase and a larger plan never lower the limit",
    page: "quota-decisions.md#plans-and-packages",
    holds: ({ event, without, with: after }) => {
      const isMore = event.type === "PackagePurchased" || (event.type === "PlanChanged" && event.plan === "large");
      return !isMore || after.limit >= without.limit;
    },
  },
  {
    says: "Cancelling, disabling, taking either back and a smaller plan leave the month that runs as it is",
    page: "quota-decisions.md#plans-and-packages",
    holds: ({ event, without, with: after }) =>
      !isForNextMonth(event) || print(runningOf(after)) === print(runningOf(without)),
  },
  {
    says: "Cancelling leaves nothing for the next month, and disabling never more than before",
    page: "quota-decisions.md#plans-and-packages",
    holds: ({ event, without, with: after }) => {
      if (event.type === "PlanCancelled") return after.nextLimit === 0;
      return event.type !== "PackageRenewalDisabled" || after.nextLimit <= without.nextLimit;
    },
  },
  {
    says: "An event that contradicts has no effect, save a charge for a disabled package, which is honoured",
    page: "quota.md#events-that-contradict",
    holds: ({ without, with: after }) => {
      const [code, ...more] = after.anomalies.slice(without.anomalies.length).map((anomaly) => anomaly.code);
      if (code === undefined || code === "renewed-while-disabled") return more.length === 0;
      return more.length === 0 && print({ ...after, anomalies: [] }) === print({ ...without, anomalies: [] });
    },
  },
];

function isForNextMonth(event: BillingEvent): boolean {
  switch (event.type) {
    case "PlanCancelled":
    case "PlanReactivated":
    case "PackageRenewalDisabled":
    case "PackageRenewalEnabled":
      return true;
    case "PlanChanged":
      return event.plan === "small";
    default:
      return false;
  }
}

/** What a view says of the month that runs. */
function runningOf({ nextLimit, anomalies, ...running }: QuotaView) {
  return running;
}

const print = JSON.stringify;
