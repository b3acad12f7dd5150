import { isUsageError, type RuleSet, smartsupp } from "chatledger";
import { createRejectsSql, createTableSql, quotaMonths, type SqlOptions, toSql } from "chatledger/sql";
import { expect, test } from "vitest";
import { duckdbEngine } from "./duckdb-engine.ts";

const INTERVAL = { from: "2024-01-01", to: "2024-01-02" };

function refusal(options: Partial<SqlOptions>, rules: RuleSet = smartsupp): string | undefined {
  try {
    toSql(rules, { dialect: "duckdb", ...options });
    return undefined;
  } catch (error) {
    return isUsageError(error) ? error.code : String(error);
  }
}

test.each<[string, Partial<SqlOptions>, string]>([
  ["statistics without an end", JSON.parse('{"query":{"of":"statistics","from":"2024-01-01"}}'), "invalid-interval"],
  [
    "an interval that cuts a day",
    { query: { of: "totals", ...INTERVAL, to: "2024-01-01T05:00:00Z" } },
    "invalid-interval",
  ],
  [
    "more buckets than rows may be",
    { query: { of: "statistics", by: "hour", from: "1900-01-01", to: "2024-01-01" } },
    "too-many-rows",
  ],
  ["an unknown time zone", { query: { of: "quota", timeZone: "Mars/Olympus", ...INTERVAL } }, "unknown-time-zone"],
  ["inactivity without a time to judge at", { ruleOptions: { inactivityTimeout: 1 } }, "as-of-required"],
  ["an unknown option", { ruleOptions: { moon: true } }, "unknown-option"],
  ["an unknown dialect", JSON.parse('{"dialect":"oracle"}'), "invalid-option"],
  ["a table without a name", { table: "" }, "invalid-option"],
  ["no table", { table: [] }, "invalid-option"],
  ["a name that ends in the middle", { table: "a\0b" }, "invalid-option"],
  ["states of DuckDB", { states: "states" }, "invalid-option"],
  ["a cluster of DuckDB", { cluster: "pair" }, "invalid-option"],
  ["clicks of states", { dialect: "clickhouse", states: "states", query: { of: "buttons" } }, "invalid-option"],
  ["bots of states", { dialect: "clickhouse", states: "states", query: { of: "bots" } }, "invalid-option"],
  [
    "use of the quota of states",
    { dialect: "clickhouse", states: "states", query: { of: "quota", ...INTERVAL, to: "2024-02-01" } },
    "invalid-option",
  ],
  [
    "visitors server by server",
    { dialect: "clickhouse", cluster: "pair", query: { of: "totals", unit: "visitors", ...INTERVAL } },
    "invalid-option",
  ],
  ["settled conversations of DuckDB", { settled: "settled", query: { of: "totals", ...INTERVAL } }, "invalid-option"],
  ["verdicts of settled conversations", { dialect: "clickhouse", settled: "settled" }, "invalid-option"],
  [
    "visitors of settled conversations",
    { dialect: "clickhouse", settled: "settled", query: { of: "totals", unit: "visitors", ...INTERVAL } },
    "invalid-option",
  ],
  [
    "bots of settled conversations",
    { dialect: "clickhouse", settled: "settled", query: { of: "bots" } },
    "invalid-option",
  ],
  [
    "use of the quota of settled conversations",
    { dialect: "clickhouse", settled: "settled", query: { of: "quota", ...INTERVAL, to: "2024-02-01" } },
    "invalid-option",
  ],
  [
    "closing by inactivity of settled conversations",
    {
      dialect: "clickhouse",
      settled: "settled",
      query: { of: "totals", ...INTERVAL },
      asOf: "2024-01-02T00:00:00Z",
      ruleOptions: { inactivityTimeout: 1 },
    },
    "invalid-option",
  ],
  [
    "states and settled conversations at once",
    { dialect: "clickhouse", settled: "settled", states: "states", query: { of: "totals", ...INTERVAL } },
    "invalid-option",
  ],
  [
    "settled conversations of a cluster without a database",
    { dialect: "clickhouse", settled: "settled", cluster: "pair", query: { of: "totals", ...INTERVAL } },
    "invalid-option",
  ],
  ["an id that is no text", { query: { of: "verdicts", accountId: "\uD800" } }, "invalid-option"],
  [
    "a month that ends before it starts",
    { query: { of: "quota", months: [{ start: 2, end: 1 }] } },
    "invalid-interval",
  ],
])("%s is refused", (_, options, code) => {
  expect(refusal(options)).toBe(code);
});

