import {
  type ButtonRow,
  buttonStatistics,
  type ConversationEvent,
  parseRuleSet,
  type StatisticsOptions,
} from "chatledger";
import { expect, test } from "vitest";
import { event, inChat, time } from "../../support/events.ts";
import { helpdeskRules } from "../../support/helpdesk-rules.ts";

const click = (buttonId: string, botId = "bot") => event.ButtonClicked({ buttonId, botId });

function table(events: readonly ConversationEvent[], options: StatisticsOptions = {}) {
  return buttonStatistics(events, options).map(({ buttonId, clicks, conversations, contactedAfter }) => {
    return `${buttonId} ${clicks} ${conversations} ${contactedAfter}`;
  });
}

test("clicks, conversations that clicked it, and those that wrote at or after the first click of it", () => {
  const first = [click("prices"), click("prices"), click("hours"), event.DirectMessageSent(), click("late")];
  const second = [click("prices"), event.ChatClosed()].map((item) => ({ ...item, ...inChat("second") }));
  expect(table([...first, ...second])).toStrictEqual(["hours 1 1 1", "late 1 1 0", "prices 3 2 1"]);
});

test("a message between two clicks of a button comes after the first", () => {
  expect(table([click("again"), event.DirectMessageSent(), click("again")])).toStrictEqual(["again 2 1 1"]);
});

test("a message before the bot is none after the click", () => {
  expect(table([event.DirectMessageSent(), click("prices")])).toStrictEqual(["prices 1 1 0"]);
});

test("what is a contact is a matter of the options", () => {
  const events = [click("a"), event.HandoffRequested({ botId: "bot" }), click("b"), event.BotInputSubmitted()];
  expect(table(events)).toStrictEqual(["a 1 1 1", "b 1 1 0"]);
  expect(table(events, { handoffIsContact: false })).toStrictEqual(["a 1 1 0", "b 1 1 0"]);
  expect(table(events, { botInputIsInteraction: false })).toStrictEqual(["a 1 1 1", "b 1 1 1"]);
});

test("one button id of two bots is two buttons, listed by account, bot and button", () => {
  const events = [
    click("b", "two"),
    click("a", "two"),
    click("b", "one"),
    event.ButtonClicked({ buttonId: "b", botId: "one", accountId: "Acme" }),
  ];
  const row = { clicks: 1, conversations: 1, contactedAfter: 0 };
  expect(buttonStatistics(events)).toStrictEqual<readonly ButtonRow[]>([
    { accountId: "Acme", botId: "one", buttonId: "b", ...row },
    { accountId: "acme", botId: "one", buttonId: "b", ...row },
    { accountId: "acme", botId: "two", buttonId: "a", ...row },
    { accountId: "acme", botId: "two", buttonId: "b", ...row },
  ]);
});

test("a button without clicks in the interval is not listed, nor one that nobody clicked", () => {
  const old = { ...click("old"), occurredAt: time("2024-04-01 10:00"), ...inChat("old") };
  expect(table([old, click("new"), event.BotTriggered()], { from: "2024-05-01", to: "2024-05-02" })).toStrictEqual([
    "new 1 1 0",
  ]);
  expect(table([event.BotTriggered()])).toStrictEqual([]);
});

test("only a click is a click, though other events name a button too", () => {
  const events = [click("prices"), event.HandoffRequested({ botId: "bot", buttonId: "person" })];
  expect(table(events)).toStrictEqual(["prices 1 1 1"]);
});

test("ids that read alike when they are put together are not alike", () => {
  const ids = buttonStatistics([click("bc", "a"), click("c", "ab")]).map(({ botId, buttonId }) => [botId, buttonId]);
  expect(ids).toStrictEqual([
    ["a", "bc"],
    ["ab", "c"],
  ]);
});

test("by rules of which a click is a contact, it is one at itself", () => {
  const ruleSet = parseRuleSet(
    JSON.parse(helpdeskRules.replace('"AgentMessageSent",', '"AgentMessageSent", "ButtonClicked",')),
  );
  expect(table([event.BotMessageSent(), click("once")], { ruleSet })).toStrictEqual(["once 1 1 1"]);
});
