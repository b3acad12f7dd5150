import * as z from "zod/mini";
import { describeValue } from "../../domain/event-error.ts";
import { formatInstant } from "../../domain/instant.ts";
import type { Chat } from "./chat.ts";
import { plainMessage } from "./chat-message.ts";
import type { Collector } from "./collector.ts";
import { eventId, toId } from "./event-id.ts";
import { type Format, isDocument } from "./format.ts";
import { readMessage } from "./message.ts";
import { addArrival, conversationSchema } from "./rest.ts";
import { inside, type Place } from "./unmapped.ts";
import { closerOf, isRating, maybe, RATING_FORM, someText, vendorId, vendorInstant } from "./vendor-fields.ts";

const dataSchema = z.lazy(() =>
  z.object({
    conversation: maybe(conversationSchema),
    conversation_id: maybe(vendorId),
    message: z.optional(z.unknown()),
    agent_id: maybe(vendorId),
    close_type: maybe(someText),
    rating_value: z.optional(z.unknown()),
    rating_text: maybe(someText),
    visitor: maybe(z.object({ id: maybe(vendorId) })),
    visitor_id: maybe(vendorId),
    trigger_id: maybe(vendorId),
    trigger_name: maybe(someText),
  }),
);

type Data = z.output<typeof dataSchema>;

const envelope = z.lazy(() =>
  z.object({
    event: z.string(),
    timestamp: maybe(vendorInstant),
    account_id: maybe(vendorId),
    data: z.catch(dataSchema, () => dataSchema.parse({})),
  }),
);

/** What a webhook tells of, once its conversation and its instant are known. */
interface Occurrence {
  readonly data: Data;
  readonly chat: Chat;
  readonly at: number;
  readonly place: Place;
  readonly what: string;
  readonly collector: Collector;
}

/** The events that bring a message, and who wrote it; the message may say so too. */
const replies: ReadonlyMap<string, string> = new Map([
  ["conversation.contact_replied", "contact"],
  ["conversation.agent_replied", "agent"],
  ["conversation.bot_replied", "bot"],
]);

/** The events that happen at the instant of the webhook. */
const occurrences: ReadonlyMap<string, (occurrence: Occurrence) => void> = new Map([
  ["conversation.closed", readClosed],
  ["conversation.closed_by_contact", readClosedByContact],
  ["conversation.rated", readRated],
  ["conversation.agent_joined", readAgentJoined],
  ["visitor.connected", readVisitorConnected],
  ["visitor.triggered", readVisitorTriggered],
]);

/** Webhooks, one envelope a document. A delivery that is repeated, late or out of order changes nothing. */
export const webhookFormat: Format = {
  matches: (document) => typeof document["event"] === "string" && "data" in document,
  read(document, place, collector) {
    const { event, timestamp: at, account_id: accountId, data } = envelope.parse(document);
    const what = `webhook ${describeValue(event)}`;
    const conversation = data.conversation ?? bareConversation(event, document["data"]);
    const conversationId = conversation?.id ?? data.conversation_id;
    const beginning = conversation?.created_at;
    if (conversation !== undefined && beginning !== undefined) {
      addArrival(collector.chat(accountId, conversation.id, place), beginning, conversation);
    }

    const subType = replies.get(event);
    const read = occurrences.get(event);
    if (subType !== undefined) {
      const messagePlace = inside(inside(place, "data"), "message");
      readMessage(data.message, messagePlace, collector, { format: "webhook", accountId, conversationId, subType });
    } else if (event === "conversation.opened") {
      const why = "It has no conversation with a readable created_at.";
      if (beginning === undefined) collector.report(place, "unknown-time", what, why);
    } else if (read === undefined) {
      collector.report(place, "no-counterpart", what, "The ledger has no event for it.");
    } else if (conversationId === undefined) {
      collector.report(place, "no-conversation", what, "It names no conversation.");
    } else if (at === undefined) {
      collector.report(inside(place, "timestamp"), "unknown-time", what, "It has no readable timestamp.");
    } else {
      const chat = collector.chat(accountId, conversationId, place);
      read({ data, chat, at, place: inside(place, "data"), what, collector });
    }
  },
};

/** The conversation of an event whose data is the conversation itself instead of holding one. */
function bareConversation(event: string, data: unknown) {
  if (!event.startsWith("conversation.") || !isDocument(data)) return undefined;
  return conversationSchema.safeParse(data).data;
}

function readClosed({ data, chat, at }: Occurrence): void {
  const { close_type: word, agent_id: agentId } = data;
  addClose(chat, at, word === undefined && agentId !== undefined ? "agent" : closerOf(word), word ?? "closed");
}

function readClosedByContact({ chat, at }: Occurrence): void {
  addClose(chat, at, "visitor", "closed_by_contact");
}

function addClose(chat: Chat, at: number, closedBy: ReturnType<typeof closerOf>, reason: string): void {
  const occurredAt = formatInstant(at);
  const id = eventId(chat.conversationId, "closed", closedBy, occurredAt);
  chat.facts.add({ type: "ChatClosed", id, occurredAt, closedBy, reason });
}

function readRated({ data, chat, at, place, collector }: Occurrence): void {
  const { rating_value: rating, rating_text: comment } = data;
  const occurredAt = formatInstant(at);
  if (isRating(rating)) {
    const id = eventId(chat.conversationId, "rated", rating, occurredAt);
    chat.facts.add({ type: "ChatRated", id, occurredAt, rating, comment });
  } else {
    collector.report(inside(place, "rating_value"), "invalid-rating", "rating", RATING_FORM);
  }
}

function readAgentJoined({ data, chat, at, place, what, collector }: Occurrence): void {
  const occurredAt = formatInstant(at);
  if (data.agent_id === undefined) {
    collector.report(inside(place, "agent_id"), "malformed", what, "agent_id: expected an id, a text or a number.");
  } else {
    const agentId = toId(data.agent_id);
    chat.facts.add({
      type: "AgentJoined",
      id: eventId(chat.conversationId, "joined", agentId, occurredAt),
      occurredAt,
      agentId,
    });
  }
}

function readVisitorConnected({ data, chat, at }: Occurrence): void {
  const visitorId = data.visitor?.id ?? data.visitor_id ?? data.conversation?.visitor_id;
  chat.addArrival(at, visitorId === undefined ? undefined : toId(visitorId), {});
}

/** The bot was displayed; whether it is a chatbot, the rule decides as for its messages. */
function readVisitorTriggered({ data, chat, at, place }: Occurrence): void {
  const trigger = { id: data.trigger_id, name: data.trigger_name };
  const id = eventId(chat.conversationId, "displayed", trigger.id ?? trigger.name ?? "", formatInstant(at));
  chat.addMessage({ ...plainMessage, id, format: "webhook", author: "bot", at, trigger, written: false }, place);
}
