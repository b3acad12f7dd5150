import { chatbotStatistics, classify, conversationsOf, type StatisticsOptions } from "chatledger";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FIGURES } from "../../../src/projections/statistics/figures.ts";
import { weekHours, weekHoursProjection } from "../../../src/projections/statistics/week-hours.ts";
import { chats } from "../../support/chats.ts";
import { inAccount } from "../../support/events.ts";
import { statisticsCase } from "../../support/statistics-cases.ts";

const events = [
  ...chats.resolved("2024-05-05 23:30"),
  ...chats.escalated("2024-05-05 23:59", inAccount("globex")),
  ...chats.ignored("2024-05-06 00:00"),
  ...chats.withoutBot("2024-05-06 00:00"),
];

function busy(options: StatisticsOptions = {}) {
  return weekHours(events, options)
    .filter(({ triggered }) => triggered > 0)
    .map(({ weekday, hour, triggered, resolved }) => [weekday, hour, triggered, resolved]);
}

test("Sunday's last hour and Monday's first, of all accounts", () => {
  expect(busy()).toStrictEqual([
    [1, 0, 1, 0],
    [7, 23, 2, 1],
  ]);
});

test("the clock of a time zone", () => {
  expect(busy({ timeZone: "Asia/Kolkata" })).toStrictEqual([[1, 5, 3, 1]]);
  expect(busy({ timeZone: "America/New_York" })).toStrictEqual([
    [7, 19, 2, 1],
    [7, 20, 1, 0],
  ]);
});

test("one account, and an interval", () => {
  expect(busy({ accountId: "globex" })).toStrictEqual([[7, 23, 1, 0]]);
  expect(busy({ from: "2024-05-06" })).toStrictEqual([[1, 0, 1, 0]]);
  expect(busy({ to: "2024-05-06" })).toStrictEqual([[7, 23, 2, 1]]);
});

test("all 168 hours are there, Monday first, also of nothing", () => {
  const hours = weekHours([]).map(({ weekday, hour }) => (weekday - 1) * 24 + hour);
  expect(hours).toStrictEqual(Array.from({ length: 168 }, (_, i) => i));
});

test("they add up to the totals of the chatbot statistics, event by event too", () => {
  fc.assert(
    fc.property(statisticsCase(), ({ events, options }) => {
      const hours = weekHours(events, options);
      const { totals } = chatbotStatistics(events, { ...options, unit: "conversations" });
      for (const figure of FIGURES) {
        expect(hours.reduce((sum, hour) => sum + hour[figure], 0)).toBe(totals[figure]);
      }
      const { initialState, evolve, view } = weekHoursProjection(options);
      expect(view(events.reduce(evolve, initialState()))).toStrictEqual(hours);
    }),
  );
});

test("the hour of the week is the one that the runtime tells of the bot moment", () => {
  fc.assert(
    fc.property(statisticsCase(), ({ events, options: { timeZone, asOf } }) => {
      const format = new Intl.DateTimeFormat("en-GB", {
        timeZone,
        weekday: "short",
        hour: "2-digit",
        hourCycle: "h23",
      });
      const expected = [...conversationsOf(events)].flatMap((state) => {
        const { botAt } = classify(state, { asOf });
        return botAt === null ? [] : [format.format(Date.parse(botAt))];
      });
      const told = weekHours(events, { timeZone, asOf }).flatMap(({ weekday, hour, triggered }) => {
        const day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][weekday - 1];
        return Array.from({ length: triggered }, () => `${day} ${String(hour).padStart(2, "0")}`);
      });
      expect(told.toSorted()).toStrictEqual(expected.map((text) => text.replace(",", "")).toSorted());
    }),
  );
});
