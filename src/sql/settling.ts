import { bindRuleSet } from "../policies/classification/bind-rule-set.ts";
import type { RuleOptions } from "../policies/classification/rule-options.ts";
import type { RuleSet } from "../policies/classification/rule-set.ts";
import { COHORTS } from "../projections/statistics/cohort.ts";
import { print, type Sql } from "./fragment.ts";
import type { Question } from "./question.ts";
import { type Column, select } from "./select.ts";
import { settledConversations } from "./settled-conversations.ts";
import { type SettledTables, settledTables } from "./settled-tables.ts";
import { type SqlTable, tableOf } from "./sql-table.ts";
import { STATE_KEYS } from "./state-columns.ts";
import { assertNotTaken } from "./state-query.ts";
import type { StateSource } from "./state-source.ts";

/** A table of events and the conversations that are settled from it. */
export interface SettledOptions extends SqlTable {
  /** What the table of settled conversations is called, behind its database as a list. Default `settled`. */
  readonly settled?: string | readonly string[] | undefined;
  readonly ruleOptions?: RuleOptions | undefined;
}

/** What is said of tables of settled conversations. */
export interface Settling {
  readonly question: Question;
  readonly tables: SettledTables;
  readonly events: SqlTable;
}

/** What is settled of which events. */
export function settlingOf(ruleSet: RuleSet, { settled, ruleOptions, ...events }: SettledOptions): Settling {
  const { dialect, source } = tableOf(events);
  const rules = bindRuleSet(ruleSet, ruleOptions);
  const tables = settledTables(dialect, rules, settled);
  const names = ["hour", "hash", ...STATE_KEYS, ...tables.kept.flatMap(({ name }) => [name, `all_${name}`])];
  assertNotTaken(events.columns, names, "settled conversations");
  return { question: { dialect, source, judge: { rules, asOf: Number.POSITIVE_INFINITY } }, tables, events };
}

/** Conversations as rows of the table of settled ones, save that the weight, which is 1, may be called otherwise. */
export function asSettled(
  question: Question,
  tables: SettledTables,
  from: StateSource,
  says: string,
  weight: Sql,
): Sql {
  const { dialect } = question;
  const { keys, hash, kept, flags, at, words } = tables;
  const { judged, ...conversations } = settledConversations(question, from);
  return select({
    says,
    columns: [
      [judged.account, keys[0]],
      [judged.conversation, keys[1]],
      [hash],
      ...kept.map(({ name }): Column => [dialect.identifier(`all_${name}`), dialect.identifier(name)]),
      [conversations.flags, flags],
      ...COHORTS.map((cohort): Column => [conversations.at(cohort), at[cohort]]),
      [words.one, weight],
    ],
    defines: judged.defines,
    from: judged.rows,
  });
}

/** A statement as text. */
export function statement(query: Sql): string {
  return `${print(query)}\n`;
}
