import { type ConversationEvent, parseRuleSet, timeStatistics } from "chatledger";
import { expect, test } from "vitest";
import { chats } from "../../support/chats.ts";
import { at, event } from "../../support/events.ts";
import { helpdeskRules } from "../../support/helpdesk-rules.ts";

const MINUTE = 60_000;
const none = { count: 0, median: null, p90: null };
const once = (value: number) => ({ count: 1, median: value, p90: value });

test("from the bot moment to the reaction and to the contact, and from first to last event", () => {
  const events = [
    event.VisitorArrived(at("09:50")),
    event.DirectMessageSent(at("09:55")),
    event.BotTriggered(at("10:00")),
    event.ButtonClicked(at("10:01")),
    event.ButtonClicked(at("10:02")),
    event.DirectMessageSent(at("10:04")),
    event.DirectMessageSent(at("10:05")),
    event.ChatClosed(at("10:10")),
  ];
  expect(timeStatistics(events)).toStrictEqual([
    {
      accountId: "acme",
      outcome: "escalated",
      toReaction: once(MINUTE),
      toContact: once(4 * MINUTE),
      duration: once(20 * MINUTE),
    },
  ]);
});

test("a contact can be the first reaction, and a click without a bot before it is one at once", () => {
  const written = [
    event.BotTriggered(at("10:00")),
    event.DirectMessageSent(at("10:03")),
    event.ButtonClicked(at("10:05")),
  ];
  expect(timeStatistics(written)).toMatchObject([{ toReaction: once(3 * MINUTE), toContact: once(3 * MINUTE) }]);
  expect(timeStatistics([event.ButtonClicked(at("10:00"))])).toMatchObject([{ toReaction: once(0), toContact: none }]);
});

test("what did not happen took no time, and is not counted", () => {
  expect(timeStatistics([event.BotTriggered(at("10:00"))])).toStrictEqual([
    { accountId: "acme", outcome: "no-reaction", toReaction: none, toContact: none, duration: once(0) },
  ]);
  expect(timeStatistics(chats.withoutBot("10:00"))).toStrictEqual([]);
});

/** Conversations without a reaction that lasted so many milliseconds. */
function lasting(...durations: readonly number[]): readonly ConversationEvent[] {
  const start = Date.parse("2024-05-01T10:00:00.000Z");
  return durations.flatMap((duration, i) => {
    const of = { conversationId: `c${i}` };
    const end = new Date(start + duration).toISOString();
    return [event.BotTriggered(of, at("10:00")), event.ChatClosed(of, { occurredAt: end })];
  });
}

test.each([
  [[7], 7, 7],
  [[2, 1], 1, 2],
  [[3, 1, 2], 2, 3],
  [[4, 3, 2, 1], 2, 4],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 9],
  [[11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 6, 10],
  [[1, 1, 1, 1, 1, 1, 1, 1, 1, 100], 1, 1],
  [[1, 1, 1, 1, 1, 1, 1, 1, 100, 100], 1, 100],
  [[9, 10, 80, 700], 10, 700],
])("of %j the median is %d and the 90th percentile %d, by nearest rank", (durations, median, p90) => {
  expect(timeStatistics(lasting(...durations))).toMatchObject([{ duration: { count: durations.length, median, p90 } }]);
});

test("by account and outcome", () => {
  const log = [chats.resolved("10:00"), chats.ignored("10:00"), chats.resolved("10:00", { accountId: "A" })].flat();
  expect(timeStatistics(log).map(({ accountId, outcome }) => [accountId, outcome])).toStrictEqual([
    ["A", "resolved"],
    ["acme", "no-reaction"],
    ["acme", "resolved"],
  ]);
});

test("what has no bot by other rules has its duration, and no way from the bot to anything", () => {
  const events = [event.BotInputSubmitted(at("10:00")), event.ChatRated(at("10:05"))];
  const ruleSet = parseRuleSet(JSON.parse(helpdeskRules));
  expect(timeStatistics(events, { ruleSet, cohort: "decided" })).toStrictEqual([
    { accountId: "acme", outcome: "resolved", toReaction: none, toContact: none, duration: once(5 * MINUTE) },
  ]);
});

test("outcomes stand in their order, accounts by code point", () => {
  const log = [
    chats.escalated("10:00", { accountId: "b" }),
    chats.ignored("10:00", { accountId: "b" }),
    chats.resolved("10:00", { accountId: "a" }),
    chats.inProgress("10:00", { accountId: "b" }),
  ].flat();
  expect(timeStatistics(log).map(({ accountId, outcome }) => `${accountId} ${outcome}`)).toStrictEqual([
    "a resolved",
    "b no-reaction",
    "b in-progress",
    "b escalated",
  ]);
});
