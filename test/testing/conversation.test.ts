import { foldConversation, parseRuleSet, smartsupp } from "chatledger";
import { conversation, visit } from "chatledger/testing";
import { expect, test } from "vitest";
import { failure } from "./failure.ts";

const resolved = visit().botTriggered().clicks("opening hours").closes();

test("a conversation is held against an outcome or parts of a verdict", () => {
  conversation(resolved).isClassifiedAs("resolved");
  conversation([...resolved].reverse()).isClassifiedAs({ outcome: "resolved", labels: ["joined-by-chatbot"] });
  conversation(foldConversation(resolved)).isClassifiedAs({ participation: ["started", "finished"], settled: true });
  conversation([]).isClassifiedAs("not-triggered");
});

test("by other options, rules and times too", () => {
  conversation(resolved, { asOf: "2024-05-01T10:00:15Z" }).isClassifiedAs("in-progress");
  conversation(visit().botTriggered().clicks("prices"), { requireClose: false }).isClassifiedAs("resolved");
  const rules = parseRuleSet({ ...smartsupp, id: "ours" });
  conversation(resolved, { ruleSet: rules }).isClassifiedAs({ ruleSet: "ours/1" });
});

test("a test that fails shows the difference, the timeline, and the explanation of what differs", () => {
  const run = () => conversation(resolved).isClassifiedAs({ outcome: "escalated", settled: true });
  expect(failure(run)).toBe(`The conversation is classified otherwise.

- expected
+ came

  {
-   "outcome": "escalated",
+   "outcome": "resolved",
    "settled": true
  }

Timeline
  2024-05-01T10:00:00.000Z  BotTriggered       id="chat-1" botId="bot"
  2024-05-01T10:00:10.000Z  ButtonClicked      id="chat-2" botId="bot" buttonId="opening hours"
  2024-05-01T10:00:20.000Z  ChatClosed         id="chat-3" closedBy="visitor"

outcome = resolved
  rule       resolved: unless not-triggered or escalated, there is an interaction with the bot, and there is a close, and the last close is not before the last act that reopens the chat.
  evidence   chat-2, chat-3
  missing    ButtonClicked, BotInputSubmitted, HandoffRequested, DirectMessageSent, AgentMessageSent
  otherwise  without the last close: in-progress

judged by smartsupp/1`);
});

test("it explains what stands and falls with another claim, and what only the state is known of", () => {
  const message = failure(() => conversation(foldConversation(resolved)).isClassifiedAs({ countedAt: null }));
  expect(message).toContain('-   "countedAt": null\n+   "countedAt": "2024-05-01T10:00:10.000Z"');
  expect(message).toContain("chatbotConversation = true");
  expect(message).toContain("2024-05-01T10:00:20.000Z  ChatClosed ");
  expect(failure(() => conversation([]).isClassifiedAs("resolved"))).toContain("Timeline: nothing happened");
});

test("an event after the time to judge at is not in the timeline", () => {
  const message = failure(() => conversation(resolved, { asOf: "2024-05-01T10:00:15Z" }).isClassifiedAs("resolved"));
  expect(message).not.toContain("ChatClosed  ");
});
