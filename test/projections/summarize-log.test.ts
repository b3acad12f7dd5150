import { type ConversationEvent, chatbotStatistics, type JudgingOptions, summarizeLog } from "chatledger";
import { arrivals, log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { foldLog } from "../../src/domain/fold-log.ts";
import { chats } from "../support/chats.ts";
import { at, event, inAccount, inChat, time } from "../support/events.ts";
import { judgingOptions } from "../support/judging-options.ts";

function summary(events: readonly ConversationEvent[], options: JudgingOptions & { readonly timeZone?: string } = {}) {
  return summarizeLog(foldLog(events), options);
}

const events = [
  chats.ignored("2024-05-01 23:30"),
  chats.resolved("2024-05-02 10:00"),
  chats.resolved("2024-05-02 11:00", inAccount("globex")),
  chats.inProgress("2024-05-03 10:00"),
  chats.escalated("2024-05-04 10:00"),
  chats.escalatedAfterClick("2024-05-05 10:00"),
  chats.withoutBot("2024-05-06 10:00"),
].flat();

test("how many conversations of each outcome and label, in how many accounts, of how many events", () => {
  expect(summary(events)).toMatchObject({
    accounts: 2,
    conversations: 7,
    events: events.length,
    outcomes: { resolved: 2, escalated: 2, "in-progress": 1, "no-reaction": 1, "not-triggered": 1 },
    labels: { "joined-by-chatbot": 4 },
    ruleSet: "smartsupp/1",
  });
});

test("the five busiest local days, of equal ones the earlier first", () => {
  expect(
    summary(events).busiestDays.map(({ from, conversations }) => [from.slice(0, 10), conversations]),
  ).toStrictEqual([
    ["2024-05-02", 2],
    ["2024-05-01", 1],
    ["2024-05-03", 1],
    ["2024-05-04", 1],
    ["2024-05-05", 1],
  ]);
  expect(summary(events, { timeZone: "Europe/Prague" }).busiestDays[0]).toStrictEqual({
    from: "2024-05-01T22:00:00.000Z",
    to: "2024-05-02T22:00:00.000Z",
    conversations: 3,
  });
});

test("an empty log", () => {
  const { statistics, ...figures } = summary([]);
  expect(statistics).toStrictEqual(chatbotStatistics([]).totals);
  expect(figures).toStrictEqual({
    accounts: 0,
    conversations: 0,
    events: 0,
    outcomes: { resolved: 0, escalated: 0, "in-progress": 0, "no-reaction": 0, "not-triggered": 0 },
    labels: { "joined-by-chatbot": 0 },
    ruleSet: "smartsupp/1",
    busiestDays: [],
  });
});

test("options change it as they change verdicts", () => {
  expect(summary(events, { requireClose: false })).toMatchObject({
    outcomes: { resolved: 3, "in-progress": 0 },
    ruleSet: "smartsupp/1;requireClose=false",
  });
  expect(() => summary([], { timeZone: "Mars" })).toThrow(expect.objectContaining({ code: "unknown-time-zone" }));
});

test("asOf is the same as not having the later events", () => {
  expect(summary(events, { asOf: time("2024-05-02 10:00") })).toMatchObject({
    accounts: 1,
    conversations: 2,
    events: 2,
  });
  fc.assert(
    fc.property(log(), judgingOptions(), (given, options) => {
      const seen = given.filter(({ occurredAt }) => options.asOf === undefined || occurredAt <= options.asOf);
      expect(summary(given, options)).toStrictEqual(summary(seen, options));
    }),
  );
});

test("the order of arrival and repetition change nothing, to the byte", () => {
  const arrived = log().chain((given) => fc.tuple(fc.constant(given), arrivals(given)));
  fc.assert(
    fc.property(arrived, ([given, again]) => {
      expect(JSON.stringify(summary(again))).toBe(JSON.stringify(summary(given)));
    }),
  );
});

test("its statistics are those of the log, and of one account if only that was asked for", () => {
  const options = { accountId: "globex", by: "week" } as const;
  const { statistics, conversations } = summarizeLog(events, options);
  expect(statistics).toStrictEqual(chatbotStatistics(events, options).totals);
  expect(conversations).toBe(1);
});

test("events and the states they fold into say the same, mixed and repeated too", () => {
  const states = [...foldLog(events)];
  const expected = summarizeLog(events);
  expect(summarizeLog(states)).toStrictEqual(expected);
  expect(summarizeLog([...states, ...events.toReversed(), ...states])).toStrictEqual(expected);
});

test("a log that would have too many rows has totals all the same", () => {
  const first = event.BotTriggered({ occurredAt: "0001-01-01T00:00:00Z" }, inChat("long ago"));
  const long = [first, ...events];
  expect(() => chatbotStatistics(long)).toThrow(expect.objectContaining({ code: "too-many-rows" }));
  expect(summarizeLog(long).statistics.triggered).toBe(summarizeLog(events).statistics.triggered + 1);
});

test("of equally busy days the earlier comes first, whichever was met first", () => {
  const days = (...clocks: readonly string[]) => {
    const begun = clocks.map((clock, i) => event.BotTriggered(at(clock), inChat(String(i))));
    return summary(begun).busiestDays.map(({ from }) => from.slice(0, 10));
  };
  const both = ["2024-05-01", "2024-05-02"];
  expect(days("2024-05-01 10:00", "2024-05-02 10:00")).toStrictEqual(both);
  expect(days("2024-05-02 10:00", "2024-05-01 10:00")).toStrictEqual(both);
});
