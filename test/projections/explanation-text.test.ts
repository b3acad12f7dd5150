import { explain, foldConversation } from "chatledger";
import { expect, test } from "vitest";
import { claimLines, explanationLines } from "../../src/projections/explanation-text.ts";
import { at, event } from "../support/events.ts";

test("an explanation for people, whole", () => {
  const events = [event.BotTriggered({ id: "bot" }, at("10:00")), event.ButtonClicked({ id: "click" }, at("10:01"))];
  const of = { accountId: "acme", conversationId: "chat\u0007" };
  expect([...explanationLines(of, events, explain(foldConversation(events)))].join("\n")).toBe(`\
Conversation chat\\u0007 of account acme

Timeline
  2024-05-01T10:00:00.000Z  BotTriggered       id="bot" botId="bot"
  2024-05-01T10:01:00.000Z  ButtonClicked      id="click" botId="bot" buttonId="button"

Outcome  in-progress
Label    Joined by chatbot
Rules    smartsupp/1

outcome = in-progress
  rule       in-progress: unless not-triggered, escalated or resolved, there is an interaction with the bot.
  evidence   click
  missing    HandoffRequested, DirectMessageSent, ChatClosed
  otherwise  with a ChatClosed now: resolved

settled = false
  rule       There is no close, or the last close is before the last act that reopens the chat.
  evidence   no event is needed
  missing    ChatClosed
  otherwise  with a ChatClosed now: resolved

chatbotConversation = true
  rule       There is an interaction with the bot.
  evidence   click
  otherwise  without every interaction with the bot: no-reaction

labels = [joined-by-chatbot]
  rule       There is an interaction with the bot.
  evidence   click
  otherwise  without every interaction with the bot: no-reaction

participation = [started]
  rule       started: there is an interaction with the bot, and the first contact with the team or message of an agent is not before the first interaction with the bot. joined: there is an interaction with the bot, and the first contact with the team or message of an agent is before the first interaction with the bot. finished: there is an interaction with the bot, and there is a close, and the last close is not before the last act that reopens the chat, and the last interaction with the bot is not before the last contact with the team or message of an agent.
  evidence   click
  missing    HandoffRequested, DirectMessageSent, AgentMessageSent, ChatClosed
  otherwise  with a ChatClosed now: resolved

reaction = true
  rule       There is an interaction with the bot, or the last contact with the team is at or after the first sign of the bot.
  evidence   click
  otherwise  without every interaction with the bot: no-reaction`);
});

test("what has no label has none", () => {
  const events = [event.DirectMessageSent({ id: "message" })];
  const of = { accountId: "acme", conversationId: "chat" };
  expect([...explanationLines(of, events, explain(foldConversation(events)))]).toContain("Label    none");
});

test("a claim of several values and events, of which none alone would change it", () => {
  const claim = {
    claim: "participation",
    value: ["started", "finished"],
    rule: "rules/1/participation",
    sentence: "Always.",
    evidence: ["a", "b\n"],
    missing: [],
    counterfactual: null,
  } as const;
  expect([...claimLines(claim)]).toEqual([
    "participation = [started, finished]",
    "  rule       Always.",
    "  evidence   a, b\\u000a",
  ]);
});
