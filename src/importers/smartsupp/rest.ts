import * as z from "zod/mini";
import { inEnglish } from "../../domain/in-english.ts";
import type { Chat } from "./chat.ts";
import type { Collector } from "./collector.ts";
import { toId } from "./event-id.ts";
import { type Format, isDocument, type VendorDocument } from "./format.ts";
import { readMessage } from "./message.ts";
import { inside, type Place } from "./unmapped.ts";
import { faultOf, isRating, maybe, RATING_FORM, someText, vendorId, vendorInstant } from "./vendor-fields.ts";

/** A conversation as REST returns it, and as webhooks enclose it. */
export const conversationSchema = z.lazy(() =>
  z.object({
    id: vendorId,
    status: maybe(z.string()),
    created_at: maybe(vendorInstant),
    finished_at: maybe(vendorInstant),
    visitor_id: maybe(vendorId),
    channel: maybe(z.object({ type: maybe(someText) })),
    rating_value: z.optional(z.unknown()),
    rating_text: maybe(someText),
    messages: maybe(z.array(z.unknown())),
  }),
);

type Conversation = z.output<typeof conversationSchema>;

/** REST v2: pages of conversations, pages of messages, or single ones. They are joined by the conversation's id. */
export const restFormat: Format = {
  matches: (document) => Array.isArray(document["items"]) || isMessage(document) || isConversation(document),
  read(document, place, collector) {
    const items = document["items"];
    if (!Array.isArray(items)) readItem(document, place, collector);
    else for (const [index, item] of items.entries()) readItem(item, inside(inside(place, "items"), index), collector);
  },
};

function isMessage(document: VendorDocument): boolean {
  return "sub_type" in document || "conversation_id" in document;
}

function isConversation(document: VendorDocument): boolean {
  return "id" in document && "status" in document;
}

function readItem(item: unknown, place: Place, collector: Collector): void {
  if (isDocument(item) && isMessage(item)) {
    readMessage(item, place, collector, { format: "rest" });
  } else if (isDocument(item) && isConversation(item)) {
    const parsed = conversationSchema.safeParse(item, inEnglish);
    if (parsed.success) readConversation(parsed.data, place, collector);
    else collector.report(place, "malformed", "conversation", faultOf(parsed.error));
  } else {
    const why = "Expected a conversation (id, status) or a message (conversation_id, sub_type).";
    collector.report(place, "unknown-format", "item of a page", why);
  }
}

function readConversation(data: Conversation, place: Place, collector: Collector): void {
  const chat = collector.chat(undefined, data.id, place);
  const isClosed = data.status === "closed";
  // An open conversation may keep the end that it had before it was opened again.
  const endedAt = isClosed ? data.finished_at : undefined;

  if (data.created_at === undefined) {
    const why = "The conversation has no readable created_at.";
    collector.report(inside(place, "created_at"), "unknown-time", "arrival of the visitor", why);
  } else {
    addArrival(chat, data.created_at, data);
  }
  if (isClosed) chat.ends.push({ at: endedAt, reason: "closed", place: inside(place, "finished_at") });

  const { rating_value: rating, rating_text: comment } = data;
  const ratingPlace = inside(place, "rating_value");
  if (isRating(rating)) chat.ratings.push({ rating, comment, at: endedAt, place: ratingPlace });
  else if (rating !== undefined && rating !== null)
    collector.report(ratingPlace, "invalid-rating", "rating", RATING_FORM);

  const messages = inside(place, "messages");
  for (const [index, message] of (data.messages ?? []).entries()) {
    readMessage(message, inside(messages, index), collector, { format: "rest", conversationId: data.id });
  }
}

/** The visitor's arrival from a conversation: the first that the vendor's data knows of him. */
export function addArrival(chat: Chat, at: number, { visitor_id: visitorId, channel }: Conversation): void {
  chat.addArrival(at, visitorId === undefined ? undefined : toId(visitorId), { channel: channel?.type });
}
