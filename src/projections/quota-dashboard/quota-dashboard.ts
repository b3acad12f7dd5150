import { type LogInput, type LogParts, partsOf } from "../../domain/log-input.ts";
import type { AccountQuota } from "../../policies/quota/account-quota.ts";
import { type AccountFacts, billingFacts } from "../../policies/quota/billing-fact.ts";
import { type RenewalDue, renewalsDueIn } from "../../policies/quota/quota-process.ts";
import {
  foldQuota,
  type QuotaOptions,
  type QuotaQuestion,
  type QuotaView,
  toQuotaQuestion,
  viewOf,
} from "../../policies/quota/quota-view.ts";

/** Something that gives an account conversations this month. */
export interface LimitPart {
  readonly of: "plan" | "package";
  /** The plan, or the package. */
  readonly id: string;
  readonly conversations: number;
  /** Whether it gives them next month too, as things stand. */
  readonly renews: boolean;
}

/** A conversation that used a unit this month, and which of its events did. */
export interface UnitUsed {
  readonly conversationId: string;
  readonly eventId: string;
  /** UTC with milliseconds. */
  readonly at: string;
}

/** What an account's quota dashboard shows: the view of the quota, and what it is made of. */
export interface QuotaDashboard extends AccountView {
  /** The time zone of the running subscription, in which its months begin; `null` without a plan. */
  readonly timeZone: string | null;
  /** What adds up to `included + packagesTotal`: the plan first, then the packages as they were bought. */
  readonly parts: readonly LimitPart[];
  /** The plan of the next month; `null` if there will be none. */
  readonly nextPlan: string | null;
  /** Packages that have renewed this month and of whose charge nothing is known. */
  readonly renewalsDue: readonly RenewalDue[];
  /** The conversations of `used`, oldest first. */
  readonly unitsUsed: readonly UnitUsed[];
}

/**
 * The quota dashboards of a log, by account: of every account of which anything has happened by `asOf`, also of one
 * without a plan.
 *
 * @throws UsageError `invalid-instant`, `invalid-option`, `invalid-catalogue`, `unknown-time-zone`.
 * @see docs/quota.md#the-dashboard
 */
export function quotaDashboard(log: LogInput, options: QuotaOptions): readonly QuotaDashboard[] {
  return quotaDashboardOf(partsOf(log), options);
}

/** {@link quotaDashboard} of a log that was taken apart. */
export function quotaDashboardOf(log: LogParts, options: QuotaOptions): readonly QuotaDashboard[] {
  const question = toQuotaQuestion(options);
  return dashboardsOf(billingFacts(log, question.judge, question.accountId), question);
}

/** {@link quotaDashboard} of the facts of each account. */
export function dashboardsOf(
  facts: ReadonlyMap<string, AccountFacts>,
  question: QuotaQuestion,
): readonly QuotaDashboard[] {
  return foldAccounts(facts, question, (accountId, quota) => dashboardOf(accountId, quota, question));
}

/** The view of one account among others. */
export interface AccountView extends QuotaView {
  readonly accountId: string;
}

/** The views of all accounts, without what only a dashboard shows. */
export function accountViewsOf(
  facts: ReadonlyMap<string, AccountFacts>,
  question: QuotaQuestion,
): readonly AccountView[] {
  return foldAccounts(facts, question, (accountId, quota) => ({ accountId, ...viewOf(quota, question) }));
}

/** The view that a dashboard holds. */
export function accountViewIn(dashboard: QuotaDashboard): AccountView {
  const { timeZone: _, parts: __, nextPlan: ___, renewalsDue: ____, unitsUsed: _____, ...view } = dashboard;
  return view;
}

/** Shows each account's quota as soon as it is folded, so that one fold at a time is in memory. */
function foldAccounts<Shown>(
  accounts: ReadonlyMap<string, AccountFacts>,
  question: QuotaQuestion,
  show: (accountId: string, quota: AccountQuota) => Shown,
): readonly Shown[] {
  return [...accounts].flatMap(([accountId, facts]) =>
    facts.firstAt > question.asOf ? [] : [show(accountId, foldQuota(facts.inOrder, question))],
  );
}

/** What people see of an account's folded quota. */
export function dashboardOf(accountId: string, quota: AccountQuota, question: QuotaQuestion): QuotaDashboard {
  const view = viewOf(quota, question);
  return {
    accountId,
    ...view,
    timeZone: quota.subscription?.timeZone ?? null,
    parts: limitPartsOf(quota),
    nextPlan: quota.nextPlan,
    renewalsDue: renewalsDueIn(quota, accountId),
    unitsUsed: view.ledger.flatMap(({ conversationId, eventId, at }) =>
      conversationId === undefined || eventId === null ? [] : [{ conversationId, eventId, at }],
    ),
  };
}

function limitPartsOf({ subscription, packages, nextPlan }: AccountQuota): readonly LimitPart[] {
  if (subscription === null) return [];
  const { plan, terms } = subscription;
  return [
    { of: "plan", id: plan, conversations: terms.included, renews: nextPlan === plan },
    ...[...packages.values()]
      .filter(({ isActive }) => isActive)
      .map(({ packageId, conversations, isDisabled }): LimitPart => {
        return { of: "package", id: packageId, conversations, renews: !isDisabled && nextPlan !== null };
      }),
  ];
}
