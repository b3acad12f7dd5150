import { certain } from "../domain/certain.ts";
import { formatInstant } from "../domain/instant.ts";
import type { StatisticsRow } from "../projections/statistics/chatbot-statistics.ts";
import { bucketStarts, intervalOf } from "../projections/statistics/interval.ts";
import {
  type StatisticsOptions,
  type StatisticsQuestion,
  toQuestion,
} from "../projections/statistics/statistics-options.ts";
import type { Anomaly } from "../replay/anomaly.ts";
import { statisticsSteps } from "../sql/statistics-steps.ts";
import type { Engine, EngineRow } from "./engine.ts";
import { EVENTS } from "./event-view.ts";
import { figuresIn } from "./figures-in.ts";
import { type LogEngineOptions, type LogEvents, withLogEvents } from "./log-events.ts";
import { strictly } from "./strictly.ts";

/** The rows of statistics of logs, and what was odd in the logs. */
export interface EngineStatistics {
  readonly rows: Iterable<StatisticsRow>;
  /** In the order of the files and lines. Duplicates are not looked for, since they change no figure. */
  readonly anomalies: readonly Anomaly[];
  /** The files that the logs stand for. */
  readonly files: readonly string[];
}

/**
 * The rows that `logStatistics` gives, by DuckDB.
 *
 * @param optionsOnceRead the options, told the last instant of the logs, which is the time to judge at unless one is named.
 * @throws EngineError; and SourceError, LogError and UsageError as `logStatistics` does.
 */
export async function statisticsByEngine(
  names: readonly string[],
  optionsOnceRead: (lastAt: number | null) => StatisticsOptions,
  options: LogEngineOptions,
): Promise<EngineStatistics> {
  const ask = async ({ engine, logs, lastAt }: LogEvents): Promise<EngineStatistics> => {
    const anomalies = logs.flatMap((log) => log.anomalies);
    if (options.strict) strictly(anomalies);
    const rows = await rowsOf(toQuestion(optionsOnceRead(lastAt)), engine);
    return { rows, anomalies, files: logs.map(({ name }) => name) };
  };
  return withLogEvents(names, options, ask, async (answer) => answer);
}

async function rowsOf(question: StatisticsQuestion, engine: Engine): Promise<readonly StatisticsRow[]> {
  const { buckets } = question;
  const steps = statisticsSteps({ dialect: "duckdb", table: EVENTS }, question, "conversations");
  await engine.run(steps.gather);
  const [range] = await engine.rows(steps.range);
  const { first, last, accounts } = certain(range);
  const isEmpty = first === null || last === null;
  const inLog = isEmpty ? undefined : { first: buckets.startOf(Number(first)), last: buckets.startOf(Number(last)) };
  const interval = intervalOf(question, inLog);
  if (interval === null || bucketStarts(buckets, interval, Number(accounts)).length === 0) return [];
  const rows = await engine.rows(steps.rows({ ...question, ...interval }));
  return rows.map(toStatisticsRow);
}

function toStatisticsRow(row: EngineRow): StatisticsRow {
  return {
    accountId: String(row["accountId"]),
    from: formatInstant(Number(row["from"])),
    to: formatInstant(Number(row["to"])),
    ...figuresIn(row),
  };
}
