import { describeValue } from "../../domain/event-error.ts";
import { formatInstant, type InstantInput, toEpochMs } from "../../domain/instant.ts";
import { type LogInput, partsOf } from "../../domain/log-input.ts";
import { oneOf } from "../../domain/one-of.ts";
import { UsageError } from "../../domain/usage-error.ts";
import { type Judge, toJudge } from "../classification/judge.ts";
import type { RuleOptions } from "../classification/rule-options.ts";
import type { RuleSet } from "../classification/rule-set.ts";
import {
  AccountQuota,
  type FiredThreshold,
  type LedgerLine,
  type QuotaAnomaly,
  type QuotaMonth,
  type QuotaRules,
} from "./account-quota.ts";
import { AccountFacts, type BillingFact, billingFacts } from "./billing-fact.ts";
import { type Catalogue, parseCatalogue, smartsuppCatalogue } from "./catalogue.ts";
import { PERIOD_KINDS, type Period, type PeriodKind } from "./periods.ts";

/** What happens to a new conversation at the limit: it is refused, or it is allowed and billed as overage. */
export const QUOTA_MODES = ["hard", "soft"] as const;

/** One of {@link QUOTA_MODES}. */
export type QuotaMode = (typeof QUOTA_MODES)[number];

/** How a quota is reckoned. */
export interface QuotaOptions {
  /** The time to look at; events after it are not seen. */
  readonly asOf: InstantInput;
  /** Default `calendar-month`. */
  readonly period?: PeriodKind | undefined;
  /** Default `hard`. */
  readonly mode?: QuotaMode | undefined;
  /** Percentages of the limit that are worth a warning; whole numbers from 1. Default 75, 90 and 100. */
  readonly thresholds?: readonly number[] | undefined;
  /** Default: the vendor's plans. */
  readonly catalogue?: Catalogue | undefined;
  /** Needed when the events are of several accounts. */
  readonly accountId?: string | undefined;
  /** The rules by which a conversation's first interaction counts it. */
  readonly ruleSet?: RuleSet | undefined;
  readonly ruleOptions?: RuleOptions | undefined;
}

/** Why a new conversation may start or not. */
export type QuotaReason = "within-limit" | "limit-reached" | "overage" | "no-plan";

/** An account's quota at an instant. */
export interface QuotaView {
  readonly status: "active" | "none";
  readonly plan: string | null;
  /** The running month; `null` without a plan. */
  readonly period: { readonly index: number; readonly start: string; readonly end: string } | null;
  /** Conversations that the plan gives, and the active packages. */
  readonly included: number;
  readonly packagesTotal: number;
  readonly cap: number;
  /** The smaller of cap and included + packages; `unusable` is what the cap cuts off. */
  readonly limit: number;
  readonly unusable: number;
  readonly used: number;
  readonly remaining: number;
  readonly overage: number;
  /** May a conversation that was not counted before start now? */
  readonly decision: "allow" | "deny";
  readonly reason: QuotaReason;
  /** The limit of the next month, as things stand. */
  readonly nextLimit: number;
  /** When the limit will be used up at the month's pace so far; `null` if not within the month. */
  readonly exhaustsAt: string | null;
  /** Distinct count events beyond the first of their conversation. */
  readonly duplicatesIgnored: number;
  /** Conversations outside of every subscription; they never count. */
  readonly uncovered: number;
  /** The thresholds that fired in the running month, oldest first. */
  readonly thresholds: readonly FiredThreshold[];
  /** Facts that contradict the state, in the order of their events. */
  readonly anomalies: readonly QuotaAnomaly[];
  /** What was used in the months of `history` that are of the latest subscription, by index. */
  readonly usedByPeriod: Readonly<Record<number, number>>;
  /** The months of all subscriptions in which something was used or the balance changed, oldest first. */
  readonly history: readonly QuotaMonth[];
  /** The statement of the running month: every change of its balance, by which event, with limit and use after it. */
  readonly ledger: readonly LedgerLine[];
}

/**
 * An account's quota as of an instant: the limit, what is used and left, and why.
 *
 * A function of the set of events up to `asOf`: neither their order nor their repetition matters, and nothing reads the
 * clock. A conversation is counted by its first interaction, or by a `ChatbotConversationCounted` of its own, whichever
 * came first, and once in its account's life.
 *
 * @throws UsageError `several-accounts` if the events are of more than one account and no `accountId` is given;
 * `invalid-instant`, `invalid-option`, `invalid-catalogue`, `unknown-time-zone`.
 * @see docs/quota.md
 */
export function quotaView(log: LogInput, options: QuotaOptions): QuotaView {
  const question = toQuotaQuestion(options);
  return viewOf(foldQuota(factsOfOne(log, question).facts, question), question);
}

