import { LATEST } from "../../domain/instant.ts";
import {
  type PlannedConversation,
  plannedStatistics,
  planOfStatistics,
} from "../../projections/statistics/planned-statistics.ts";
import { type StatisticsOptions, toQuestion } from "../../projections/statistics/statistics-options.ts";
import type { Table } from "../../projections/statistics/table.ts";
import type { Anomaly } from "../anomaly.ts";
import { accountNamesOf } from "./account-names.ts";
import { PlanVerdicts } from "./plan-verdicts.ts";
import { type ScanForOptions, scanFor } from "./scan-for.ts";

/** Statistics of logs, and what was odd in them. */
export interface ScannedStatistics<View> {
  readonly statistics: View;
  readonly anomalies: readonly Anomaly[];
}

/**
 * The chatbot statistics of logs by way of a plan: the same as those of a replay, several times as fast. `undefined` where a
 * replay must answer, see {@link scanFor}.
 *
 * @param optionsOnceRead the options, told the last instant of the logs, which is the time to judge at unless one is named.
 * @param toTable of which table of the statistics.
 * @throws what `scanFor` and `chatbotStatistics` throw.
 */
export async function scanStatistics<View>(
  names: readonly string[],
  optionsOnceRead: (lastAt: number | null) => StatisticsOptions,
  toTable: (options: StatisticsOptions) => Table<View>,
  reading: ScanForOptions,
): Promise<ScannedStatistics<View> | undefined> {
  // Where no time is named, nothing is hidden.
  const asked = optionsOnceRead(LATEST);
  const plan = planOfStatistics(asked);
  const { judge, unit, bot } = toQuestion(asked);
  const ofVisitors = unit === "visitors" ? ({ visitor: true, needsNames: true } as const) : {};
  const needs = plan === undefined ? undefined : { plan, bot, ...ofVisitors, asOf: judge.asOf };
  const scanned = await scanFor(needs, names, reading);
  if (plan === undefined || scanned === undefined) return undefined;
  const { table, beside, anomalies, lastAt } = scanned;
  const options = optionsOnceRead(lastAt);
  const verdicts = [table, ...beside].map((each) => new PlanVerdicts(each, plan, toQuestion(options).judge));
  const conversations = {
    accounts: accountNamesOf(table),
    forEach: (take: (conversation: PlannedConversation) => void) => {
      for (const each of verdicts) each.forEach(take);
    },
  };
  return { statistics: plannedStatistics(conversations, options, toTable), anomalies };
}