test("a name or a value cannot leave its quotation marks", () => {
  const evil = `x" ' \` \\ ; DROP TABLE events; --\n/*`;
  const query = { of: "verdicts", accountId: evil } as const;
  const duckdb = toSql(smartsupp, { dialect: "duckdb", table: [evil, evil], columns: { botId: evil }, query });
  const clickhouse = toSql(smartsupp, { dialect: "clickhouse", table: [evil, evil], columns: { botId: evil }, query });
  const inDuckdb = `"x"" ' \` \\ ; DROP TABLE events; --\n/*"`;
  expect(duckdb).toContain(`FROM ${inDuckdb}.${inDuckdb}\n`);
  expect(duckdb).toContain(`"accountId" = 'x" '' \` \\ ; DROP TABLE events; --\n/*'\n`);
  const inClickhouse = `\`x" ' \\\` \\\\ ; DROP TABLE events; --\n/*\``;
  expect(clickhouse).toContain(`FROM ${inClickhouse}.${inClickhouse}\n`);
  expect(clickhouse).toContain(`\`accountId\` = 'x" \\' \` \\\\ ; DROP TABLE events; --\n/*'\n`);
});

test("words of a rule set stand in comments only where they cannot end them", () => {
  const rules: RuleSet = { ...smartsupp, id: "mine" };
  expect(toSql(rules, { dialect: "duckdb" })).toContain("-- The first outcome that holds, by the rules mine/1.\n");
});

test("names that differ in their case alone are told apart", async () => {
  const { triggered, ...others } = smartsupp.claims;
  const rules: RuleSet = {
    ...smartsupp,
    claims: { triggered, Triggered: { when: { not: { claim: "triggered" } } }, ...others },
    outcomes: [
      { outcome: "escalated", when: { claim: "Triggered" }, counterfactual: [] },
      { outcome: "resolved", when: { all: [] }, counterfactual: [] },
    ],
  };
  const engine = await duckdbEngine({ optimizes: true });
  await engine.fill({ table: "events", columns: {} }, [
    { type: "VisitorArrived", id: "e", occurredAt: "2024-01-01T00:00:00Z", accountId: "a", conversationId: "c" },
  ]);
  expect(await engine.rows(toSql(rules, { dialect: "duckdb" }))).toMatchObject([{ outcome: "escalated" }]);
});

