import { isConversationEvent } from "../../domain/conversation-event.ts";
import { LATEST } from "../../domain/instant.ts";
import { factsByAccount, planOfCounts } from "../../policies/quota/billing-fact.ts";
import { type QuotaOptions, type QuotaQuestion, toQuotaQuestion } from "../../policies/quota/quota-view.ts";
import type { LogSummary } from "../../projections/log-summary.ts";
import { plannedSummary } from "../../projections/planned-summary.ts";
import { dashboardsOf, type QuotaDashboard } from "../../projections/quota-dashboard/quota-dashboard.ts";
import { planOfStatistics } from "../../projections/statistics/planned-statistics.ts";
import {
  type StatisticsOptions,
  type StatisticsQuestion,
  toQuestion,
} from "../../projections/statistics/statistics-options.ts";
import type { Replay } from "../replay.ts";
import { accountNamesOf } from "./account-names.ts";
import { PlanVerdicts } from "./plan-verdicts.ts";
import { type ScanForOptions, type ScannedFor, scanFor } from "./scan-for.ts";
import { countsIn } from "./scan-quota.ts";

/** What an overview is of. */
export interface OverviewQuestion {
  readonly statistics: StatisticsOptions;
  /** Reckoned as of the same time, and by the rules of the statistics. */
  readonly quota: Omit<QuotaOptions, "ruleSet" | "ruleOptions">;
}

/** The quotas that an overview shows. */
export function quotaQuestionIn({ statistics, quota }: OverviewQuestion): QuotaQuestion {
  return { ...toQuotaQuestion(quota), judge: toQuestion(statistics).judge };
}

/** What logs say at a glance, and what was odd in them. */
export interface ScannedOverview extends Pick<Replay, "anomalies" | "lines" | "billingEvents" | "firstAt" | "lastAt"> {
  readonly summary: LogSummary;
  readonly dashboards: readonly QuotaDashboard[];
}

/**
 * The summary and the quotas of logs by way of one plan, and the ids that came again: the same as those of a replay. `undefined`
 * where a replay must answer, see {@link scanFor}.
 *
 * @param questionOnceRead the question, told the last instant of the logs, which is the time to judge at unless one is named.
 * @throws what `scanFor`, `summarizeLog` and `quotaDashboard` throw.
 */
export async function scanOverview(
  names: readonly string[],
  questionOnceRead: (lastAt: number | null) => OverviewQuestion,
  reading: ScanForOptions,
): Promise<ScannedOverview | undefined> {
  // Where no time is named, nothing is hidden.
  const { statistics: asked } = questionOnceRead(LATEST);
  const { judge, unit, bot } = toQuestion(asked);
  // Rules by which counts have no plan may still have one of statistics.
  const plan = planOfCounts(judge.rules) === undefined ? undefined : planOfStatistics(asked, ["firstInteraction"]);
  const besides = { bot, visitor: unit === "visitors", idOf: "firstInteraction", firstEvent: true } as const;
  const all = { countsEvents: true, findsDuplicates: true, keepsBilling: true, needsNames: true };
  const needs = plan === undefined ? undefined : { plan, ...besides, ...all, asOf: judge.asOf };
  const scanned = await scanFor(needs, names, reading);
  if (plan === undefined || scanned === undefined) return undefined;
  const { table, anomalies, billing, lines, firstAt, lastAt } = scanned;
  const question = questionOnceRead(lastAt);
  const quota = quotaQuestionIn(question);
  const accounts = accountNamesOf(table);
  const { forEach } = new PlanVerdicts(table, plan, quota.judge);
  const events = distinctEventsIn(scanned, accounts, toQuestion(question.statistics));
  const facts = factsByAccount(billing, countsIn(table, quota.asOf), quota.accountId);
  return {
    summary: plannedSummary({ accounts, forEach }, events, question.statistics),
    dashboards: dashboardsOf(facts, quota),
    anomalies,
    lines,
    billingEvents: billing.length,
    firstAt,
    lastAt,
  };
}

/** How many distinct events of conversations are seen, of the account that is asked for if one is. */
function distinctEventsIn(
  { table, repeated }: ScannedFor,
  accounts: readonly string[],
  { judge, accountId }: StatisticsQuestion,
): number {
  const isAsked = (account: string) => accountId === undefined || account === accountId;
  const taken = accounts.map((name, account) => (isAsked(name) ? table.eventsOf(account) : 0));
  const again = repeated.filter(({ accountId: account, content }) => {
    return isAsked(account) && isConversationEvent(content) && content.at <= judge.asOf;
  });
  return taken.reduce((sum, count) => sum + count, 0) - again.length;
}
