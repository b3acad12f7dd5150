import { type ConversationEvent, chatbotStatistics, type StatisticsOptions } from "chatledger";
import { log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { certain } from "../../../src/domain/certain.ts";
import { chatbotTable } from "../../../src/projections/statistics/chatbot-statistics.ts";
import {
  aboutSettled,
  cellsOf,
  plannedStatistics,
  planOfStatistics,
} from "../../../src/projections/statistics/planned-statistics.ts";
import { toQuestion } from "../../../src/projections/statistics/statistics-options.ts";
import { chats } from "../../support/chats.ts";
import { inAccount } from "../../support/events.ts";
import { gatheredByPlan } from "../../support/gathered-by-plan.ts";

function expectTheSame(events: readonly ConversationEvent[], options: StatisticsOptions = {}): void {
  expect(plannedStatistics(gatheredByPlan(events, options), options, chatbotTable).view).toEqual(
    chatbotStatistics(events, options),
  );
}

const events = [
  chats.resolved("2024-05-02 10:00"),
  chats.ignored("2024-05-01 23:30"),
  chats.resolved("2024-05-02 11:00", inAccount("globex")),
  chats.withoutBot("2024-05-06 10:00"),
  chats.inProgress("2024-05-02 10:00"),
  chats.escalated("2024-05-04 10:00", inAccount("globex")),
  chats.escalatedAfterClick("2024-05-01 10:00"),
  chats.resolved("2024-05-02 12:00"),
  chats.withoutBot("2024-05-02 10:00", inAccount("initech")),
].flat();

test.each<StatisticsOptions>([
  {},
  { by: "month", timeZone: "Asia/Tokyo" },
  { accountId: "globex" },
  { from: "2024-05-02", to: "2024-05-04" },
  { requireClose: false },
  { cohort: "decided" },
  { cohort: "decided", inactivityTimeout: 60_000, asOf: "2024-06-01T00:00:00Z" },
  { unit: "visitors" },
  { bot: "bot" },
  { bot: "nobody", unit: "visitors", cohort: "decided" },
])("statistics by a plan are the statistics of the log, with %j", (options) => {
  expectTheSame(events, options);
  expectTheSame(events.toReversed(), options);
});

test("of nothing there are none", () => {
  expectTheSame([]);
});

test("of any log they are the same", () => {
  const question = fc.record({
    by: fc.constantFrom("month", "year"),
    timeZone: fc.constantFrom("UTC", "Asia/Tokyo"),
    cohort: fc.constantFrom("triggered", "decided"),
    unit: fc.constantFrom("conversations", "visitors"),
    bot: fc.constantFrom(undefined, "bot-1"),
  });
  fc.assert(
    fc.property(log({ maxLength: 20 }), question, (some, options) => {
      expectTheSame(some, options);
    }),
    { numRuns: 30 },
  );
});

test("a settled answer is changed by what has come since, and by nothing else", () => {
  const question = fc.record({
    by: fc.constantFrom("hour", "month"),
    cohort: fc.constantFrom("triggered", "decided"),
    bot: fc.constantFrom(undefined, "bot-1"),
  });
  const key = (one: ConversationEvent) => `${one.accountId} ${one.conversationId}`;
  fc.assert(
    fc.property(log({ maxLength: 20 }), log({ maxLength: 4 }), question, (first, later, options) => {
      const touched = new Set(later.map(key));
      const ofTouched = (some: readonly ConversationEvent[]) => some.filter((one) => touched.has(key(one)));
      const all = [...first, ...later];
      const accounts = [...new Set(all.map(({ accountId }) => accountId))];
      const settled = {
        cells: cellsOf(gatheredByPlan(first, options, accounts), toQuestion(options)),
        changed: gatheredByPlan(ofTouched(first), options, accounts),
      };
      const since = gatheredByPlan(ofTouched(all), options, accounts);
      const { view, changes } = plannedStatistics(since, options, chatbotTable, settled);
      expect(view).toEqual(chatbotStatistics(all, options));
      for (const { accountId, from, ...row } of chatbotStatistics(first, options).rows) {
        const now = view.rows.find((each) => each.accountId === accountId && each.from === from);
        const { trend: _, ...figures } = row;
        // A bucket without anything may have come to lie outside of the log.
        if (now !== undefined && changes?.find(accounts.indexOf(accountId), Date.parse(from)) === undefined)
          expect(now).toMatchObject(figures);
      }
    }),
    { numRuns: 300 },
  );
});

test("an answer is settled by buckets, zone and cohort, unless it may change by itself", () => {
  expect(aboutSettled({})).toBe(aboutSettled({ by: "day", timeZone: "UTC", from: "2024-05-02", accountId: "acme" }));
  const different = [{}, { by: "week" }, { timeZone: "Europe/Prague" }, { cohort: "decided" }] as const;
  expect(new Set(different.map(aboutSettled)).size).toBe(different.length);
  expect(aboutSettled({ unit: "visitors" })).toBeUndefined();
  expect(aboutSettled({ inactivityTimeout: 60_000, asOf: "2024-06-01T00:00:00Z" })).toBeUndefined();
});

test("the plan keeps the bot's first sign and all claims, whatever the interval", () => {
  const plan = certain(planOfStatistics({ by: "week", accountId: "acme", from: "2024-05-06" }));
  const { moments, claims } = plan.rules.rules;
  expect(plan.extremes.map(({ moment }) => Object.keys(moments)[moment])).toContain("botMoment");
  const known = Object.keys(claims).filter((_, i) => (plan.claims >> i) & 1);
  expect(known).toEqual(["triggered", "interacted", "contacted", "reacted", "ended", "closed"]);
});

test("a conversation at the end of the bucket of the one before is in the next, and the first of a bucket in it", () => {
  const edges = [
    chats.ignored("2024-05-01 10:00", { conversationId: "1" }),
    chats.resolved("2024-05-02 00:00", { conversationId: "2" }),
    chats.ignored("2024-05-01 00:00", { conversationId: "3" }),
    chats.escalated("2024-05-01 23:59:59.999", { conversationId: "4" }),
  ].flat();
  expectTheSame(edges);
  expectTheSame(edges, { bot: "nobody" });
});

test("of more days than there is room for at first each has its own, what comes on few of them too", () => {
  const days = Array.from({ length: 700 }, (_, i) => new Date(Date.UTC(2023, 0, 1 + i)).toISOString().slice(0, 10));
  const first = certain(days[0]);
  const last = certain(days.at(-1));
  expectTheSame([
    ...chats.resolved(`${first} 10:00`),
    ...days.flatMap((day) => [...chats.ignored(`${day} 10:00`), ...chats.ignored(`${day} 11:00`, inAccount("globex"))]),
    ...chats.escalated(`${last} 10:00`),
  ]);
});