test("names of a rule set are not taken for those that a query gives by itself", async () => {
  const { kinds, moments, claims } = smartsupp;
  const { contact: _, ...others } = kinds;
  const rules: RuleSet = {
    ...smartsupp,
    kinds: { present: kinds.close, placed: kinds.close, selected: kinds.close, contact: kinds.contact, ...others },
    moments: {
      bot: { first: "present" },
      contact: { first: "placed" },
      count: { first: "selected" },
      visitor: { first: "present" },
      ...moments,
    },
    claims: {
      own: { when: { exists: "bot" } },
      outcome: { when: { all: [{ exists: "contact" }, { exists: "count" }, { exists: "visitor" }, { claim: "own" }] } },
      ...claims,
    },
    outcomes: [
      { outcome: "in-progress", when: { all: [{ claim: "outcome" }, { not: { claim: "own" } }] }, counterfactual: [] },
      ...smartsupp.outcomes,
    ],
  };
  const chat = { accountId: "a", conversationId: "c", occurredAt: "2024-01-01T00:00:00Z", botId: "b" };
  const engine = await duckdbEngine({ optimizes: true });
  await engine.fill({ table: "events", columns: {} }, [
    { ...chat, type: "ButtonClicked", id: "1", visitorId: "v", buttonId: "x" },
    { ...chat, type: "ChatClosed", id: "2", closedBy: "visitor" },
  ]);
  const ask = (query: SqlOptions["query"]) => engine.rows(toSql(rules, { dialect: "duckdb", query }));
  const asked = { ...INTERVAL, bot: "b", unit: "visitors" } as const;
  expect(await ask({ of: "verdicts" })).toMatchObject([{ outcome: "resolved" }]);
  expect(await ask({ of: "statistics", ...asked })).toMatchObject([{ resolved: 1, triggered: 1 }]);
  expect(await ask({ of: "totals", ...asked, cohort: "decided" })).toMatchObject([{ resolved: 1, undecided: 0 }]);
  expect(await ask({ of: "bots", ...asked })).toMatchObject([{ botId: "b", resolved: 1 }]);
  expect(await ask({ of: "buttons", ...asked })).toMatchObject([{ buttonId: "x", clicks: 1, contactedAfter: 0 }]);
  expect(await ask({ of: "quota", ...INTERVAL, to: "2024-02-01" })).toMatchObject([{ used: 1 }]);
  expect(await ask({ of: "statistics", ...asked, bot: "" })).toEqual([]);
});

test("claims that each name the one before twice stay one line each", () => {
  const chain = Array.from({ length: 20 }, (_, i) => {
    const before = { claim: i === 0 ? "closed" : `c${i - 1}` };
    return [`c${i}`, { when: { any: [before, { not: before }] } }] as const;
  });
  const claims = { ...smartsupp.claims, ...Object.fromEntries(chain) };
  const rules: RuleSet = {
    ...smartsupp,
    claims,
    outcomes: [
      { outcome: "resolved", when: { claim: "c19" }, counterfactual: [] },
      { outcome: "no-reaction", when: { all: [] }, counterfactual: [] },
    ],
  };
  expect(toSql(rules, { dialect: "duckdb" }).length).toBeLessThan(50_000);
});

test("the days of a year are three runs of equal days and two that are not", () => {
  const query = { of: "statistics", timeZone: "Europe/Prague", from: "2024-01-01", to: "2025-01-01" } as const;
  const sql = toSql(smartsupp, { dialect: "duckdb", query });
  expect(sql.match(/THEN \d+::BIGINT \+ \("placed_at"/g)).toHaveLength(3);
  expect(sql.match(/range\(/g)).toHaveLength(5);
});

test("events and rejects have tables of their own", async () => {
  const engine = await duckdbEngine({ optimizes: true });
  await engine.rows(createTableSql({ dialect: "duckdb" }));
  await engine.rows(createRejectsSql({ dialect: "duckdb" }));
  expect(await engine.rows("SELECT name FROM (SHOW TABLES) ORDER BY name")).toEqual([
    { name: "events" },
    { name: "rejects" },
  ]);
});

test("months of the quota begin with their subscription and end with it", () => {
  const billing = (type: "PlanCancelled", id: string, occurredAt: string) => ({ type, id, occurredAt, accountId: "a" });
  const events = [
    { type: "PlanSubscribed", id: "1", occurredAt: "2024-01-10T00:00:00Z", accountId: "a", plan: "pro" },
    billing("PlanCancelled", "2", "2024-02-10T00:00:00Z"),
    { type: "PlanSubscribed", id: "3", occurredAt: "2024-03-05T00:00:00Z", accountId: "a", plan: "pro" },
  ] as const;
  const iso = (start: unknown) => new Date(Number(start)).toISOString().slice(0, 10);
  const months = quotaMonths(events, { asOf: "2024-03-20T00:00:00Z" });
  expect(months.map(({ start, end }) => [iso(start), iso(end)])).toEqual([
    ["2024-01-10", "2024-02-01"],
    ["2024-02-01", "2024-03-01"],
    ["2024-03-05", "2024-04-01"],
  ]);
});
