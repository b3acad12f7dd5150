import * as z from "zod/mini";
import { envelope, id, text } from "./event-fields.ts";

const conversation = { ...envelope, conversationId: id, visitorId: z.optional(id) };

/** Who closed a chat. */
const CLOSERS = ["visitor", "agent", "chatbot", "system"] as const;

/** The lowest and the highest rating that a visitor can give. */
export const RATING = { min: 1, max: 5 } as const;

/**
 * The schemas of the conversation events, in causal order: of two events at the same instant and sequence, the one that
 * stands higher here happened first.
 */
export const conversationEventSchemas = {
  /** The visitor came to the web site. */
  VisitorArrived: z.object({
    type: z.literal("VisitorArrived"),
    ...conversation,
    pageUrl: z.optional(text),
    channel: z.optional(text),
  }),
  /** A chatbot was displayed. */
  BotTriggered: z.object({ type: z.literal("BotTriggered"), ...conversation, botId: id, trigger: z.optional(text) }),
  /** The chatbot wrote. */
  BotMessageSent: z.object({ type: z.literal("BotMessageSent"), ...conversation, botId: id }),
  /** The visitor clicked a chatbot's button. */
  ButtonClicked: z.object({
    type: z.literal("ButtonClicked"),
    ...conversation,
    botId: id,
    buttonId: id,
    label: z.optional(text),
  }),
  /** The visitor answered a question of the chatbot by typing. */
  BotInputSubmitted: z.object({
    type: z.literal("BotInputSubmitted"),
    ...conversation,
    botId: id,
    fieldId: z.optional(id),
  }),
  /** The visitor asked for a person. */
  HandoffRequested: z.object({
    type: z.literal("HandoffRequested"),
    ...conversation,
    botId: z.optional(id),
    buttonId: z.optional(id),
  }),
  /** The visitor wrote to the team through the chat box. */
  DirectMessageSent: z.object({ type: z.literal("DirectMessageSent"), ...conversation, text: z.optional(text) }),
  /** An agent joined. */
  AgentJoined: z.object({ type: z.literal("AgentJoined"), ...conversation, agentId: id }),
  /** An agent wrote. */
  AgentMessageSent: z.object({
    type: z.literal("AgentMessageSent"),
    ...conversation,
    agentId: id,
    text: z.optional(text),
  }),
  /** The chat was closed. */
  ChatClosed: z.object({
    type: z.literal("ChatClosed"),
    ...conversation,
    closedBy: z.enum(CLOSERS),
    reason: z.optional(text),
  }),
  /** The visitor rated the chat. */
  ChatRated: z.object({
    type: z.literal("ChatRated"),
    ...conversation,
    rating: z.int().check(z.minimum(RATING.min), z.maximum(RATING.max)),
    comment: z.optional(text),
  }),
};

/** The name of a conversation event. */
export type ConversationEventType = keyof typeof conversationEventSchemas;

/** Every conversation event's name, in causal order. */
export const CONVERSATION_EVENT_TYPES = Object.keys(conversationEventSchemas) as readonly ConversationEventType[];

/** The event of one name, e.g. `ConversationEventOf<"ButtonClicked">`. */
export type ConversationEventOf<T extends ConversationEventType> = Readonly<
  z.output<(typeof conversationEventSchemas)[T]>
>;

/** A fact of one conversation, in the past tense and immutable. */
export type ConversationEvent = { [T in ConversationEventType]: ConversationEventOf<T> }[ConversationEventType];

/** Whether an event is of a conversation (and not of billing). */
export function isConversationEvent(event: { readonly type: string }): event is ConversationEvent {
  return conversationEventTypes.has(event.type);
}

const conversationEventTypes: ReadonlySet<string> = new Set(CONVERSATION_EVENT_TYPES);
