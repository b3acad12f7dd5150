import { type BotRow, botStatistics, type ConversationEvent, parseRuleSet, type StatisticsOptions } from "chatledger";
import { describe, expect, test } from "vitest";
import { chats } from "../../support/chats.ts";
import { event, inAccount, inChat, time } from "../../support/events.ts";
import { helpdeskRules } from "../../support/helpdesk-rules.ts";

const a = { botId: "a" };
const b = { botId: "b" };

function table(events: readonly ConversationEvent[], options: StatisticsOptions = {}) {
  return Object.fromEntries(botStatistics(events, options).map(({ botId, accountId, ...counts }) => [botId, counts]));
}

const none = { triggered: 1, chatbotConversations: 0, resolved: 0, escalated: 0 };

describe("one conversation with two bots", () => {
  test("an interaction counts for its bot, resolved goes to the bot of the last one", () => {
    const events = [
      event.BotTriggered(a),
      event.BotTriggered(b),
      event.ButtonClicked(b),
      event.ButtonClicked(a),
      event.ButtonClicked(a),
      event.BotMessageSent(b),
      event.ChatClosed(),
    ];
    expect(table(events)).toStrictEqual({
      a: { ...none, chatbotConversations: 1, resolved: 1 },
      b: { ...none, chatbotConversations: 1 },
    });
  });

  test("escalated goes to the bot that appeared last before the contact, wherever the clicks went", () => {
    const events = [
      event.BotTriggered(a),
      event.BotTriggered(b),
      event.ButtonClicked(a),
      event.BotMessageSent(a),
      event.DirectMessageSent(),
      event.ChatClosed(),
    ];
    expect(table(events)).toStrictEqual({ a: { ...none, chatbotConversations: 1 }, b: { ...none, escalated: 1 } });
  });

  test("a bot that appears after the first contact has not escalated, however many contacts follow", () => {
    const events = [event.BotTriggered(a), event.DirectMessageSent(), event.BotTriggered(b), event.DirectMessageSent()];
    expect(table(events)).toStrictEqual({ a: { ...none, escalated: 1 }, b: none });
  });

  test("a contact before both bots is none in reaction", () => {
    const events = [event.DirectMessageSent(), event.BotTriggered(a), event.BotTriggered(b), event.HandoffRequested()];
    expect(table(events)).toStrictEqual({ a: none, b: { ...none, escalated: 1 } });
  });

  test("an input that is a contact is at once the sign of its bot", () => {
    const events = [event.BotTriggered(a), event.BotInputSubmitted(b)];
    expect(table(events)).toStrictEqual({ a: none, b: { ...none, chatbotConversations: 1 } });
    expect(table(events, { botInputIsInteraction: false })).toStrictEqual({ a: none, b: { ...none, escalated: 1 } });
  });

  test("a hand-off is no sign of the bot that it names, unless hand-offs are interactions", () => {
    const events = [event.BotTriggered(a), event.HandoffRequested(b), event.ChatClosed()];
    expect(table(events)).toStrictEqual({ a: { ...none, escalated: 1 } });
    expect(table(events, { handoffIsContact: false })).toStrictEqual({
      a: none,
      b: { ...none, chatbotConversations: 1, resolved: 1 },
    });
  });
});

describe("a log", () => {
  const log = [
    chats.resolved("2024-05-01 10:00", a),
    chats.resolved("2024-05-02 10:00", b),
    chats.escalatedAfterClick("2024-05-02 11:00", b),
    chats.inProgress("2024-05-02 12:00", b),
    chats.withoutBot("2024-05-02 12:00", a),
    chats.ignored("2024-05-02 12:00", { ...a, ...inAccount("globex") }),
  ].flat();

  test("is listed by account and bot", () => {
    expect(botStatistics(log)).toStrictEqual<readonly BotRow[]>([
      { accountId: "acme", botId: "a", triggered: 1, chatbotConversations: 1, resolved: 1, escalated: 0 },
      { accountId: "acme", botId: "b", triggered: 3, chatbotConversations: 3, resolved: 1, escalated: 1 },
      { accountId: "globex", botId: "a", triggered: 1, chatbotConversations: 0, resolved: 0, escalated: 0 },
    ]);
  });

  test("over an interval, a cohort, an account, or the conversations of one bot", () => {
    expect(Object.keys(table(log, { from: "2024-05-01", to: "2024-05-02" }))).toStrictEqual(["a"]);
    expect(table(log, { cohort: "decided", accountId: "acme" })).toMatchObject({ b: { triggered: 2 } });
    expect(botStatistics(log, { accountId: "globex" })).toHaveLength(1);
    const both = [...chats.ignored("10:00", { ...a, ...inChat("c") }), event.ButtonClicked(b, inChat("c"))];
    expect(Object.keys(table([...both, ...chats.ignored("10:00", b)], { bot: "a" }))).toStrictEqual(["a", "b"]);
    expect(table(log, { asOf: time("2024-05-01 10:00") })).toStrictEqual({ a: none });
  });
});

test("bots are listed in the order of code points, and any id is one", () => {
  const bots = ["\u{1F600}", "\uFF5E", "__proto__", "a"];
  const events = bots.map((botId) => event.BotTriggered({ botId }));
  expect(botStatistics(events).map(({ botId }) => botId)).toStrictEqual(["__proto__", "a", "\uFF5E", "\u{1F600}"]);
});

test("a sign of a bot that does not say which is of none", () => {
  const ruleSet = parseRuleSet(JSON.parse(helpdeskRules.replace("BotMessageSent", "AgentJoined")));
  expect(botStatistics([event.AgentJoined()], { ruleSet })).toStrictEqual([]);
});
