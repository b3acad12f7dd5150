import { type ConversationEvent, foldConversation } from "chatledger";
import { describe, expect, test } from "vitest";
import { isClosed } from "../../src/domain/is-closed.ts";
import { at, event } from "../support/events.ts";

function closed(...events: ConversationEvent[]): boolean {
  return isClosed(foldConversation(events).marks);
}

test("nothing is not closed", () => {
  expect(closed()).toBe(false);
  expect(closed(event.VisitorArrived(), event.BotTriggered(), event.ButtonClicked())).toBe(false);
});

test("a close closes", () => {
  expect(closed(event.ButtonClicked(), event.ChatClosed())).toBe(true);
  expect(closed(event.ChatClosed(), event.ChatClosed())).toBe(true);
});

describe("after a close", () => {
  test.each([
    "ButtonClicked",
    "BotInputSubmitted",
    "HandoffRequested",
    "DirectMessageSent",
    "AgentMessageSent",
  ] as const)("%s opens the chat again", (type) => {
    expect(closed(event.ChatClosed(), event[type]())).toBe(false);
    expect(closed(event.ChatClosed(), event[type](), event.ChatClosed())).toBe(true);
  });

  test.each(["VisitorArrived", "BotTriggered", "BotMessageSent", "AgentJoined", "ChatRated"] as const)(
    "%s does not",
    (type) => {
      expect(closed(event.ChatClosed(), event[type]())).toBe(true);
    },
  );

  test("a message of the same instant came before it", () => {
    expect(closed(event.ChatClosed(at("10:00")), event.DirectMessageSent(at("10:00")))).toBe(true);
  });

  test("a message of the same instant with a later sequence came after it", () => {
    const events = [
      event.ChatClosed(at("10:00"), { sequence: 1 }),
      event.DirectMessageSent(at("10:00"), { sequence: 2 }),
    ];
    expect(closed(...events)).toBe(false);
  });
});
