import { certain } from "../../domain/certain.ts";
import type { JudgingOptions } from "../../policies/classification/judge.ts";
import { smartsupp } from "../../policies/classification/smartsupp.ts";
import type { StatisticsOptions } from "../../projections/statistics/statistics-options.ts";
import { createSettledSql } from "../../sql/create-settled.ts";
import { createStatesSql } from "../../sql/create-states.ts";
import { createDistributedSql, createTableSql } from "../../sql/create-table.ts";
import { DIALECTS } from "../../sql/dialect.ts";
import { EVENT_COLUMNS, type EventColumn } from "../../sql/event-table.ts";
import { forgetSql, settleSql } from "../../sql/settle.ts";
import type { SqlTable } from "../../sql/sql-table.ts";
import { SQL_QUERIES, type SqlQuery, toSql } from "../../sql/to-sql.ts";
import type { Command, FlagValues } from "../command.ts";
import {
  judgingFlags,
  judgingOf,
  listOf,
  oneOf,
  rulesHelp,
  statisticsFlags,
  statisticsHelp,
  statisticsOptionsOf,
  textOf,
} from "../flags.ts";
import { print } from "../io.ts";
import { WrongUsage } from "../wrong-usage.ts";

/** What is made, not asked. */
const TABLE = "table";
const STATES = "states";

/** What settles conversations: the tables and views, in the order in which they are made, and what is done with them. */
const SETTLED = ["arrivals", "settled", "touched", "gathered", "known", "now"] as const;
const SETTLE = "settle";
const FORGET = "forget";

type Made = typeof TABLE | typeof STATES | (typeof SETTLED)[number] | typeof SETTLE | typeof FORGET;

export const sqlCommand: Command = {
  name: "sql",
  summary: "the SQL by which DuckDB or ClickHouse answers as this program does",
  help: `Usage: chatledger sql [FLAGS]

Prints a query for an engine that holds a table of events, or a statement that makes what it asks. It reads no log.

  --dialect NAME         duckdb (default) or clickhouse
  --query NAME           verdicts (default), statistics, totals, bots, buttons, quota;
                         or table, to make one; or states, to make a view of ClickHouse that gathers it as it grows;
                         or arrivals, settled, touched, gathered, known, now, one after the other, to make what
                         settles conversations;
                         or settle, to settle what has arrived; or forget, for statements that drop what is settled
  --table NAME           the table of events (default events); --database NAME its database or schema
  --states NAME          what that view is called (default states); with a query: to ask it, not the table of events
  --settled NAME         what the table of settled conversations is called (default settled); with a query: to ask it
  --at-once              with --query forget: also what has just arrived, while nothing is inserted or asked
  --cluster NAME         each server of it answers for the conversations that lie on it (ClickHouse);
                         with --query table: the table that is all those of its servers, which lie in --database
  --column FIELD=NAME    what a column is called, if not as its field, e.g. botId=bot_id; as often as needed
  --as-of T              judge as of this instant (default: all events are seen)
${rulesHelp}  --account ID           only this account
${statisticsHelp}
statistics, totals and quota need --from and --to; quota counts by the calendar month of --tz.

Examples:
  chatledger sql --dialect clickhouse --query statistics --by month --from 2024-01-01 --to 2025-01-01
  chatledger sql --query table
`,
  flags: {
    dialect: { type: "string" },
    query: { type: "string" },
    table: { type: "string" },
    database: { type: "string" },
    column: { type: "string", multiple: true },
    states: { type: "string" },
    settled: { type: "string" },
    "at-once": { type: "boolean" },
    cluster: { type: "string" },
    ...judgingFlags,
    ...statisticsFlags,
  },
  async run({ values, positionals, io }) {
    if (positionals.length > 0) throw new WrongUsage("sql reads no log: it prints what an engine is to be asked.");
    const of = oneOf("query", textOf(values, "query") ?? "verdicts", [
      ...SQL_QUERIES,
      ...[TABLE, STATES, ...SETTLED, SETTLE, FORGET],
    ] as const);
    const table = tableOf(values);
    for (const flag of Object.keys(asksWhat)) {
      if (values[flag] !== undefined && !flagsOf(of).includes(flag)) {
        throw new WrongUsage(`--${flag} says nothing about --query ${of}.`);
      }
    }
    const judging = await judgingOf(values);
    const { asOf: _, ruleSet = smartsupp, ruleOptions, ...statistics } = statisticsOptionsOf(values, judging)(null);
    const statement = () => {
      const states = nameIn(values, textOf(values, "states"));
      const cluster = textOf(values, "cluster");
      if (of === TABLE) {
        return cluster === undefined
          ? createTableSql(table)
          : createDistributedSql(table, cluster, tableNameOf(values));
      }
      if (of === STATES) {
        return createStatesSql(ruleSet, { ...table, states: states ?? nameIn(values, STATES), ruleOptions });
      }
      const settled = nameIn(values, textOf(values, "settled"));
      if (isSettling(of)) {
        const options = { ...table, settled: settled ?? nameIn(values, "settled"), ruleOptions };
        if (of === SETTLE) return settleSql(ruleSet, options);
        if (of === FORGET) return forgetSql(ruleSet, { ...options, atOnce: values["at-once"] === true });
        return certain(createSettledSql(ruleSet, options)[SETTLED.indexOf(of)]);
      }
      const query = queryOf(of, statistics);
      return toSql(ruleSet, { ...table, query, ruleOptions, asOf: textOf(values, "as-of"), states, settled, cluster });
    };
    await print(io.stdout, [statement()]);
    return 0;
  },
};

