import type { RuleSet } from "../policies/classification/rule-set.ts";
import { COHORTS } from "../projections/statistics/cohort.ts";
import { join, print, type Sql, sql } from "./fragment.ts";
import { type Column, nested, select, subselect, unionAll } from "./select.ts";
import { touchedConversations } from "./settled-conversations.ts";
import type { SettledTables } from "./settled-tables.ts";
import { asSettled, type SettledOptions, type Settling, settlingOf, statement } from "./settling.ts";

/**
 * The statement that settles what has arrived: of each conversation of which something has, what stood is taken back and
 * what is known now put in its place. It may be run at any time and any number of times: it inserts the difference between
 * what stands and what should, so one that was broken off is made good by the next, and where nothing is to do it does nothing.
 * Answers are the same before it, meanwhile and after it.
 *
 * @throws UsageError as {@link createSettledSql}.
 * @see docs/sql.md
 */
export function settleSql(ruleSet: RuleSet, options: SettledOptions): string {
  const settling = settlingOf(ruleSet, options);
  const { tables } = settling;
  const { columns, rows } = difference(settling);
  return statement(sql`${insertInto(tables)} (${join(columns, sql`, `)})\n${rows}`);
}

/** Which arrivals are forgotten. */
export interface ForgetOptions extends SettledOptions {
  /**
   * Also those of this hour and the one before it: only while nothing is inserted and nothing asked, as when a whole log was just
   * loaded. Default `false`.
   */
  readonly atOnce?: boolean | undefined;
}

/**
 * The query whose rows are statements, in the column `statement`, that drop what has arrived and is settled: arrivals of
 * hours that are over for an hour, if all of their conversations stand as they are known. None while a statement runs that
 * settles, or one that has run for an hour.
 *
 * @throws UsageError as {@link createSettledSql}.
 * @see docs/sql.md
 */
export function forgetSql(ruleSet: RuleSet, { atOnce = false, ...options }: ForgetOptions): string {
  const settling = settlingOf(ruleSet, options);
  const { tables } = settling;
  const { dialect } = settling.question;
  const { words, arrivals, hash, hour } = tables;
  const { rows } = difference(settling);
  const hashes = sql`SELECT ${hash} FROM ${nested(rows)}`;
  const unsettled = sql`SELECT ${hour} FROM ${arrivals} WHERE ${hash} IN (${hashes})`;
  return statement(
    select({
      says: "Hours of arrivals that are settled, as statements that drop them.",
      columns: [[words.dropPart(arrivals, hour), dialect.identifier("statement")]],
      from: arrivals,
      where: [
        ...(atOnce ? [] : [words.isHourOver(hour)]),
        sql`${hour} NOT IN (${unsettled})`,
        words.isNoneRunning(print(insertInto(tables)), atOnce),
      ],
      groupBy: [hour],
      orderBy: [hour],
    }),
  );
}

/** The rows that are missing from the table of settled conversations, and those that are too many, with a weight below 0. */
function difference({ question, tables }: Settling): { readonly columns: readonly Sql[]; readonly rows: Sql } {
  const { dialect } = question;
  const { settled, keys, hash, kept, flags, at, weight, isTouched } = tables;
  const [change, changes] = [dialect.identifier("change"), dialect.identifier("changes")];
  const ofConversation = [
    ...keys,
    hash,
    ...kept.map(({ name }) => dialect.identifier(name)),
    flags,
    ...COHORTS.map((cohort) => at[cohort]),
  ];
  const stands = select({
    says: "What stands, taken back.",
    columns: [...ofConversation.map((column): Column => [column]), [sql`-${weight}`, change]],
    from: settled,
    where: [isTouched],
  });
  const known = touchedConversations(dialect, tables);
  const rows = subselect({
    says: "What is known and does not stand, and what stands and is not so.",
    columns: [...ofConversation.map((column): Column => [column]), [dialect.sum(change), changes]],
    from: unionAll([asSettled(question, tables, known, "What is known.", change), stands]),
    groupBy: ofConversation,
  });
  return {
    columns: [...ofConversation, weight],
    rows: select({
      says: "The changes.",
      columns: [...ofConversation.map((column): Column => [column]), [changes, weight]],
      from: rows,
      where: [sql`${changes} <> 0`],
    }),
  };
}

function insertInto({ settled }: SettledTables): Sql {
  return sql`INSERT INTO ${settled}`;
}