/** The options of a quota, read and checked. */
export interface QuotaQuestion extends QuotaRules {
  readonly asOf: number;
  readonly mode: QuotaMode;
  readonly judge: Judge;
  readonly accountId: string | undefined;
}

/** Reads the options of a quota. */
export function toQuotaQuestion(options: QuotaOptions): QuotaQuestion {
  const { period = "calendar-month", mode = "hard", thresholds = [75, 90, 100], catalogue, accountId } = options;
  const asOf = toEpochMs(options.asOf, "asOf");
  for (const pct of thresholds) {
    if (Number.isSafeInteger(pct) && pct >= 1) continue;
    throw new UsageError("invalid-option", `thresholds: expected whole percentages from 1, got ${describeValue(pct)}.`);
  }
  return {
    asOf,
    period: oneOf(PERIOD_KINDS, period, "period"),
    mode: oneOf(QUOTA_MODES, mode, "mode"),
    thresholds: [...new Set(thresholds)].sort((a, b) => a - b),
    catalogue: catalogue === undefined ? smartsuppCatalogue : parseCatalogue(catalogue),
    judge: toJudge({ asOf, ruleSet: options.ruleSet, ruleOptions: options.ruleOptions }),
    accountId,
  };
}

/** The facts of the account that is meant, and which it is; `null` if there are no events. */
export function factsOfOne(
  log: LogInput,
  { judge, accountId }: QuotaQuestion,
): { readonly accountId: string | null; readonly facts: readonly BillingFact[] } {
  const accounts = [...billingFacts(partsOf(log), judge, accountId)];
  if (accounts.length > 1) throw severalAccounts(accounts.map(([account]) => account));
  const [account, facts] = accounts[0] ?? [null, new AccountFacts()];
  return { accountId: account, facts: facts.inOrder };
}

/** What is wrong with events of more than one account. */
export function severalAccounts(accountIds: readonly string[]): UsageError {
  const names = accountIds.slice(0, 5).map((name) => JSON.stringify(name));
  return new UsageError("several-accounts", `A quota is of one account; these are events of ${names.join(", ")}.`);
}

/** Folds an account's facts, in order, up to the time to look at. */
export function foldQuota(facts: readonly BillingFact[], question: QuotaQuestion): AccountQuota {
  const quota = new AccountQuota(question);
  for (const fact of facts) {
    if (fact.at > question.asOf) break;
    quota.take(fact);
  }
  quota.advanceTo(question.asOf);
  return quota;
}

/** What people see of a folded quota. */
export function viewOf(quota: AccountQuota, { asOf, mode }: QuotaQuestion): QuotaView {
  const { subscription, limit, used, packagesTotal, history } = quota;
  const { included, cap } = subscription?.terms ?? { included: 0, cap: 0 };
  const period = subscription?.period ?? null;
  const reason =
    subscription === null ? "no-plan" : used < limit ? "within-limit" : mode === "soft" ? "overage" : "limit-reached";
  const latest = history.filter(({ subscribedAt }) => subscribedAt === quota.latest?.subscribedAt);
  return {
    status: subscription === null ? "none" : "active",
    plan: subscription?.plan ?? null,
    period:
      period === null
        ? null
        : { index: period.index, start: formatInstant(period.start), end: formatInstant(period.end) },
    included,
    packagesTotal,
    cap,
    limit,
    unusable: included + packagesTotal - limit,
    used,
    remaining: Math.max(0, limit - used),
    overage: Math.max(0, used - limit),
    decision: reason === "within-limit" || reason === "overage" ? "allow" : "deny",
    reason,
    nextLimit: quota.nextLimit,
    exhaustsAt: period === null ? null : exhaustion(limit, used, asOf, period),
    duplicatesIgnored: quota.duplicatesIgnored,
    uncovered: quota.uncovered,
    thresholds: quota.fired,
    anomalies: [...quota.anomalies],
    usedByPeriod: Object.fromEntries(latest.map((month) => [month.index, month.used])),
    history: [...history],
    ledger: quota.ledger,
  };
}

function exhaustion(limit: number, used: number, asOf: number, { start, end }: Period): string | null {
  if (limit === 0) return null;
  if (used >= limit) return formatInstant(asOf);
  const elapsed = asOf - start;
  if (used === 0 || elapsed === 0) return null;
  // Exact for any catalogue: the product can pass what a double holds.
  const left = (BigInt(limit - used) * BigInt(elapsed)) / BigInt(used);
  const at = BigInt(asOf) + left;
  return at < BigInt(end) ? formatInstant(Number(at)) : null;
}
