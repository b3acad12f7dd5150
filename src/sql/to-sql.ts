import { type InstantInput, toEpochMs } from "../domain/instant.ts";
import { UsageError } from "../domain/usage-error.ts";
import { type Judge, type JudgingOptions, toJudge } from "../policies/classification/judge.ts";
import type { RuleSet } from "../policies/classification/rule-set.ts";
import { bucketStarts } from "../projections/statistics/interval.ts";
import {
  type StatisticsOptions,
  type StatisticsQuestion,
  toQuestion,
} from "../projections/statistics/statistics-options.ts";
import type { Dialect } from "./dialect.ts";
import { type EventSource, tableName } from "./event-source.ts";
import { print, type Sql } from "./fragment.ts";
import { incrementalOf } from "./incremental-of.ts";
import { botQuery } from "./queries/bot-query.ts";
import { buttonQuery } from "./queries/button-query.ts";
import { type Month, quotaQuery } from "./queries/quota-query.ts";
import { settledStatisticsQuery } from "./queries/settled-statistics-query.ts";
import { type BoundedStatistics, statisticsQuery } from "./queries/statistics-query.ts";
import { totalsQuery } from "./queries/totals-query.ts";
import { verdictQuery } from "./queries/verdict-query.ts";
import type { Question } from "./question.ts";
import type { QuotaMonthBounds } from "./quota-months.ts";
import { type SettledSource, settledNow, settledTables } from "./settled-tables.ts";
import { type SqlTable, tableOf } from "./sql-table.ts";
import { stateColumns } from "./state-columns.ts";
import { keptStates, type StateSource } from "./state-source.ts";

/** Which statistics; how they are judged is said elsewhere. */
type Statistics = Omit<StatisticsOptions, keyof JudgingOptions>;

/** The interval of statistics must be given, since the calendar is cut into buckets before the engine sees an event. */
type WithInterval = { readonly from: InstantInput; readonly to: InstantInput };

/** The names of the queries. */
export const SQL_QUERIES = [
  "verdicts",
  "statistics",
  "totals",
  "bots",
  "buttons",
  "quota",
] as const satisfies readonly SqlQuery["of"][];

type StatisticsTable = Exclude<SqlQuery["of"], "verdicts" | "quota">;

/** What a query gives. */
export type SqlQuery =
  /** A row per conversation: what `classify` says of it. */
  | { readonly of: "verdicts"; readonly accountId?: string | undefined }
  /** A row per account and bucket, and the one row of all of them: what `chatbotStatistics` says. */
  | ({ readonly of: "statistics" | "totals" } & Statistics & WithInterval)
  /** A row per bot, and per button: what `botStatistics` and `buttonStatistics` say. */
  | ({ readonly of: "bots" | "buttons" } & Statistics)
  /** A row per account and month: how many conversations used the quota. */
  | QuotaUse;

/** The use of the quota in months that are given, see {@link quotaMonths}; or in calendar months of a time zone. */
type QuotaUse =
  | { readonly of: "quota"; readonly months: readonly QuotaMonthBounds[]; readonly accountId?: string | undefined }
  | ({ readonly of: "quota" } & Pick<Statistics, "timeZone" | "accountId"> & WithInterval);

/** How a rule set is printed as SQL. */
export interface SqlOptions extends SqlTable, Omit<JudgingOptions, "ruleSet"> {
  /** Default: a verdict per conversation. */
  readonly query?: SqlQuery | undefined;
  /** The states that {@link createStatesSql} has made of the table, to ask instead of it: the same answers. */
  readonly states?: string | readonly string[] | undefined;
  /** The conversations that {@link createSettledSql} has settled, to ask for `statistics` and `totals` instead of the table. */
  readonly settled?: string | readonly string[] | undefined;
  /** A cluster on which all events of a conversation lie on one server: each answers for its own. The table is one of theirs. */
  readonly cluster?: string | undefined;
}

/**
 * A rule set as a query of an SQL engine that holds a table of events: the engine then answers as the library does,
 * conversation by conversation and figure by figure. It is compiled from the plan that fast replay executes. Instants in
 * the answer are epoch milliseconds.
 *
 * @throws UsageError `invalid-option`, `invalid-interval`, and what `classify` and `chatbotStatistics` throw.
 * @see docs/sql.md
 */
