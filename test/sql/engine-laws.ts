import {
  botStatistics,
  buttonStatistics,
  type ConversationEvent,
  chatbotStatistics,
  classify,
  type JudgingOptions,
  quotaView,
  type StatisticsOptions,
  type StatisticsRow,
  type StatisticsTotals,
  smartsupp,
} from "chatledger";
import { EVENT_COLUMNS, quotaMonths, type SqlQuery, toSql } from "chatledger/sql";
import { conversation, id, instant, ledger, quotaQuestion } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect } from "vitest";
import { conversationsOf } from "../../src/domain/log-input.ts";
import { FIGURES } from "../../src/projections/statistics/figures.ts";
import { judgingOptions } from "../support/judging-options.ts";
import { CLAIMS, ruleSet } from "../support/rule-sets.ts";
import { statisticsCase } from "../support/statistics-cases.ts";
import type { Named, ResultRow, SqlEngine } from "./sql-engine.ts";

/** How much was found equal. */
export interface Compared {
  verdicts: number;
  figures: number;
}

const PLAIN: Named = { table: "events", columns: {} };

/** As long as a name may be for an engine that calls a file after it, in which each byte may take three. */
const LONGEST_NAME = 64;

const name = id().filter((text) => Buffer.byteLength(text) <= LONGEST_NAME);

/** Names that break naive quoting, and columns that are called as a query calls something else. */
const named: fc.Arbitrary<Named> = fc
  .record({
    table: name,
    names: fc.uniqueArray(
      fc.oneof(
        name,
        fc.constantFrom("at", "account", "place", "is_contact", "item", "cells", "has_bot", "botId", "id"),
      ),
      { minLength: EVENT_COLUMNS.length, maxLength: EVENT_COLUMNS.length, selector: (text) => text.toLowerCase() },
    ),
  })
  .map(({ table, names }) => ({
    table,
    columns: Object.fromEntries(EVENT_COLUMNS.map((column, i) => [column, names[i]])),
  }));

const AT_ONCE = "2024-05-01T10:00:00.000Z";

/** Conversations of hostile ids, each of them as a careless source delivers it. */
export const chats: fc.Arbitrary<ConversationEvent[]> = fc
  .array(fc.tuple(id(), id()), { minLength: 1, maxLength: 30, size: "max" })
  .chain((ids) =>
    fc.tuple(...ids.map(([accountId, conversationId]) => conversation({ accountId, conversationId, maxLength: 9 }))),
  )
  .chain((lists) => {
    const events = lists.flat();
    // At one moment nothing but the rest of the order tells which came first.
    return fc.constantFrom(
      events,
      events.map((event) => ({ ...event, occurredAt: AT_ONCE })),
    );
  });

/** Verdicts by the default rules, with any options. */
function defaultVerdicts(engine: SqlEngine, numRuns: number, compared: Compared): Promise<void> {
  return fc.assert(
    fc.asyncProperty(chats, judgingOptions(), fc.option(named, { nil: PLAIN }), async (events, options, names) => {
      await engine.fill(names, events);
      const rows = await engine.rows(sqlOf(engine, names, { of: "verdicts" }, options));
      expect(rows).toStrictEqual(verdictRows(events, options));
      compared.verdicts += rows.length;
    }),
    { numRuns },
  );
}

/** The types of which rules that are made up speak. */
const TYPES = ["BotTriggered", "ButtonClicked", "HandoffRequested", "DirectMessageSent", "ChatClosed"] as const;

/** Verdicts by any rules, which compare any moments. */
function anyVerdicts(engine: SqlEngine, numRuns: number, compared: Compared): Promise<void> {
  return fc.assert(
    fc.asyncProperty(chats, ruleSet(TYPES, CLAIMS), instant(), async (events, rules, asOf) => {
      const options = { ruleSet: rules, asOf };
      await engine.fill(PLAIN, events);
      const rows = await engine.rows(sqlOf(engine, PLAIN, { of: "verdicts" }, options));
      expect(rows).toStrictEqual(verdictRows(events, options));
      compared.verdicts += rows.length;
    }),
    { numRuns },
  );
}

/** Any rules, or none for the default ones. */
export const anyRules = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 2 },
  { arbitrary: ruleSet(TYPES, CLAIMS), weight: 1 },
);

