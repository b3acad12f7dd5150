import { smartsupp } from "chatledger";
import {
  createDistributedSql,
  createSettledSql,
  createStatesSql,
  createTableSql,
  forgetSql,
  settleSql,
  toSql,
} from "chatledger/sql";
import { expect, test } from "vitest";
import { sqlCommand } from "../../src/cli/commands/sql.ts";
import { piped, refusalOf } from "./in-process.ts";

const YEAR = ["--from", "2024-01-01", "--to", "2025-01-01"];

test.each([
  [[], toSql(smartsupp, { dialect: "duckdb" })],
  [["--query", "table", "--dialect", "clickhouse"], createTableSql({ dialect: "clickhouse" })],
  [
    ["--table", "e", "--database", "d", "--column", "botId=b=c", "--account", "x", "--option", "requireClose=false"],
    toSql(smartsupp, {
      dialect: "duckdb",
      table: ["d", "e"],
      columns: { botId: "b=c" },
      query: { of: "verdicts", accountId: "x" },
      ruleOptions: { requireClose: false },
    }),
  ],
  [
    ["--query", "statistics", "--by", "month", "--tz", "Europe/Prague", ...YEAR, "--as-of", "2024-06-01T00:00:00Z"],
    toSql(smartsupp, {
      dialect: "duckdb",
      asOf: "2024-06-01T00:00:00Z",
      query: { of: "statistics", by: "month", timeZone: "Europe/Prague", from: "2024-01-01", to: "2025-01-01" },
    }),
  ],
  [
    ["--query", "states", "--dialect", "clickhouse", "--database", "d", "--option", "handoffIsContact=false"],
    createStatesSql(smartsupp, {
      dialect: "clickhouse",
      table: ["d", "events"],
      states: ["d", "states"],
      ruleOptions: { handoffIsContact: false },
    }),
  ],
  [
    ["--query", "totals", "--dialect", "clickhouse", "--database", "d", "--states", "s", "--cluster", "c", ...YEAR],
    toSql(smartsupp, {
      dialect: "clickhouse",
      states: ["d", "s"],
      cluster: "c",
      query: { of: "totals", from: "2024-01-01", to: "2025-01-01" },
    }),
  ],
  [
    ["--query", "table", "--dialect", "clickhouse", "--database", "d", "--table", "e", "--cluster", "c"],
    createDistributedSql({ dialect: "clickhouse", table: ["d", "e"] }, "c", "e"),
  ],
  ...["arrivals", "settled", "touched", "gathered", "known", "now"].map((query, i): [string[], string | undefined] => [
    ["--query", query, "--dialect", "clickhouse", "--database", "d", "--option", "requireClose=false"],
    createSettledSql(smartsupp, {
      dialect: "clickhouse",
      table: ["d", "events"],
      settled: ["d", "settled"],
      ruleOptions: { requireClose: false },
    })[i],
  ]),
  [
    ["--query", "settle", "--dialect", "clickhouse", "--settled", "s"],
    settleSql(smartsupp, { dialect: "clickhouse", settled: "s" }),
  ],
  [["--query", "forget", "--dialect", "clickhouse"], forgetSql(smartsupp, { dialect: "clickhouse" })],
  [
    ["--query", "forget", "--dialect", "clickhouse", "--at-once"],
    forgetSql(smartsupp, { dialect: "clickhouse", atOnce: true }),
  ],
  [
    ["--query", "totals", "--dialect", "clickhouse", "--database", "d", "--settled", "s", "--cluster", "c", ...YEAR],
    toSql(smartsupp, {
      dialect: "clickhouse",
      settled: ["d", "s"],
      cluster: "c",
      query: { of: "totals", from: "2024-01-01", to: "2025-01-01" },
    }),
  ],
  [["--query", "bots"], toSql(smartsupp, { dialect: "duckdb", query: { of: "bots" } })],
  [
    ["--query", "quota", "--tz", "Europe/Prague", ...YEAR],
    toSql(smartsupp, {
      dialect: "duckdb",
      query: { of: "quota", timeZone: "Europe/Prague", from: "2024-01-01", to: "2025-01-01" },
    }),
  ],
])("sql %j", async (args, stdout) => {
  expect(await piped(sqlCommand, args)).toEqual({ code: 0, stdout, stderr: "" });
});

test.each([
  [["log.ndjson"], "sql reads no log"],
  [["--dialect", "oracle"], "--dialect is one of duckdb, clickhouse"],
  [["--query", "moons"], "--query is one of verdicts, statistics, totals, bots, buttons, quota, table, states"],
  [["--query", "totals", "--from", "2024-01-01"], "--query totals needs --from and --to"],
  [["--query", "states"], "only ClickHouse"],
  [["--query", "states", "--cluster", "c"], "--cluster says nothing about --query states"],
  [["--query", "settle"], "only ClickHouse"],
  [["--query", "settle", "--dialect", "clickhouse", "--at-once"], "--at-once says nothing about --query settle"],
  [["--query", "totals", "--at-once", ...YEAR], "--at-once says nothing about --query totals"],
  [["--query", "verdicts", "--dialect", "clickhouse", "--settled", "s"], "statistics and totals, not verdicts"],
  [["--query", "table", "--dialect", "clickhouse", "--cluster", "c"], "the name of a database"],
  [["--by", "month"], "--by says nothing about --query verdicts"],
  [["--query", "quota", "--unit", "visitors", ...YEAR], "--unit says nothing about --query quota"],
  [["--column", "colour=x"], "--column is FIELD=NAME"],
  [["--column", "botId="], "--column is FIELD=NAME"],
  [["--option", "inactivityTimeout=5"], "asOf"],
])("sql %j is refused", async (args, message) => {
  expect((await refusalOf(sqlCommand, args)).message).toContain(message);
});
