import { type ConversationEvent, type JudgingOptions, smartsupp } from "chatledger";
import { createStatesSql, createTableSql, type SqlOptions, type SqlQuery, toSql } from "chatledger/sql";
import fc from "fast-check";
import { expect } from "vitest";
import { anyRules, type Compared, chats, figuresIn, statisticsQueries, verdictRows } from "../sql/engine-laws.ts";
import type { ResultRow } from "../sql/sql-engine.ts";
import { judgingOptions } from "../support/judging-options.ts";
import { statisticsCase } from "../support/statistics-cases.ts";
import { insertSql } from "./clickhouse-rows.ts";

/** ClickHouse with a table of events, `shard.events`, and its states, `shard.states`. */
export interface StatesEngine {
  /** On every server, after whatever was there before is gone. */
  create(statements: readonly string[]): Promise<void>;
  /** Into the table that is all servers. */
  insert(sql: (table: string) => string | undefined): Promise<void>;
  /** Merges what lies in parts, on every server. */
  optimize(): Promise<void>;
  rows(sql: string): Promise<readonly ResultRow[]>;
  /** The ways to ask for the states of all servers. */
  readonly asked: readonly Pick<SqlOptions, "states" | "cluster">[];
}

/** How events arrive: in any order, some twice, in several inserts, with or without merges between them. */
interface Delivery {
  readonly batches: readonly (readonly ConversationEvent[])[];
  readonly optimizes: boolean;
}

function delivered(events: readonly ConversationEvent[]): fc.Arbitrary<Delivery> {
  const length = events.length;
  return fc
    .record({
      inAnyOrder: fc.shuffledSubarray([...events], { minLength: length, maxLength: length }),
      again: fc.subarray([...events]),
      cuts: fc.array(fc.nat({ max: 2 * length }), { maxLength: 3 }),
      optimizes: fc.boolean(),
    })
    .map(({ inAnyOrder, again, cuts, optimizes }) => {
      const all = [...inAnyOrder, ...again];
      const ends = [...cuts.toSorted((a, b) => a - b), all.length];
      return { batches: ends.map((end, i) => all.slice(ends[i - 1] ?? 0, end)), optimizes };
    });
}

async function gather(engine: StatesEngine, { batches, optimizes }: Delivery, judging: JudgingOptions): Promise<void> {
  const { ruleSet = smartsupp, asOf: _, ruleOptions, ...direct } = judging;
  const [table, states] = [
    ["shard", "events"],
    ["shard", "states"],
  ];
  const options = { dialect: "clickhouse", table, states, ruleOptions: { ...direct, ...ruleOptions } } as const;
  const view = createStatesSql(ruleSet, options);
  const [first = [], ...others] = batches;
  // What is there before the view is in it too.
  await engine.create([createTableSql({ dialect: "clickhouse", table })]);
  await engine.insert((name) => insertSql(name, {}, first));
  await engine.create([view]);
  for (const batch of others) {
    if (optimizes) await engine.optimize();
    await engine.insert((name) => insertSql(name, {}, batch));
  }
}

async function equal(
  engine: StatesEngine,
  query: SqlQuery,
  judging: JudgingOptions,
  expected: readonly ResultRow[],
): Promise<void> {
  const { ruleSet = smartsupp, ...options } = judging;
  for (const asked of engine.asked) {
    if (asked.cluster !== undefined && "unit" in query && query.unit === "visitors") continue;
    const rows = await engine.rows(toSql(ruleSet, { dialect: "clickhouse", query, ...options, ...asked }));
    expect({ query, asked, rows }).toStrictEqual({ query, asked, rows: expected });
  }
}

/** Asked of a time that they have passed, states have no answer. */
async function forgetNothing(engine: StatesEngine, { batches }: Delivery, judging: JudgingOptions): Promise<void> {
  const { ruleSet = smartsupp, ...options } = judging;
  const last = Math.max(...batches.flat().map(({ occurredAt }) => Date.parse(occurredAt)));
  for (const asked of Number.isFinite(last) ? engine.asked : []) {
    const sql = toSql(ruleSet, { dialect: "clickhouse", ...options, ...asked, asOf: last - 1 });
    await expect(engine.rows(sql)).rejects.toThrow(/throwIf/);
  }
}

function seen<Event extends ConversationEvent>(events: readonly Event[], { asOf }: JudgingOptions): Event[] {
  return events.filter(({ occurredAt }) => asOf === undefined || occurredAt <= String(asOf));
}

/** Verdicts of states are those of the events. */
function verdicts(engine: StatesEngine, numRuns: number, compared: Compared): Promise<void> {
  const cases = fc
    .tuple(chats, judgingOptions(), anyRules)
    .map(([events, options, ruleSet]) => {
      const judging = ruleSet === undefined ? options : { ruleSet, asOf: options.asOf ?? "2026-01-01T00:00:00Z" };
      return { events: seen(events, judging), judging };
    })
    .chain(({ events, judging }) => fc.record({ judging: fc.constant(judging), delivery: delivered(events) }));
  return fc.assert(
    fc.asyncProperty(cases, async ({ judging, delivery }) => {
      const expected = verdictRows(delivery.batches.flat(), judging);
      await gather(engine, delivery, judging);
      await equal(engine, { of: "verdicts" }, judging, expected);
      compared.verdicts += engine.asked.length * expected.length;
      await forgetNothing(engine, delivery, judging);
    }),
    { numRuns },
  );
}

/** Statistics of states are those of the events. */
function statistics(engine: StatesEngine, numRuns: number, compared: Compared): Promise<void> {
  const cases = fc
    .tuple(statisticsCase(), anyRules)
    .map(([{ events, options }, ruleSet]) => {
      const { by, timeZone, cohort, unit, bot, accountId, from, to, ...switches } = options;
      const asked = { by, timeZone, cohort, unit, bot, accountId, from, to };
      const judging = ruleSet === undefined ? switches : { ruleSet, asOf: switches.asOf ?? "2026-01-01T00:00:00Z" };
      return { events: seen(events, judging), asked, judging };
    })
    .chain(({ events, ...question }) => fc.record({ question: fc.constant(question), delivery: delivered(events) }));
  return fc.assert(
    fc.asyncProperty(cases, async ({ question: { asked, judging }, delivery }) => {
      await gather(engine, delivery, judging);
      for (const [query, expected] of statisticsQueries(delivery.batches.flat(), { ...asked, ...judging })) {
        if (query.of === "bots" || query.of === "buttons") continue;
        await equal(engine, query, judging, expected);
        compared.figures += engine.asked.length * expected.reduce((sum, row) => sum + figuresIn(row), 0);
      }
    }),
    { numRuns },
  );
}

/** What holds of states, and on how many values each is tried. */
export const STATE_LAWS = [
  ["verdicts", verdicts, 30],
  ["statistics", statistics, 20],
] as const;
