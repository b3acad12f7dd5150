import {
  type ConversationEvent,
  isUsageError,
  type JudgingOptions,
  type RuleSet,
  type StatisticsOptions,
  smartsupp,
} from "chatledger";
import { createSettledSql, createTableSql, forgetSql, type SqlOptions, settleSql, toSql } from "chatledger/sql";
import fc from "fast-check";
import { expect } from "vitest";
import { FLAGS } from "../../src/sql/settled-tables.ts";
import { anyRules, type Compared, figuresIn, statisticsQueries } from "../sql/engine-laws.ts";
import type { ResultRow } from "../sql/sql-engine.ts";
import { at, event } from "../support/events.ts";
import { statisticsCase } from "../support/statistics-cases.ts";
import { insertSql } from "./clickhouse-rows.ts";

/** ClickHouse with a table of events, `shard.events`, and what settles its conversations, `shard.settled` and others. */
export interface SettledEngine {
  /** On every server, after whatever was there before is gone. */
  create(statements: readonly string[]): Promise<void>;
  /** Into the table that is all servers. */
  insert(sql: (table: string) => string | undefined): Promise<void>;
  /** On every server; gives the rows of each. */
  onEach(sql: string): Promise<readonly (readonly ResultRow[])[]>;
  /** On one server of them. */
  onOne(server: number, sql: string): Promise<readonly ResultRow[]>;
  rows(sql: string): Promise<readonly ResultRow[]>;
  readonly servers: number;
  /** How to ask for the conversations of all servers. */
  readonly asked: Pick<SqlOptions, "settled" | "cluster">;
}

/** What happens between two deliveries of events. */
const STEPS = ["settle", "settle twice", "forget", "break off", "merge"] as const;

interface Step {
  readonly does: (typeof STEPS)[number];
  readonly server: number;
  /** Which part of the rows a statement has inserted that was broken off. */
  readonly part: string;
}

const PARTS = [
  "`changes` < 0",
  "`changes` > 0",
  "`hash` % 4 < 2",
  "`hash` % 4 > 0",
  "cityHash64(`hash`, `changes`) % 2 = 0",
] as const;

const step: fc.Arbitrary<Step> = fc.record({
  does: fc.constantFrom(...STEPS),
  server: fc.nat({ max: 1 }),
  part: fc.constantFrom(...PARTS),
});

/** Events in any order, some twice, in several deliveries, and what happens behind each of them. */
function story(events: readonly ConversationEvent[]) {
  const length = events.length;
  return fc
    .record({
      inAnyOrder: fc.shuffledSubarray([...events], { minLength: length, maxLength: length }),
      again: fc.subarray([...events]),
      cuts: fc.array(fc.nat({ max: 2 * length }), { minLength: 1, maxLength: 3 }),
      steps: fc.array(fc.array(step, { maxLength: 4 }), { minLength: 4, maxLength: 4 }),
    })
    .map(({ inAnyOrder, again, cuts, steps }) => {
      const all = [...inAnyOrder, ...again];
      const ends = [...cuts.toSorted((a, b) => a - b), all.length];
      return ends.map((end, i) => ({ batch: all.slice(ends[i - 1] ?? 0, end), steps: steps[i] ?? [] }));
    });
}

const OPTIONS = { dialect: "clickhouse", table: ["shard", "events"], settled: ["shard", "settled"] } as const;

interface Question {
  readonly asked: Omit<StatisticsOptions, keyof JudgingOptions>;
  readonly judging: JudgingOptions;
}

/** Statistics of settled conversations are those of all events so far, whatever is settled, was broken off, or has just arrived. */
function statistics(engine: SettledEngine, numRuns: number, compared: Compared): Promise<void> {
  const cases = fc
    .tuple(statisticsCase(), anyRules, fc.boolean())
    .map(([{ events: log, options }, ruleSet, isAtOnce]) => {
      // At one moment nothing but the rest of the order tells which came first, for rules that ask.
      const events = ruleSet !== undefined && isAtOnce ? atOnce(log) : log;
      const { by, timeZone, cohort, bot, accountId, from, to, unit: _, inactivityTimeout: __, ...switches } = options;
      const asked = { by, timeZone, cohort, bot, accountId, from, to };
      const judging: JudgingOptions =
        ruleSet === undefined ? switches : { ruleSet, asOf: switches.asOf ?? "2026-01-01T00:00:00Z" };
      const { asOf } = judging;
      return {
        events: events.filter(({ occurredAt }) => asOf === undefined || occurredAt <= String(asOf)),
        asked,
        judging,
      };
    })
    .filter(({ judging }) => canSettle(judging))
    .chain(({ events, ...question }) => fc.record({ question: fc.constant(question), deliveries: story(events) }));
  return fc.assert(
    fc.asyncProperty(cases, async ({ question, deliveries }) => {
      const { ruleSet = smartsupp, asOf: _, ruleOptions, ...direct } = question.judging;
      const options = { ...OPTIONS, ruleOptions: { ...direct, ...ruleOptions } };
      const settle = settleSql(ruleSet, options);
      const forget = forgetSql(ruleSet, { ...options, atOnce: true });
      await engine.create([createTableSql(OPTIONS)]);
      const [first, ...others] = deliveries;
      await engine.insert((name) => insertSql(name, {}, first?.batch ?? []));
      await engine.create(createSettledSql(ruleSet, options));
      let seen: readonly ConversationEvent[] = first?.batch ?? [];
      compared.figures += await equal(engine, seen, question);
      for (const { batch, steps } of others) {
        await engine.insert((name) => insertSql(name, {}, batch));
        seen = [...seen, ...batch];
        compared.figures += await equal(engine, seen, question);
        for (const one of steps) {
          await take(engine, one, settle, forget);
          compared.figures += await equal(engine, seen, question);
        }
      }
      await settleAll(engine, settle, forget);
      compared.figures += await equal(engine, seen, question);
      await forgetNothing(engine, seen, question.judging);
    }),
    { numRuns },
  );
}

