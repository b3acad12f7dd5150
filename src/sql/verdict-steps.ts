import type { Judge } from "../policies/classification/judge.ts";
import { print, sql } from "./fragment.ts";
import { flatVerdictQuery } from "./queries/verdict-query.ts";
import { nested } from "./select.ts";
import { type SqlTable, tableOf } from "./sql-table.ts";

/** The statements by which an engine that may make tables gives verdicts: what it sorts as it gathers takes memory twice. */
export interface VerdictSteps {
  /** Makes a table of verdicts: the events are read here, and only here. */
  readonly judge: string;
  /** All of it, by account, then conversation. */
  readonly rows: string;
}

/** {@link VerdictSteps} of a table of events, by way of a table of this name; of one account if one is named. */
export function verdictSteps(
  events: SqlTable,
  judge: Judge,
  accountId: string | undefined,
  name: string,
): VerdictSteps {
  const { dialect, source } = tableOf(events);
  const table = dialect.identifier(name);
  const verdicts = nested(flatVerdictQuery({ dialect, source, judge }, accountId));
  const order = sql`${dialect.identifier("accountId")}, ${dialect.identifier("conversationId")}`;
  return {
    judge: print(sql`CREATE OR REPLACE TABLE ${table} AS SELECT * FROM ${verdicts}`),
    rows: print(sql`SELECT * FROM ${table} ORDER BY ${order}`),
  };
}
