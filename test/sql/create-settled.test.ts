import { isUsageError, type RuleSet, smartsupp } from "chatledger";
import { createSettledSql, forgetSql, type SettledOptions, type SqlOptions, settleSql, toSql } from "chatledger/sql";
import { expect, test } from "vitest";

const CLICKHOUSE = { dialect: "clickhouse" } as const;
const query = { of: "statistics", by: "month", from: "2024-01-01", to: "2025-01-01" } as const;

function flagsIn(sql: string | undefined): readonly string[] {
  return [...new Set(sql?.match(/\bflags_\w+/g))];
}

function refusal(rules: RuleSet, options: Partial<SettledOptions>): string | undefined {
  try {
    createSettledSql(rules, { ...CLICKHOUSE, ...options });
    return undefined;
  } catch (error) {
    return isUsageError(error) ? error.message : String(error);
  }
}

test("what settles conversations is a view, a table and four views, each called after the table", () => {
  const firsts = createSettledSql(smartsupp, { ...CLICKHOUSE, settled: ["d", "s"] }).map(
    (sql) => sql.split("\n", 1)[0],
  );
  expect(firsts).toEqual([
    "CREATE MATERIALIZED VIEW `d`.`s_arrivals`",
    "CREATE TABLE `d`.`s`",
    "CREATE VIEW `d`.`s_touched` AS",
    "CREATE VIEW `d`.`s_gathered` AS",
    "CREATE VIEW `d`.`s_known` AS",
    "CREATE VIEW `d`.`s_now` AS",
  ]);
});

test("by other rules or options there is no such column, where a verdict could differ", () => {
  const settled = (options: Partial<SqlOptions>, rules: RuleSet = smartsupp) =>
    flagsIn(toSql(rules, { ...CLICKHOUSE, settled: "settled", query, ...options }));
  expect(settled({})).toEqual(flagsIn(createSettledSql(smartsupp, CLICKHOUSE).at(1)));
  expect(settled({ ruleOptions: { requireClose: true } })).toEqual(settled({}));
  expect(settled({ ruleOptions: { requireClose: false } })).not.toEqual(settled({}));
  expect(
    settled({}, { ...smartsupp, kinds: { ...smartsupp.kinds, close: { noun: "end", events: ["ChatClosed"] } } }),
  ).toEqual(settled({}));
  expect(
    settled({}, { ...smartsupp, claims: { ...smartsupp.claims, humanFirst: { when: { exists: "lastClose" } } } }),
  ).not.toEqual(settled({}));
});

test("a year by the month is asked of lists, and by the hour as all others are", () => {
  const sql = (by: "month" | "hour") =>
    toSql(smartsupp, { ...CLICKHOUSE, settled: "settled", query: { ...query, by } });
  expect(sql("month")).toContain("sumForEachIf");
  expect(sql("hour")).not.toContain("sumForEachIf");
});

test("the bucket of a conversation is counted by bounds: one by one, and where many are equally far apart by a quotient", () => {
  const cellOf = (by: "month" | "day", from: string, to: string, timeZone = "UTC") => {
    const sql = toSql(smartsupp, {
      ...CLICKHOUSE,
      settled: "settled",
      query: { of: "statistics", by, from, to, timeZone },
    });
    return /toUInt64\((.+) \* 65536 \+ `flags_\w+`\) AS `cell`/.exec(sql)?.[1]?.replaceAll("`triggered_at`", "at");
  };
  const [december, january, february, march] = [12, 13, 14, 15].map((month) => Date.UTC(2023, month - 1));
  expect(cellOf("month", "2024-01-01", "2024-03-01")).toBe(
    `((at >= ${december}) + (at >= ${january}) + (at >= ${february}) + (at >= ${march}))`,
  );
  // In Prague the 31st of March has 23 hours.
  const [day, hour] = [86_400_000, 3_600_000];
  const [first, short, last] = [Date.UTC(2024, 2, 25, 23), Date.UTC(2024, 2, 30, 23), Date.UTC(2024, 3, 6, 22)];
  expect(short + 23 * hour + 6 * day).toBe(last);
  expect(cellOf("day", "2024-03-27", "2024-04-07", "Europe/Prague")).toBe(
    `(least(greatest(intDiv((at - ${first - day}), ${day}), 0), 5) + (at >= ${short}) + ` +
      `least(greatest(intDiv((at - ${short + 23 * hour - day}), ${day}), 0), 6) + (at >= ${last}))`,
  );
});

test("names are quoted, in the statements that forget too", () => {
  const evil = "x' ` \\ ; DROP TABLE events; --\n/*";
  const options = { ...CLICKHOUSE, table: evil, settled: evil };
  const name = "`x' \\` \\\\ ; DROP TABLE events; --\n/*";
  expect(settleSql(smartsupp, options)).toContain(`INSERT INTO ${name}\` (\`accountId\``);
  const inText = "`x\\' \\\\` \\\\\\\\ ; DROP TABLE events; --\n/*_arrivals`";
  expect(forgetSql(smartsupp, options)).toContain(
    `concat('ALTER TABLE ${inText} DROP PARTITION ', toString(\`hour\`))`,
  );
  expect(createSettledSql(smartsupp, options).at(0)).toContain(`\nFROM ${name}\`\n`);
});

test("what has just arrived is forgotten only if that is asked for", () => {
  expect(forgetSql(smartsupp, CLICKHOUSE)).toMatch(
    /\(`hour` \+ 2\) \* 3600 <= toUInt32\(now\(\)\)[\s\S]*OR elapsed >= 3600/,
  );
  expect(forgetSql(smartsupp, { ...CLICKHOUSE, atOnce: true })).not.toMatch(/now\(\)|elapsed/);
});

test.each<[string, Partial<SettledOptions>, string]>([
  ["DuckDB", { dialect: "duckdb" }, "settled: only ClickHouse has them"],
  ["chats that are closed by inactivity", { ruleOptions: { inactivityTimeout: 1 } }, "closed by inactivity"],
  ["a column that is called as what is kept", { columns: { botId: "last_event" } }, 'columns.botId: "last_event"'],
  ["a column that is called as a place", { columns: { botId: "place" } }, 'columns.botId: "place"'],
  ["a column that is called as an hour", { columns: { botId: "hour" } }, 'columns.botId: "hour"'],
  ["a table without a name", { settled: "" }, "table: expected a name."],
])("settled conversations of %s are refused", (_, options, message) => {
  expect(refusal(smartsupp, options)).toContain(message);
});