export function toSql(ruleSet: RuleSet, options: SqlOptions): string {
  const { dialect: name, table, columns, query = { of: "verdicts" }, states, settled, cluster, ...judging } = options;
  const { dialect, source } = tableOf({ dialect: name, table, columns });
  const judge = toJudge({ ...judging, ruleSet });
  if (states !== undefined) assertStatesKnow(query);
  if (settled !== undefined) assertSettledKnow(query, states);
  if (cluster !== undefined) assertServersKnow(query);
  const question: Question = {
    dialect,
    judge,
    source,
    states: states === undefined ? undefined : statesOf(dialect, source, judge, states),
    settled: settled === undefined ? undefined : settledOf(dialect, judge, settled, cluster),
    // The table of all servers is asked as one.
    cluster: settled === undefined ? cluster : undefined,
  };
  return `${print(queryOf(question, query, { ...judging, ruleSet }))}\n`;
}

/** States are kept of what is the same however often an event comes, and of no more than the rules and figures look at. */
function assertStatesKnow({ of }: SqlQuery): void {
  const why: Partial<Record<SqlQuery["of"], string>> = {
    buttons: "clicks are counted, and a count is not the same if an event comes twice",
    bots: "they know of a conversation's bots only which there were",
    quota: "counts for the quota are no part of a conversation",
  };
  if (why[of] === undefined) return;
  throw new UsageError("invalid-option", `states: they cannot answer ${of}: ${why[of]}. Ask the table of events.`);
}

function statesOf(
  dialect: Dialect,
  { inner }: EventSource,
  { rules }: Judge,
  states: string | readonly string[],
): StateSource {
  const { precision } = stateColumns(dialect, rules);
  return keptStates(dialect, inner, tableName(dialect, states), incrementalOf(dialect, "states"), precision);
}

function settledOf(
  dialect: Dialect,
  { rules }: Judge,
  settled: string | readonly string[],
  cluster: string | undefined,
): SettledSource {
  const tables = settledTables(dialect, rules, settled);
  return { tables, now: settledNow(settled, tables, cluster) };
}

/** Figures are sums over conversations, each of which is settled as a whole. */
function assertSettledKnow(query: SqlQuery, states: SqlOptions["states"]): void {
  const refuse = (why: string): never => {
    throw new UsageError("invalid-option", `settled: ${why} Ask states, or the table of events.`);
  };
  if (states !== undefined) refuse("one of states and settled is asked, not both.");
  if (query.of !== "statistics" && query.of !== "totals") refuse(`it answers statistics and totals, not ${query.of}.`);
  if ("unit" in query && query.unit === "visitors") refuse("visitors are counted from all their conversations.");
}

function assertServersKnow(query: SqlQuery): void {
  if (!("unit" in query) || query.unit !== "visitors") return;
  const message = "cluster: a visitor's conversations may lie on several servers. Ask a table that is all of them.";
  throw new UsageError("invalid-option", message);
}

function queryOf(question: Question, query: SqlQuery, judging: JudgingOptions): Sql {
  switch (query.of) {
    case "verdicts":
      return verdictQuery(question, query.accountId);
    case "quota":
      return quotaQuery(question, monthsOf(query), query.accountId);
    default:
      return tableQuery(question, query.of, asked(query, judging));
  }
}

function tableQuery(question: Question, of: StatisticsTable, statistics: StatisticsQuestion): Sql {
  switch (of) {
    case "statistics": {
      const { settled } = question;
      const asked = bounded(statistics);
      const short = settled === undefined ? undefined : settledStatisticsQuery(question, settled, asked);
      return short ?? statisticsQuery(question, asked);
    }
    case "totals":
      return totalsQuery(question, bounded(statistics));
    case "bots":
      return botQuery(question, statistics);
    case "buttons":
      return buttonQuery(question, statistics);
  }
}

function asked(
  { of: _, ...statistics }: Statistics & { readonly of: string },
  judging: JudgingOptions,
): StatisticsQuestion {
  return toQuestion({ ...judging, ...statistics });
}

function bounded(question: StatisticsQuestion): BoundedStatistics {
  const { from, to } = question;
  if (from === undefined || to === undefined) {
    const message = "SQL needs both from and to: the calendar is cut into buckets before the engine sees an event.";
    throw new UsageError("invalid-interval", message);
  }
  return { ...question, from, to };
}

function monthsOf(query: QuotaUse): readonly Month[] {
  if ("months" in query) {
    return query.months.map(({ accountId, start, end }) => {
      const month = { accountId, start: toEpochMs(start, "months.start"), end: toEpochMs(end, "months.end") };
      if (month.start < month.end) return month;
      throw new UsageError("invalid-interval", `months: a month from ${String(start)} cannot end at ${String(end)}.`);
    });
  }
  const { from, to, buckets } = bounded(asked({ ...query, by: "month" }, {}));
  return bucketStarts(buckets, { from, to }, 1).map((start) => ({
    accountId: undefined,
    start,
    end: buckets.next(start),
  }));
}
