import { isUsageError, type RuleOptions, type RuleSet, smartsupp } from "chatledger";
import { createDistributedSql, createStatesSql, type StatesOptions, toSql } from "chatledger/sql";
import { expect, test } from "vitest";

function statesIn(sql: string): readonly string[] {
  return [...new Set(sql.match(/\b(?:first|last|every|bots)_\w+/g))];
}

function view(ruleOptions?: RuleOptions, rules: RuleSet = smartsupp): readonly string[] {
  return statesIn(createStatesSql(rules, { dialect: "clickhouse", ruleOptions }));
}

function refusal(make: () => string): string | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    return isUsageError(error) ? error.message : String(error);
  }
}

test("a view has every state that a query asks for", () => {
  const interval = { from: "2024-01-01", to: "2024-01-02" };
  const asOf = "2024-01-02T00:00:00Z";
  for (const ruleOptions of [{}, { handoffIsContact: false, inactivityTimeout: 1_000 }]) {
    for (const query of [
      { of: "verdicts" },
      { of: "statistics", cohort: "decided", unit: "visitors", bot: "b", ...interval },
      { of: "totals", ...interval },
    ] as const) {
      const sql = toSql(smartsupp, { dialect: "clickhouse", states: "states", query, asOf, ruleOptions });
      const asked = [...new Set(sql.match(/(?<=Merge\(`)\w+/g))];
      expect(asked.length).toBeGreaterThan(4);
      expect(view(ruleOptions)).toEqual(expect.arrayContaining(asked));
    }
  }
});

test("by other options, which see other events, other states are asked for than a view has", () => {
  const options = { dialect: "clickhouse", states: "states" } as const;
  const asked = statesIn(toSql(smartsupp, { ...options, ruleOptions: { botInputIsInteraction: false } }));
  expect(asked.map((name) => name.replace(/^all_/, "")).filter((name) => !view().includes(name))).not.toEqual([]);
  // A close is a close, and what is enough for an outcome changes no state.
  expect(view({ requireClose: false })).toEqual(view());
});

test("states of rules that look at ids keep them, under names of their own", () => {
  const twoClicks: RuleSet = {
    ...smartsupp,
    moments: { ...smartsupp.moments, lastClick: { last: "interaction" } },
    claims: { ...smartsupp.claims, twice: { when: { before: ["firstInteraction", "lastClick"] } } },
    participation: [{ participation: "started", when: { claim: "twice" } }],
  };
  expect(view({}, twoClicks).filter((name) => name.endsWith("_ids"))).toHaveLength(view({}, twoClicks).length - 1);
  expect(view().filter((name) => name.endsWith("_ids"))).toEqual([]);
});

test.each<[string, Partial<StatesOptions>, string]>([
  ["DuckDB", { dialect: "duckdb" }, "states: only ClickHouse has them"],
  ["a column that is called as a state", { columns: { botId: "last_event" } }, 'columns.botId: "last_event"'],
  [
    "a column that is called as another one",
    { columns: { botId: "accountId", accountId: "x" } },
    'columns.botId: "accountId"',
  ],
  ["a view without a name", { states: "" }, "table: expected a name."],
])("states of %s are refused", (_, options, message) => {
  expect(refusal(() => createStatesSql(smartsupp, { dialect: "clickhouse", ...options }))).toContain(message);
});

test("a table of all servers stands for one in a database", () => {
  const table = ["shard", "events"];
  expect(createDistributedSql({ dialect: "clickhouse", table }, "pair")).toBe(
    "CREATE TABLE `events` AS `shard`.`events`\n" +
      "ENGINE = Distributed('pair', 'shard', 'events', cityHash64(`accountId`, ifNull(`conversationId`, '')))\n",
  );
  for (const wrong of ["events", ["events"], ["a", "b", "c"]]) {
    const message = refusal(() => createDistributedSql({ dialect: "clickhouse", table: wrong }, "pair"));
    expect(message).toBe("table: expected the name of a database and that of a table in it.");
  }
  expect(refusal(() => createDistributedSql({ dialect: "duckdb", table }, "pair"))).toContain("only ClickHouse");
});
