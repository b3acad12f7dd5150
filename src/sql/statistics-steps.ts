import type { StatisticsQuestion } from "../projections/statistics/statistics-options.ts";
import { needsOfUnits } from "./counted-units.ts";
import { print, type Sql, sql } from "./fragment.ts";
import { gatheredConversations } from "./judged-conversations.ts";
import { rangeQuery } from "./queries/range-query.ts";
import { type BoundedStatistics, statisticsQuery } from "./queries/statistics-query.ts";
import type { Question } from "./question.ts";
import { type SqlTable, tableOf } from "./sql-table.ts";

/** The statements by which an engine that may make tables answers for statistics whose interval is to be found in the log. */
export interface StatisticsSteps {
  /** Makes a table of what is to be known of each conversation: the events are read here, and only here. */
  readonly gather: string;
  /** One row: `first` and `last`, by which the interval is found, and the number of `accounts`. */
  readonly range: string;
  /** A row for each account and bucket of the interval, as `toSql` asks for them. */
  rows(asked: BoundedStatistics): string;
}

/** {@link StatisticsSteps} of a table of events, by way of a table of this name. */
export function statisticsSteps(events: SqlTable, asked: StatisticsQuestion, name: string): StatisticsSteps {
  const { dialect, source } = tableOf(events);
  const table = dialect.identifier(name);
  const ofEvents: Question = { dialect, source, judge: asked.judge };
  const ofTable: Question = { ...ofEvents, gathered: table };
  const statement = (query: Sql) => `${print(query)}\n`;
  const { rows } = gatheredConversations(ofEvents, needsOfUnits(ofEvents, asked));
  return {
    gather: statement(sql`CREATE OR REPLACE TABLE ${table} AS SELECT * FROM ${rows}`),
    range: statement(rangeQuery(ofTable, asked)),
    rows: (bounded) => statement(statisticsQuery(ofTable, bounded)),
  };
}