/** All statistics, by any question, by the default rules with any options or by any rules. */
function anyStatistics(engine: SqlEngine, numRuns: number, compared: Compared): Promise<void> {
  return fc.assert(
    fc.asyncProperty(statisticsCase(), anyRules, async ({ events, options }, ruleSet) => {
      const { by, timeZone, cohort, unit, bot, accountId, from, to, ...switches } = options;
      const asked = { by, timeZone, cohort, unit, bot, accountId, from, to };
      const judging = ruleSet === undefined ? switches : { ruleSet, asOf: switches.asOf ?? "2026-01-01T00:00:00Z" };
      await engine.fill(PLAIN, events);
      for (const [query, expected] of statisticsQueries(events, { ...asked, ...judging })) {
        const rows = await engine.rows(sqlOf(engine, PLAIN, query, judging));
        expect({ query, rows }).toStrictEqual({ query, rows: expected });
        compared.figures += expected.reduce((sum, row) => sum + figuresIn(row), 0);
      }
    }),
    { numRuns },
  );
}

/** Use of the quota in the months of each account. */
function anyQuota(engine: SqlEngine, numRuns: number, compared: Compared): Promise<void> {
  return fc.assert(
    fc.asyncProperty(ledger(), quotaQuestion(), async (events, question) => {
      await engine.fill(PLAIN, events);
      const query: SqlQuery = { of: "quota", months: quotaMonths(events, question) };
      const rows = await engine.rows(sqlOf(engine, PLAIN, query, { asOf: question.asOf }));
      expect(rows).toStrictEqual(
        ["acme", "globex"].flatMap((accountId) => {
          const { history } = quotaView(events, { ...question, accountId });
          return history
            .filter(({ used }) => used > 0)
            .map(({ start, subscribedAt, end, used }) => ({
              accountId,
              from: Math.max(Date.parse(start), Date.parse(subscribedAt)),
              to: Date.parse(end),
              used,
            }));
        }),
      );
      compared.figures += rows.length;
    }),
    { numRuns },
  );
}

function sqlOf({ dialect }: SqlEngine, names: Named, query: SqlQuery, options: JudgingOptions): string {
  const { ruleSet = smartsupp, ...judging } = options;
  return toSql(ruleSet, { dialect, ...names, query, ...judging });
}

/** What the library gives for verdicts. */
export function verdictRows(events: readonly ConversationEvent[], options: JudgingOptions): readonly ResultRow[] {
  const { asOf } = options;
  const seen = events.filter(({ occurredAt }) => asOf === undefined || occurredAt <= String(asOf));
  return [...conversationsOf(seen)].map((state): ResultRow => {
    const { botAt, countedAt, ...verdict } = classify(state, options);
    return { ...state.of, ...verdict, botAt: inMs(botAt), countedAt: inMs(countedAt) };
  });
}

/** Every table of statistics as a query, and what the library gives for it. */
export function* statisticsQueries(
  events: readonly ConversationEvent[],
  options: StatisticsOptions,
): Generator<readonly [SqlQuery, readonly ResultRow[]]> {
  const { by, timeZone, cohort, unit, bot, accountId, from, to } = options;
  const asked = { by, timeZone, cohort, unit, bot, accountId };
  const { rows, totals } = chatbotStatistics(events, options);
  if (totals.from !== null && totals.to !== null) {
    const interval = { from: totals.from, to: totals.to };
    yield [{ of: "statistics", ...asked, ...interval }, rows.map(figureRow)];
    yield [{ of: "totals", ...asked, ...interval }, [figureRow(totals)]];
  }
  yield [{ of: "bots", ...asked, from, to }, botStatistics(events, options).map((row) => ({ ...row }))];
  yield [{ of: "buttons", ...asked, from, to }, buttonStatistics(events, options).map((row) => ({ ...row }))];
}

function figureRow(row: StatisticsRow | StatisticsTotals): ResultRow {
  const { from, to, trend, resolutionRate, reactionRate, escalationRate, ...rest } = row;
  return {
    ...rest,
    from: inMs(from),
    to: inMs(to),
    resolutionRate: resolutionRate.value,
    reactionRate: reactionRate.value,
    escalationRate: escalationRate.value,
    ...Object.fromEntries(FIGURES.map((figure) => [`${figure}Trend`, trend[figure]])),
  };
}

function inMs(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}

/** How many figures there are in a row. */
export function figuresIn(row: ResultRow): number {
  return Object.values(row).filter((value) => typeof value === "number").length;
}

/** All laws, and on how many values each is tried. */
export const LAWS = [
  ["verdicts by the default rules, with any options", defaultVerdicts, 60],
  ["verdicts by any rules", anyVerdicts, 60],
  ["statistics by any rules", anyStatistics, 28],
  ["use of the quota", anyQuota, 30],
] as const;
