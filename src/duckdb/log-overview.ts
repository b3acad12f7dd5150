import { CONVERSATION_EVENT_TYPES } from "../domain/conversation-event.ts";
import type { AccountFacts } from "../policies/quota/billing-fact.ts";
import type { QuotaQuestion } from "../policies/quota/quota-view.ts";
import type { LogSummary } from "../projections/log-summary.ts";
import { dashboardsOf, type QuotaDashboard } from "../projections/quota-dashboard/quota-dashboard.ts";
import { toQuestion } from "../projections/statistics/statistics-options.ts";
import { type OverviewQuestion, quotaQuestionIn } from "../replay/scan/scan-overview.ts";
import { duckdb } from "../sql/dialects/duckdb.ts";
import { isOneOf } from "../sql/event-source.ts";
import { integer, join, type Sql, sql } from "../sql/fragment.ts";
import { summarySteps } from "../sql/summary-steps.ts";
import { accountFacts, countsTable } from "./account-facts.ts";
import { type EngineReading, engineReading } from "./engine-reading.ts";
import { EVENTS } from "./event-view.ts";
import { type LogEngineOptions, type LogEvents, withLogEvents } from "./log-events.ts";
import { summaryOf } from "./summary-of.ts";

/** What logs say at a glance, and what was odd in them. */
export interface EngineOverview extends EngineReading {
  readonly summary: LogSummary;
  /** By account, one at a time, also of those without a plan; they come once. */
  readonly dashboards: AsyncIterable<QuotaDashboard>;
}

/**
 * What `logOverview` says of logs, by DuckDB.
 *
 * @param questionOnceRead the question, told the last instant of the logs, which is the time to judge at unless one is named.
 * @param use is given the overview, whose dashboards are there until it is done.
 * @throws EngineError; and SourceError, LogError and UsageError as `logOverview` does.
 */
export async function overviewByEngine<Result>(
  names: readonly string[],
  questionOnceRead: (lastAt: number | null) => OverviewQuestion,
  options: LogEngineOptions,
  use: (overview: EngineOverview) => Promise<Result>,
): Promise<Result> {
  return withLogEvents(names, options, (events) => overviewOf(events, questionOnceRead, options), use);
}

async function overviewOf(
  events: LogEvents,
  questionOnceRead: (lastAt: number | null) => OverviewQuestion,
  options: LogEngineOptions,
): Promise<EngineOverview> {
  const { engine } = events;
  const { reading, repeated } = await engineReading(events, options);
  const question = questionOnceRead(reading.lastAt);
  const statistics = toQuestion(question.statistics);
  const quota = quotaQuestionIn(question);
  const steps = summarySteps({ dialect: "duckdb", table: EVENTS }, statistics, "conversations");
  await engine.run(steps.gather);
  const again = await repeated.duplicates(isSeen(quota));
  const summary = await summaryOf(engine, steps, statistics, again);
  await engine.run(countsTable(steps.counts));
  // To sort takes room.
  await engine.run(steps.forget);
  const accounts = await accountFacts(engine, quota);
  return { ...reading, summary, dashboards: dashboardsIn(accounts, quota) };
}

/** Whether an event is one of the conversations that are asked for, and seen by then. */
function isSeen({ asOf, accountId }: QuotaQuestion): Sql {
  const conditions = [
    isOneOf(duckdb, duckdb.identifier("type"), CONVERSATION_EVENT_TYPES),
    sql`${duckdb.identifier("occurredAt")} <= ${integer(asOf)}`,
    ...(accountId === undefined ? [] : [sql`${duckdb.identifier("accountId")} = ${duckdb.text(accountId)}`]),
  ];
  return join(conditions, sql` AND `);
}

async function* dashboardsIn(
  accounts: AsyncIterable<ReadonlyMap<string, AccountFacts>>,
  question: QuotaQuestion,
): AsyncGenerator<QuotaDashboard> {
  for await (const facts of accounts) yield* dashboardsOf(facts, question);
}
