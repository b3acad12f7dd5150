import { COHORTS, type Cohort } from "../projections/statistics/cohort.ts";
import { FIGURES } from "../projections/statistics/figures.ts";
import { cohortCases, needsOfCohort } from "./cohort-sql.ts";
import type { Dialect } from "./dialect.ts";
import { CLAIMS_OF_FIGURES, isCountedSql } from "./figure-sql.ts";
import { type Sql, sql } from "./fragment.ts";
import { type JudgedConversations, judgedConversations } from "./judged-conversations.ts";
import type { MarkedEvents } from "./marked-events.ts";
import type { Question } from "./question.ts";
import { type Column, choose, select, union } from "./select.ts";
import { NEVER, type SettledTables } from "./settled-tables.ts";
import type { StateColumn } from "./state-columns.ts";
import type { StateSource } from "./state-source.ts";

/** Conversations that are judged from what is kept of them in plain columns. */
export interface SettledConversations {
  readonly judged: JudgedConversations;
  /** What they are counted in, and by which moments. */
  readonly flags: Sql;
  at(cohort: Cohort): Sql;
}

/** What is kept of a state in a plain column: of the rows of events for which it is told which they are. */
export function gatheredState(
  dialect: Dialect,
  { words }: SettledTables,
  { aggregate, of }: StateColumn,
  events: Pick<MarkedEvents, "place" | "column" | "isOf">,
): Sql {
  const { value, condition } = of(events);
  return aggregate === "set" ? words.set(value, condition) : dialect[aggregate](value, condition);
}

/** What plain columns come to together. Of an extreme of nothing the text is empty. */
function unitedState(dialect: Dialect, { words }: SettledTables, { aggregate }: StateColumn, column: Sql): Sql {
  if (aggregate === "set") return words.union(column);
  return dialect[aggregate](column, sql`${column} <> ${dialect.text("")}`);
}

/** A name for whether the settled conversation was among what is known. */
export function seenName(dialect: Dialect): Sql {
  return dialect.identifier("seen");
}

/**
 * What has arrived, and what was settled of the same conversations. It is read in this order, so that of what is settled and forgotten
 * meanwhile one is there.
 */
export function touchedQuery(
  dialect: Dialect,
  { settled, arrivals, words, keys, hash, kept, isTouched }: SettledTables,
): Sql {
  const isSettled = settledName(dialect);
  const part = (says: string, from: Sql, flag: Sql, where: readonly Sql[]) =>
    select({
      says,
      columns: [...keys, hash, ...kept.map(({ name }) => dialect.identifier(name))]
        .map((column): Column => [column])
        .concat([[flag, isSettled]]),
      from,
      where,
    });
  // By accounts the table is ordered: where nothing has arrived, nothing of it is read.
  const [account] = keys;
  const ofThem = sql`${account} IN (SELECT ${account} FROM ${arrivals})`;
  return union([
    part("What has arrived.", arrivals, sql`0`, []),
    part("What was settled.", words.readWhere(settled, isTouched), sql`1`, [ofThem]),
  ]);
}

/** Each conversation of which something has arrived: what was settled of it and what has arrived, put together. */
export function gatheredQuery({ dialect, source }: Question, tables: SettledTables): Sql {
  const { touched, keys, hash, kept } = tables;
  const { accountId, conversationId } = source.inner;
  return select({
    says: "Each conversation of which something has arrived: all that is known of it.",
    columns: [
      [keys[0], accountId],
      [keys[1], conversationId],
      [hash],
      [sql`max(${settledName(dialect)})`, seenName(dialect)],
      ...kept.map((column): Column => {
        return [unitedState(dialect, tables, column, dialect.identifier(column.name)), unitedName(dialect, column)];
      }),
    ],
    from: touched,
    groupBy: [accountId, conversationId, hash],
  });
}

function settledName(dialect: Dialect): Sql {
  return dialect.identifier("is_settled");
}

function unitedName(dialect: Dialect, { name }: StateColumn): Sql {
  return dialect.identifier(`all_${name}`);
}

/** Each conversation of which something has arrived, from the view that has all of it. */
export function touchedConversations(dialect: Dialect, { gathered, words, hash, kept }: SettledTables): StateSource {
  return {
    words,
    placesAre: "without-ids",
    isFlat: true,
    more: [hash, seenName(dialect), ...kept.map((column) => unitedName(dialect, column))],
    rows: () => gathered,
  };
}

/** Conversations whose states come from somewhere, judged. */
export function settledConversations(question: Question, from: StateSource): SettledConversations {
  const { dialect } = question;
  const ofCohorts = COHORTS.map(needsOfCohort);
  const judged = judgedConversations(
    { ...question, states: from },
    {
      claims: [...CLAIMS_OF_FIGURES, ...ofCohorts.flatMap(({ claims }) => claims)],
      moments: ofCohorts.flatMap(({ moments }) => moments),
    },
  );
  const { outcome, claim } = judged;
  const conditions = [
    ...FIGURES.map((figure) => isCountedSql(dialect, figure, outcome, claim)),
    sql`${outcome} <> ${dialect.text("not-triggered")}`,
  ];
  return {
    judged,
    flags: from.words.flags(conditions),
    at(cohort) {
      return choose(cohortCases(question, cohort, judged), dialect.bigint(NEVER));
    },
  };
}
