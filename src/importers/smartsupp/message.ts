import * as z from "zod/mini";
import { describeValue } from "../../domain/event-error.ts";
import { inEnglish } from "../../domain/in-english.ts";
import { formatInstant } from "../../domain/instant.ts";
import type { Chat } from "./chat.ts";
import { type ChatMessage, plainMessage } from "./chat-message.ts";
import type { Collector } from "./collector.ts";
import { eventId, toId } from "./event-id.ts";
import { inside, type Place } from "./unmapped.ts";
import { closerOf, faultOf, maybe, someText, vendorId, vendorInstant } from "./vendor-fields.ts";

/** As all schemas here, it is made when it is first asked for: most programs that have it read nothing of the vendor's. */
const messageSchema = z.lazy(() => {
  // What answers a click: in some exports a plain id, on the wire an object.
  const payload = z.union([
    vendorId,
    z.pipe(
      z.object({ replyId: maybe(vendorId), nextInteractionId: maybe(vendorId) }),
      z.transform(({ replyId, nextInteractionId }) => replyId ?? nextInteractionId),
    ),
  ]);

  const detail = z.object({ closeType: maybe(someText), agentId: maybe(vendorId) });

  const content = z.extend(detail, {
    type: maybe(z.string()),
    text: maybe(z.string()),
    data: maybe(detail),
    quickReplies: maybe(z.array(z.object({ text: maybe(z.string()), payload: maybe(payload) }))),
    quickReply: maybe(z.object({ replyTo: maybe(vendorId), payload: maybe(payload) })),
  });

  return z.object({
    id: vendorId,
    created_at: vendorInstant,
    conversation_id: maybe(vendorId),
    type: maybe(z.string()),
    sub_type: maybe(z.string()),
    agent_id: maybe(vendorId),
    trigger_id: maybe(vendorId),
    trigger_name: maybe(someText),
    // Webhooks bring the bare text where REST brings an object.
    content: maybe(
      z.union([
        z.pipe(
          z.string(),
          z.transform((text) => content.parse({ text })),
        ),
        content,
      ]),
    ),
  });
});

type Message = z.output<typeof messageSchema>;

/** What the document around a message says about it. */
export interface MessageContext {
  readonly format: "rest" | "webhook";
  readonly accountId?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly subType?: string | undefined;
}

/** Reads one message of REST or of a webhook, and what REST calls a message of the type `event`. */
export function readMessage(raw: unknown, place: Place, collector: Collector, context: MessageContext): void {
  const parsed = messageSchema.safeParse(raw, inEnglish);
  const conversationId = parsed.data?.conversation_id ?? context.conversationId;
  if (!parsed.success) {
    collector.report(place, "malformed", "message", faultOf(parsed.error));
  } else if (conversationId === undefined) {
    collector.report(place, "no-conversation", nameOf(parsed.data), "It has no conversation_id.");
  } else {
    const chat = collector.chat(context.accountId, conversationId, place);
    const type = parsed.data.type ?? (isEventName(parsed.data.content?.type) ? "event" : "message");
    if (type === "event") readEvent(parsed.data, chat, place, collector);
    else if (type === "message") readWords(parsed.data, chat, place, collector, context);
    else
      collector.report(
        place,
        "no-counterpart",
        nameOf(parsed.data),
        `The ledger has no event for the type ${describeValue(type)}.`,
      );
  }
}

function nameOf({ id }: Message): string {
  return `message ${describeValue(id)}`;
}

function readWords(message: Message, chat: Chat, place: Place, collector: Collector, context: MessageContext): void {
  const { id, created_at: at, content, agent_id: agentId } = message;
  const base = { ...plainMessage, id: eventId(id), format: context.format, at, text: content?.text };
  const subType = message.sub_type ?? context.subType;

  if (subType === "contact") {
    chat.addMessage({ ...base, author: "visitor", ...clickOf(message) }, place);
  } else if (subType === "bot" || subType === "trigger") {
    chat.addMessage({ ...base, author: "bot", ...offerOf(message) }, place);
  } else if (subType === "agent" && agentId !== undefined) {
    chat.addMessage({ ...base, author: "agent", agentId }, place);
  } else if (subType === "agent") {
    collector.report(place, "malformed", nameOf(message), "agent_id: expected an id, a text or a number.");
  } else {
    const why = `The ledger has no event for a message with the sub_type ${describeValue(subType)}.`;
    collector.report(place, "no-counterpart", nameOf(message), why);
  }
}

function clickOf({
  content,
  trigger_id: id,
  trigger_name: name,
}: Message): Pick<ChatMessage, "quickReply" | "trigger"> {
  const reply = content?.quickReply;
  const replyTo = reply?.replyTo === undefined ? undefined : eventId(reply.replyTo);
  return { trigger: { id, name }, quickReply: reply === undefined ? undefined : { replyTo, buttonId: reply.payload } };
}

function offerOf({ content, trigger_id: id, trigger_name: name }: Message): Pick<ChatMessage, "buttons" | "trigger"> {
  const buttons = (content?.quickReplies ?? []).map(({ text: title = "", payload }) => ({
    id: payload ?? title,
    title,
  }));
  return { trigger: { id, name }, buttons };
}

const EVENTS = new Set([
  "agent_join",
  "agent_leave",
  "agent_assign",
  "agent_unassign",
  "chat_close",
  "chat_visitor_close",
]);

/** Whether the content is an event's; webhooks do not say the type of a message. */
function isEventName(name: string | undefined): boolean {
  return name !== undefined && EVENTS.has(name);
}

function readEvent(message: Message, chat: Chat, place: Place, collector: Collector): void {
  const { content, agent_id: ownAgentId } = message;
  const name = content?.type;
  const base = { id: eventId(message.id), occurredAt: formatInstant(message.created_at) };
  const what = `event ${describeValue(name)}`;

  if (name === "agent_join") {
    const agentId = content?.agentId ?? content?.data?.agentId ?? ownAgentId;
    if (agentId !== undefined) chat.facts.add({ type: "AgentJoined", ...base, agentId: toId(agentId) });
    else collector.report(inside(place, "content"), "malformed", what, "agentId: expected an id, a text or a number.");
  } else if (name === "chat_visitor_close") {
    chat.facts.add({ type: "ChatClosed", ...base, closedBy: "visitor", reason: name });
  } else if (name === "chat_close") {
    const closeType = content?.closeType ?? content?.data?.closeType;
    chat.facts.add({ type: "ChatClosed", ...base, closedBy: closerOf(closeType), reason: closeType ?? name });
  } else {
    collector.report(place, "no-counterpart", what, "The ledger has no event for it.");
  }
}
