import { foldConversation, smartsupp } from "chatledger";
import { conversation } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { closedAt, judgeConversation, momentsOf, toJudge } from "../../../src/policies/classification/judge.ts";
import { at, event, time } from "../../support/events.ts";
import { judgingOptions } from "../../support/judging-options.ts";
import { readNaively } from "../../support/oracle.ts";

const chat = [event.BotTriggered(at("10:00")), event.ButtonClicked(at("10:01"))];
const close = event.ChatClosed(at("10:02"));

test.each([
  ["is open", chat, undefined],
  ["is closed", [...chat, close], "10:02"],
  ["is opened again", [...chat, close, event.DirectMessageSent(at("10:03"))], undefined],
  ["is closed again", [close, ...chat, event.ChatClosed(at("10:09"))], "10:09"],
])("a conversation that %s was closed at its last close or not at all", (_, events, clock) => {
  const judged = momentsOf(judgeConversation(foldConversation(events), toJudge({})));
  expect(closedAt(judged)).toBe(clock === undefined ? undefined : Date.parse(time(clock)));
});

test.each([
  ["its last event", chat, "10:06"],
  ["its last close, if it has one that holds", [...chat, close], "10:02"],
  ["what came after a close", [...chat, close, event.DirectMessageSent(at("10:03"))], "10:08"],
])("with a timeout it was closed by the inactivity after %s", (_, events, clock) => {
  const judge = toJudge({ inactivityTimeout: 300_000, asOf: time("11:00") });
  expect(closedAt(momentsOf(judgeConversation(foldConversation(events), judge)))).toBe(Date.parse(time(clock)));
});

test("by rules by which none is ever closed it was not, whatever ended it", () => {
  const ruleSet = { ...smartsupp, claims: { ...smartsupp.claims, closed: { when: { any: [] } } } };
  const judged = momentsOf(judgeConversation(foldConversation([...chat, close]), toJudge({ ruleSet })));
  expect(closedAt(judged)).toBeUndefined();
});

test("a conversation was closed when a naive reading says", () => {
  fc.assert(
    fc.property(conversation(), judgingOptions(), (events, options) => {
      const judged = momentsOf(judgeConversation(foldConversation(events), toJudge(options)));
      expect(closedAt(judged)).toBe(readNaively(events, options).closedAt);
    }),
  );
});

test("an option that is left open among ruleOptions does not hide the direct one", () => {
  const { options } = toJudge({ requireClose: false, ruleOptions: { requireClose: undefined } }).rules;
  expect(options.get("requireClose")).toBe(false);
  expect(toJudge({ requireClose: true, ruleOptions: { requireClose: false } }).rules.options.get("requireClose")).toBe(
    false,
  );
});
