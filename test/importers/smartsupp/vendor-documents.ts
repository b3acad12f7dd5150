/**
 * Smartsupp's documents for tests, as short as a sentence: what matters is said, the rest is usual.
 *
 *     page(message("m1", 1, "bot", { quickReplies: [button("Prices")] }), message("m2", 2, "contact", "Prices"))
 *     webhook("conversation.closed", { conversation: chat(), close_type: "agent" })
 *     hook([hookMessage(1, "visitor", "Hello")])
 *
 * All are of conversation `chat` of visitor `visitor`, on 2024-05-01 at 10:00 and so many seconds.
 */
import { readFileSync } from "node:fs";

type Fields = Readonly<Record<string, unknown>>;

/** A sample of the vendor's, parsed. */
export function sample(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./samples/${name}.json`, import.meta.url), "utf8"));
}

const START = Date.UTC(2024, 4, 1, 10);

/** The instant so many seconds after 10:00. */
export function second(seconds: number): string {
  return new Date(START + seconds * 1_000).toISOString();
}

/** A page of REST: of conversations, of messages, or of both. */
export function page(...items: readonly unknown[]): Fields {
  return { total: items.length, after: null, items };
}

/** A conversation of REST, as webhooks hold it too. */
export function chat(fields: Fields = {}): Fields {
  return { id: "chat", status: "open", created_at: second(0), finished_at: null, visitor_id: "visitor", ...fields };
}

/** A message of REST, as webhooks bring it too. Its content may be given by its text alone. */
export function message(
  id: string,
  at: number,
  subType: string,
  content: unknown = "Hello",
  fields: Fields = {},
): Fields {
  const bot = subType === "bot" ? { trigger_id: "bot-1", trigger_name: "Welcome" } : {};
  return {
    id,
    created_at: second(at),
    type: "message",
    sub_type: subType,
    conversation_id: "chat",
    visitor_id: null,
    agent_id: subType === "agent" ? "agent-1" : null,
    trigger_id: null,
    trigger_name: null,
    content: typeof content === "string" ? { type: "text", text: content } : content,
    ...bot,
    ...fields,
  };
}

/** A message of REST that is an event, e.g. `event("m1", 3, "chat_close", { closeType: "agent_close" })`. */
export function event(id: string, at: number, name: string, content: Fields = {}): Fields {
  return message(id, at, "system", { type: name, text: null, ...content }, { type: "event" });
}

/** A button as a bot's message offers it. */
export function button(text: string): Fields {
  return { text, payload: { replyId: `reply-${text}` } };
}

/** The content of a visitor's message that is the click on that button. */
export function click(text: string, replyTo: string): Fields {
  return { type: "text", text, quickReply: { replyTo, payload: { replyId: `reply-${text}` } } };
}

/** A webhook in its envelope, of account `acme`. */
export function webhook(name: string, data: unknown, at = 0, fields: Fields = {}): Fields {
  return {
    type: "event_callback",
    event: name,
    timestamp: second(at),
    account_id: "acme",
    app_id: "app",
    data,
    ...fields,
  };
}

/** The webhook that brings a message. */
export function delivered(brought: Fields): Fields {
  const { type: _, ...rest } = brought;
  // Damaged messages may bring anything, which need not have a text.
  const by = typeof brought["sub_type"] === "string" ? brought["sub_type"] : "nobody";
  return webhook(`conversation.${by}_replied`, { conversation: chat(), message: rest });
}

/** A document of the POST hook, of account 208. */
export function hook(messages: readonly unknown[], fields: Fields = {}): Fields {
  return {
    accountId: 208,
    beginAt: START,
    endAt: START + 60_000,
    channel: { id: 55039, rating: null },
    visitor: { id: 27671 },
    paths: [],
    messages,
    ...fields,
  };
}

/** A message of the POST hook. */
export function hookMessage(at: number, type: string, content: string, fields: Fields = {}): Fields {
  return { type, from: "system", content, sentAt: START + at * 1_000, triggeredBy: null, ...fields };
}