function atOnce(events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  const occurredAt = events[0]?.occurredAt ?? "";
  return events.map((event) => ({ ...event, occurredAt }));
}

function canSettle({ ruleSet = smartsupp, ...options }: JudgingOptions): boolean {
  try {
    toSql(ruleSet, { ...OPTIONS, ...options, query: { of: "totals", from: "2024-01-01", to: "2024-01-02" } });
    return true;
  } catch (error) {
    if (isUsageError(error) && error.code === "invalid-option") return false;
    throw error;
  }
}

async function take(
  engine: SettledEngine,
  { does, server, part }: Step,
  settle: string,
  forget: string,
): Promise<void> {
  switch (does) {
    case "settle":
      await engine.onEach(settle);
      return;
    case "settle twice":
      // As if two had begun at once: each takes back what stood then, and puts in its place what is known.
      await Promise.all([engine.onEach(settle), engine.onEach(settle)]);
      return;
    case "forget":
      for (const [i, statements] of (await engine.onEach(forget)).entries()) {
        for (const { statement } of statements) await engine.onOne(i, String(statement));
      }
      return;
    case "break off":
      await engine.onOne(server % engine.servers, `${settle.trimEnd()} AND ${part}`);
      return;
    case "merge":
      await engine.onEach("OPTIMIZE TABLE shard.settled FINAL");
  }
}

/** Once all is settled and forgotten nothing is touched any more, and there is nothing to settle. */
async function settleAll(engine: SettledEngine, settle: string, forget: string): Promise<void> {
  for (const does of ["settle", "forget"] as const) await take(engine, { does, server: 0, part: "" }, settle, forget);
  const left = await engine.onEach("SELECT count() AS n FROM shard.settled_arrivals");
  expect(left.flat().map(({ n }) => Number(n))).toEqual(left.map(() => 0));
}

/** Asked of a time that they have passed, settled conversations have no answer. */
async function forgetNothing(
  engine: SettledEngine,
  events: readonly ConversationEvent[],
  { ruleSet = smartsupp, ...options }: JudgingOptions,
): Promise<void> {
  if (events.length === 0) return;
  const asOf = Math.max(...events.map(({ occurredAt }) => Date.parse(occurredAt))) - 1;
  const query = { of: "totals", by: "year", from: "2000-01-01", to: "2001-01-01" } as const;
  const sql = toSql(ruleSet, { dialect: "clickhouse", query, ...options, ...engine.asked, asOf });
  await expect(engine.rows(sql)).rejects.toThrow(/throwIf/);
}

async function equal(
  engine: SettledEngine,
  events: readonly ConversationEvent[],
  { asked, judging }: Question,
): Promise<number> {
  const { ruleSet = smartsupp, ...options } = judging;
  let figures = 0;
  for (const [query, expected] of statisticsQueries(events, { ...asked, ...judging })) {
    if (query.of !== "statistics" && query.of !== "totals") continue;
    const rows = await engine.rows(toSql(ruleSet, { dialect: "clickhouse", query, ...options, ...engine.asked }));
    expect({ query, rows }).toStrictEqual({ query, rows: expected });
    figures += expected.reduce((sum, row) => sum + figuresIn(row), 0);
  }
  return figures;
}

/**
 * Two clicks at one moment are two, by rules that ask which came first, wherever each of them is known from; and of messages whose ids
 * are long the first is found.
 */
