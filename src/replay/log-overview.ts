import type { InstantInput } from "../domain/instant.ts";
import { billingFacts } from "../policies/quota/billing-fact.ts";
import type { QuotaOptions } from "../policies/quota/quota-view.ts";
import type { LogSummary } from "../projections/log-summary.ts";
import { dashboardsOf, type QuotaDashboard } from "../projections/quota-dashboard/quota-dashboard.ts";
import type { StatisticsOptions } from "../projections/statistics/statistics-options.ts";
import { summarizeConversations } from "../projections/summarize-log.ts";
import type { Anomaly } from "./anomaly.ts";
import { checkCount, type LogReadingOptions } from "./log-reading.ts";
import { namesOf } from "./open-log.ts";
import { replay } from "./replay.ts";
import { type OverviewQuestion, quotaQuestionIn, scanOverview } from "./scan/scan-overview.ts";

/** What logs say at a glance, and what was odd in them: what `chatledger replay` prints. */
export interface LogOverview {
  /** As `summarizeLog` says. */
  readonly summary: LogSummary;
  /** By account, as `quotaDashboard` says; also of those without a plan. */
  readonly dashboards: readonly QuotaDashboard[];
  /** In the order of the files and lines, ids that came again included. */
  readonly anomalies: readonly Anomaly[];
  /** Lines that were not blank. */
  readonly lines: number;
  /** Lines that held a valid billing event, duplicates included. */
  readonly billingEvents: number;
  /** The first and the last instant of the valid events: epoch milliseconds; `null` without any. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** What to sum up, how to judge and how to reckon. */
export interface LogOverviewOptions extends StatisticsOptions, Omit<QuotaOptions, "asOf"> {
  /** The time to judge at and to look at the quotas; events after it are not seen. Default: the last instant of the logs. */
  readonly asOf?: InstantInput | undefined;
}

/**
 * What logs say at a glance: their summary, as `summarizeLog` gives it, and the quotas of their accounts. Long logs are
 * scanned by all cores, in a fraction of the time and memory that a replay takes; where a scan cannot answer they are replayed. Logs
 * in which ids came again are scanned twice, and `onProgress` begins anew then.
 *
 * @throws SourceError and LogError as `replay` does, UsageError as `summarizeLog` and `quotaDashboard` do, and `invalid-option` if
 * `threads` is no whole number from 1.
 * @see docs/replay.md#long-logs
 */
export async function logOverview(
  logs: string | readonly string[],
  options: LogOverviewOptions = {},
  reading: LogReadingOptions = {},
): Promise<LogOverview> {
  checkCount("threads", reading.threads);
  const { period, mode, thresholds, catalogue, ...statistics } = options;
  const quota = { period, mode, thresholds, catalogue, accountId: options.accountId };
  return overviewOfLogs(
    namesOf(logs),
    (lastAt) => {
      // Logs without an event have no last instant, and nothing to judge.
      const asOf = options.asOf ?? lastAt ?? 0;
      return { statistics: { ...statistics, asOf }, quota: { ...quota, asOf } };
    },
    reading,
  );
}

/** {@link logOverview} of a question that is told the last instant of the logs, once it is known. */
export async function overviewOfLogs(
  names: readonly string[],
  questionOnceRead: (lastAt: number | null) => OverviewQuestion,
  { strict, hideText = false, threads, onProgress, signal }: LogReadingOptions,
): Promise<LogOverview> {
  const scan = { hideText, threads, onProgress, signal };
  // To stop at the first error, lines must be read one after the other.
  const scanned = strict === true ? undefined : await scanOverview(names, questionOnceRead, scan);
  if (scanned !== undefined) return scanned;
  const log = await replay(names, { strict, hideText, onProgress, signal });
  const { anomalies, lines, billingEvents, firstAt, lastAt } = log;
  const question = questionOnceRead(lastAt);
  const quota = quotaQuestionIn(question);
  return {
    summary: summarizeConversations(log.unsorted(), question.statistics),
    dashboards: dashboardsOf(billingFacts(log, quota.judge, quota.accountId), quota),
    anomalies,
    lines,
    billingEvents,
    firstAt,
    lastAt,
  };
}
