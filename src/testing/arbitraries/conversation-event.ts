import fc from "fast-check";
import {
  type ConversationEvent,
  type ConversationEventType,
  isConversationEvent,
} from "../../domain/conversation-event.ts";
import type { ConversationId } from "../../domain/conversation-state.ts";
import { parseEvent } from "../../domain/parse-event.ts";
import { agentId, botId, buttonId, closedBy, eventId, maybe, words } from "./fields.ts";
import { instant } from "./instant.ts";

/** The plainest first, since events shrink towards it. What decides a verdict comes more often. */
const types: readonly ConversationEventType[] = [
  "BotTriggered",
  "ButtonClicked",
  "ButtonClicked",
  "DirectMessageSent",
  "DirectMessageSent",
  "ChatClosed",
  "ChatClosed",
  "ChatClosed",
  "VisitorArrived",
  "BotMessageSent",
  "BotInputSubmitted",
  "HandoffRequested",
  "AgentJoined",
  "AgentMessageSent",
  "ChatRated",
];

/** A value for every field that an event of some type has. */
const fields = fc.record({
  type: fc.constantFrom(...types),
  id: eventId,
  occurredAt: instant(),
  sequence: maybe(fc.nat({ max: 2 })),
  schemaVersion: maybe(fc.constant(1)),
  visitorId: maybe(fc.constantFrom("v1", "v2")),
  botId,
  buttonId,
  agentId,
  closedBy,
  rating: fc.integer({ min: 1, max: 5 }),
  fieldId: maybe(fc.constantFrom("email", "order")),
  words: maybe(words),
  otherWords: maybe(words),
  namesBot: fc.boolean(),
});

/** The conversation that events are of unless told otherwise. */
export const CHAT: ConversationId = { accountId: "acme", conversationId: "chat" };

/** Any event of a conversation; `chat` of `acme` unless told otherwise. */
export function conversationEvent(of: Partial<ConversationId> = CHAT): fc.Arbitrary<ConversationEvent> {
  const { accountId = CHAT.accountId, conversationId = CHAT.conversationId } = of;
  return fields.map(({ words: some, otherWords: others, namesBot, ...rest }) => {
    const texts = {
      pageUrl: some,
      channel: others,
      trigger: some,
      label: some,
      text: some,
      reason: some,
      comment: some,
    };
    // Only somebody who asks for a person may have asked no bot.
    const bot = rest.type === "HandoffRequested" && !namesBot ? { botId: undefined, buttonId: undefined } : {};
    // The parser takes from all these the fields that its type has.
    const event = parseEvent({ ...texts, ...rest, ...bot, accountId, conversationId });
    if (!isConversationEvent(event)) throw new TypeError(`${event.type} is no conversation event.`);
    return event;
  });
}
