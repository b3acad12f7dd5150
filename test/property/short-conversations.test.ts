import { type ConversationEvent, classify, foldConversation } from "chatledger";
import { expect, test } from "vitest";
import { event } from "../support/events.ts";
import { allSwitches } from "../support/judging-options.ts";
import { naiveVerdict } from "../support/oracle.ts";

const kinds: readonly ((part: { occurredAt: string; id: string }) => ConversationEvent)[] = [
  event.VisitorArrived,
  event.BotTriggered,
  event.BotMessageSent,
  event.ButtonClicked,
  event.BotInputSubmitted,
  event.HandoffRequested,
  (part) => event.HandoffRequested({ botId: "bot" }, part),
  event.DirectMessageSent,
  event.AgentJoined,
  event.AgentMessageSent,
  event.ChatClosed,
  event.ChatRated,
];

/** Every sequence of so many events, a second apart. */
function sequences(length: number): readonly (readonly ConversationEvent[])[] {
  if (length === 0) return [[]];
  const part = { id: `e${length}`, occurredAt: `2024-05-01T10:00:0${length}.000Z` };
  return sequences(length - 1).flatMap((shorter) => kinds.map((kind) => [...shorter, kind(part)]));
}

const print = JSON.stringify;

test("every conversation of up to three events is judged as the page says, under every combination of the switches", () => {
  const conversations = [0, 1, 2, 3].flatMap(sequences);
  expect(conversations).toHaveLength(1 + 12 + 12 ** 2 + 12 ** 3);
  const misjudged = conversations.filter((events) => {
    const state = foldConversation(events);
    return allSwitches.some((options) => print(classify(state, options)) !== print(naiveVerdict(events, options)));
  });
  expect(misjudged).toEqual([]);
});
