import { classify, foldConversation, smartHubLabel } from "chatledger";
import { expect, test } from "vitest";
import { event } from "../support/events.ts";

test("a chatbot conversation reads Joined by chatbot, whatever came of it", () => {
  for (const next of [[], [event.ChatClosed()], [event.DirectMessageSent()]]) {
    expect(smartHubLabel(classify(foldConversation([event.ButtonClicked(), ...next])))).toBe("Joined by chatbot");
  }
});

test("any other conversation has no label", () => {
  for (const events of [[], [event.BotTriggered()], [event.BotTriggered(), event.DirectMessageSent()]]) {
    expect(smartHubLabel(classify(foldConversation(events)))).toBeNull();
  }
});