async function ids(engine: SettledEngine, _: number, compared: Compared): Promise<void> {
  const rules: RuleSet = {
    ...smartsupp,
    moments: { ...smartsupp.moments, lastClick: { last: "interaction" } },
    claims: { ...smartsupp.claims, twice: { when: { before: ["firstInteraction", "lastClick"] } } },
    outcomes: [{ outcome: "escalated", when: { claim: "twice" }, counterfactual: [] }, ...smartsupp.outcomes],
  };
  const clicks = ["e1", "e2"].map((id) => event.ButtonClicked({ ...at("10:00"), id, conversationId: "c" }));
  const messages = ["a", "b"].map((id) => {
    return event.DirectMessageSent({ ...at("10:01"), id: id.repeat(64), conversationId: "c" });
  });
  const events = [...clicks, ...messages];
  await engine.create([createTableSql(OPTIONS)]);
  await engine.create(createSettledSql(rules, OPTIONS));
  const question = { asked: { by: "day", timeZone: "UTC" }, judging: { ruleSet: rules } } as const;
  for (const [i, one] of events.entries()) {
    await engine.insert((name) => insertSql(name, {}, [one]));
    compared.figures += await equal(engine, events.slice(0, i + 1), question);
    await settleAll(engine, settleSql(rules, OPTIONS), forgetSql(rules, { ...OPTIONS, atOnce: true }));
    compared.figures += await equal(engine, events.slice(0, i + 1), question);
  }
}

/** In however many buckets, which are equally long or not: each conversation is counted in its own, and in none if it is before or after all. */
async function buckets(engine: SettledEngine, _: number, compared: Compared): Promise<void> {
  const [first, hour] = [Date.parse("2024-03-20T00:00:00Z"), 3_600_000];
  // Every 13 hours over three weeks, one of which has a day of 23 hours in Prague.
  const events = Array.from({ length: 40 }, (_, i) =>
    event.BotTriggered({
      occurredAt: new Date(first + i * 13 * hour).toISOString(),
      id: `e${i}`,
      conversationId: `c${i}`,
    }),
  );
  await engine.create([createTableSql(OPTIONS)]);
  await engine.insert((name) => insertSql(name, {}, events));
  await engine.create(createSettledSql(smartsupp, OPTIONS));
  const timeZone = "Europe/Prague";
  const intervals = [
    ["hour", "2024-03-25T23:00:00Z", "2024-04-04T22:00:00Z"],
    ["day", "2024-03-22T23:00:00Z", "2024-04-08T22:00:00Z"],
    ["week", "2024-03-17T23:00:00Z", "2024-06-02T22:00:00Z"],
    ["month", "2024-03-31T22:00:00Z", "2024-08-31T22:00:00Z"],
  ] as const;
  for (const [by, from, to] of intervals) {
    compared.figures += await equal(engine, events, { asked: { by, timeZone, from, to }, judging: {} });
  }
}

/** Rows as they can be read while events arrive and are settled: of a touched conversation one thing counts, the one that is whole. */
async function readings(engine: SettledEngine): Promise<void> {
  await engine.create([createTableSql(OPTIONS)]);
  await engine.create(createSettledSql(smartsupp, OPTIONS));
  await engine.create([
    "CREATE TABLE `shard`.`settled_now` ENGINE = Memory AS SELECT *, toUInt64(0) AS touched FROM shard.settled_known",
  ]);
  const [flags = ""] = /flags_\w+/.exec(settleSql(smartsupp, OPTIONS)) ?? [];
  const at = Date.parse("2024-01-01T12:00:00Z");
  const triggered = 2 ** FLAGS.triggered;
  const known = triggered + 2 ** FLAGS.resolved + 2 ** FLAGS.isKnown;
  const seen = known + 2 ** FLAGS.isSeen;
  const rows = [
    ["settled, and known without that", triggered, 7],
    ["settled, and known without that", known, 7],
    ["settled, and known with that", triggered, 8],
    ["settled, and known with that", seen, 8],
    ["not settled, and known", known, 9],
    ["settled, and not touched yet", triggered, 0],
    ["settled, and not touched yet", seen, 0],
  ].map(([account, of, touched]) => `('${account}', ${of}, ${at}, 1, ${touched})`);
  await engine.onOne(
    0,
    `INSERT INTO shard.settled_now (accountId, ${flags}, triggered_at, weight, touched) VALUES ${rows.join(", ")}`,
  );
  const query = { of: "statistics", by: "day", from: "2024-01-01", to: "2024-01-02" } as const;
  const answer = await engine.rows(toSql(smartsupp, { dialect: "clickhouse", query, ...engine.asked }));
  expect(answer.map((row) => [row["accountId"], row["triggered"], row["resolved"]])).toEqual([
    ["not settled, and known", 1, 1],
    ["settled, and known with that", 1, 1],
    ["settled, and known without that", 1, 0],
    ["settled, and not touched yet", 1, 0],
  ]);
}

/** What holds of settled conversations, and on how many values it is tried. */
export const SETTLED_LAWS = [
  ["statistics", statistics, 9],
  ["figures by rules that look at ids", ids, 1],
  ["figures in many buckets", buckets, 1],
  ["figures whatever was read first", readings, 1],
] as const;
