import type { StatisticsQuestion } from "../projections/statistics/statistics-options.ts";
import { type BucketRun, bucketOf } from "./bucket-sql.ts";
import { needsOfUnits } from "./counted-units.ts";
import { print, type Sql, sql } from "./fragment.ts";
import type { Gathered } from "./gathered.ts";
import { gatheredConversations, judgedConversations, type Needs } from "./judged-conversations.ts";
import { countQuery, needsOfCounts } from "./queries/count-query.ts";
import { rangeQuery } from "./queries/range-query.ts";
import type { BoundedStatistics } from "./queries/statistics-query.ts";
import { totalsSince } from "./queries/totals-query.ts";
import type { Question } from "./question.ts";
import { select } from "./select.ts";
import { type SqlTable, tableOf } from "./sql-table.ts";

/** The statements by which an engine that may make tables answers for the summary of a log and for its quotas. */
export interface SummarySteps {
  /** Makes a table of what is to be known of each conversation: the events are read here, and only here. */
  readonly gather: string;
  /** One row: the `first` and the `last` moment by which a conversation is counted, of all accounts. */
  readonly range: string;
  /** One row: how many `accounts` and `events`, and when the `first` and the `last` conversation began. */
  readonly begun: string;
  /** A row for each `day` on which conversations began, in order. */
  begunOn(days: readonly BucketRun[]): string;
  /** A row for each `day`, what `became` of conversations and whether a chatbot `joined`: how many `conversations` began on it. */
  outcomes(days: readonly BucketRun[]): string;
  /** One row: the totals of the statistics of an interval, which is compared with that from `begin` on. */
  totals(begin: number, asked: BoundedStatistics): string;
  /** A row for each conversation: by which event it `counts` for the quota. */
  readonly counts: Sql;
  /** Drops the table. */
  readonly forget: string;
}

/** {@link SummarySteps} of a table of events, by way of a table of this name. */
export function summarySteps(events: SqlTable, asked: StatisticsQuestion, name: string): SummarySteps {
  const { dialect, source } = tableOf(events);
  const table = dialect.identifier(name);
  const ofEvents: Question = { dialect, source, judge: asked.judge };
  const ofTable: Question = { ...ofEvents, gathered: table };
  const { accountId } = asked;
  const begunAt = dialect.identifier("begun_at");
  const seen = dialect.identifier("events_seen");
  const needs = needsOfSummary(ofEvents, asked, begunAt, seen);
  const judged = judgedConversations(ofTable, needs);
  const day = dialect.identifier("day");
  const dayOf = (days: readonly BucketRun[]) => bucketOf(dialect, days, begunAt, dialect.truth(true));
  const isAsked = accountId === undefined ? [] : [sql`${judged.account} = ${dialect.text(accountId)}`];
  return {
    gather: print(
      sql`CREATE OR REPLACE TABLE ${table} AS SELECT * FROM ${gatheredConversations(ofEvents, needs).rows}`,
    ),
    range: print(rangeQuery(ofTable, asked)),
    begun: print(
      select({
        says: "Of how many accounts and events, and from when to when conversations began.",
        columns: [
          [sql`count(DISTINCT ${judged.account})`, dialect.identifier("accounts")],
          [dialect.ifNull(dialect.sum(seen), dialect.none), dialect.identifier("events")],
          [sql`min(${begunAt})`, dialect.identifier("first")],
          [sql`max(${begunAt})`, dialect.identifier("last")],
        ],
        from: table,
        where: isAsked,
      }),
    ),
    begunOn: (days) =>
      print(
        select({
          says: "The days on which conversations began.",
          columns: [[dayOf(days), day]],
          isDistinct: true,
          from: table,
          where: isAsked,
          orderBy: [day],
        }),
      ),
    outcomes(days) {
      const joined = judged.claim("interacted");
      return print(
        select({
          says: "How many conversations began on each day, by what became of them.",
          columns: [
            [dayOf(days), day],
            [judged.outcome, dialect.identifier("became")],
            [joined, dialect.identifier("joined")],
            [sql`count(*)`, dialect.identifier("conversations")],
          ],
          from: judged.rows,
          where: isAsked,
          groupBy: [day, judged.outcome, joined],
        }),
      );
    },
    totals: (begin, bounded) => print(totalsSince(begin, ofTable, bounded)),
    counts: countQuery(ofTable, undefined),
    forget: print(sql`DROP TABLE ${table}`),
  };
}

/** What statistics and quotas need of conversations, when each began, and how many events of it there are. */
function needsOfSummary(question: Question, asked: StatisticsQuestion, begunAt: Sql, seen: Sql): Needs {
  const ofUnits = needsOfUnits(question, asked);
  const ofCounts = needsOfCounts(question);
  return {
    ...ofUnits,
    ...(ofCounts.needsIds === undefined ? {} : { needsIds: ofCounts.needsIds }),
    moments: [...ofUnits.moments, ...ofCounts.moments],
    more: (events) => {
      const at = events.column("occurredAt");
      const own: readonly Gathered[] = [
        { name: begunAt, of: sql`min(${at})`, merged: (part) => sql`min(${part(begunAt)})` },
        { name: seen, of: sql`count(*)`, merged: (part) => question.dialect.sum(part(seen)) },
      ];
      return [...ofUnits.more(events), ...ofCounts.more(events), ...own];
    },
  };
}
