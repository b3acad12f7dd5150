import { billingFacts } from "../policies/quota/billing-fact.ts";
import { type QuotaOptions, type QuotaQuestion, toQuotaQuestion } from "../policies/quota/quota-view.ts";
import { dashboardsOf, type QuotaDashboard } from "../projections/quota-dashboard/quota-dashboard.ts";
import type { Anomaly } from "./anomaly.ts";
import { checkCount, type LogReadingOptions } from "./log-reading.ts";
import { namesOf } from "./open-log.ts";
import { replay } from "./replay.ts";
import { type ScannedQuota, scanQuota } from "./scan/scan-quota.ts";

/** The quotas of the accounts in logs, and what was odd in the logs. */
export interface LogQuota {
  /** By account. */
  readonly dashboards: readonly QuotaDashboard[];
  /** In the order of the files and lines. Duplicates are not looked for, since they change no quota. */
  readonly anomalies: readonly Anomaly[];
}

/**
 * The quotas of the accounts in logs: what `quotaDashboard` gives for their events. Long logs are scanned by all cores, in a
 * fraction of the time and memory that a replay takes; where a scan cannot answer they are replayed.
 *
 * @throws SourceError and LogError as `replay` does, UsageError as `quotaDashboard` does, and `invalid-option` if `threads` is no
 * whole number from 1.
 * @see docs/replay.md#long-logs
 */
export async function logQuota(
  logs: string | readonly string[],
  options: QuotaOptions,
  reading: LogReadingOptions = {},
): Promise<LogQuota> {
  checkCount("threads", reading.threads);
  const question = toQuotaQuestion(options);
  const { facts, anomalies } = await quotaFactsOfLogs(namesOf(logs), question, reading);
  return { dashboards: dashboardsOf(facts, question), anomalies };
}

/** What {@link logQuota} is reckoned from. */
export async function quotaFactsOfLogs(
  names: readonly string[],
  question: QuotaQuestion,
  { strict, hideText = false, threads, onProgress, signal }: LogReadingOptions,
): Promise<ScannedQuota> {
  const scan = { hideText, threads, onProgress, signal };
  // To stop at the first error, lines must be read one after the other.
  const scanned = strict === true ? undefined : await scanQuota(names, question, scan);
  if (scanned !== undefined) return scanned;
  const log = await replay(names, { findDuplicates: false, strict, hideText, onProgress, signal });
  return { facts: billingFacts(log, question.judge, question.accountId), anomalies: log.anomalies };
}