/** Flags that say what is asked of whom. */
const asksWhat = { ...statisticsFlags, "as-of": {}, account: {}, cluster: {}, "at-once": {} } as const;

type Settling = Exclude<Made, typeof TABLE | typeof STATES>;

function isSettling(of: SqlQuery["of"] | Made): of is Settling {
  return [...SETTLED, SETTLE, FORGET].some((name) => name === of);
}

type Statistics = Omit<StatisticsOptions, keyof JudgingOptions>;

function queryOf(of: SqlQuery["of"], statistics: Statistics): SqlQuery {
  const { from, to, timeZone, accountId } = statistics;
  if (of === "verdicts") return { of, accountId };
  if (of === "bots" || of === "buttons") return { of, ...statistics };
  if (from === undefined || to === undefined) {
    throw new WrongUsage(`--query ${of} needs --from and --to: the calendar is cut before the engine sees an event.`);
  }
  return of === "quota" ? { of, timeZone, accountId, from, to } : { of, ...statistics, from, to };
}

/** Those of them that a query takes. */
function flagsOf(of: SqlQuery["of"] | Made): readonly string[] {
  if (of === TABLE) return ["cluster"];
  if (of === FORGET) return ["at-once"];
  if (of === STATES || isSettling(of)) return [];
  const always = ["as-of", "account", "cluster"];
  if (of === "verdicts") return always;
  return of === "quota" ? [...always, "tz", "from", "to"] : Object.keys(asksWhat).filter((flag) => flag !== "at-once");
}

function tableNameOf(values: FlagValues): string {
  return textOf(values, "table") ?? "events";
}

/** A name behind the database or schema, if one was given. */
function nameIn<Name extends string | undefined>(values: FlagValues, name: Name): Name | readonly string[] {
  const database = textOf(values, "database");
  return database === undefined || name === undefined ? name : [database, name];
}

function tableOf(values: FlagValues): SqlTable {
  return {
    dialect: oneOf("dialect", textOf(values, "dialect") ?? "duckdb", DIALECTS),
    table: nameIn(values, tableNameOf(values)),
    columns: Object.fromEntries(listOf(values, "column").map(columnOf)),
  };
}

function columnOf(pair: string): [EventColumn, string] {
  const at = pair.indexOf("=");
  const column = EVENT_COLUMNS.find((name) => name === pair.slice(0, at));
  if (column !== undefined && at < pair.length - 1) return [column, pair.slice(at + 1)];
  throw new WrongUsage(`--column is FIELD=NAME with one of ${EVENT_COLUMNS.join(", ")}, not ${JSON.stringify(pair)}.`);
}
