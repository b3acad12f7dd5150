import * as z from "zod/mini";
import { digest } from "../../domain/digest.ts";
import { describeValue } from "../../domain/event-error.ts";
import { inEnglish } from "../../domain/in-english.ts";
import { formatInstant } from "../../domain/instant.ts";
import type { Chat } from "./chat.ts";
import { plainMessage } from "./chat-message.ts";
import type { Collector } from "./collector.ts";
import { eventId, toId } from "./event-id.ts";
import type { Format } from "./format.ts";
import { inside, type Place } from "./unmapped.ts";
import { closerOf, faultOf, isRating, maybe, RATING_FORM, someText, vendorId, vendorInstant } from "./vendor-fields.ts";

const hook = z.lazy(() =>
  z.object({
    accountId: maybe(vendorId),
    beginAt: maybe(vendorInstant),
    endAt: maybe(vendorInstant),
    channel: z.object({ id: vendorId, rating: z.optional(z.unknown()), ratingDesc: maybe(someText) }),
    visitor: maybe(z.object({ id: maybe(vendorId) })),
    paths: maybe(z.array(z.object({ url: maybe(someText) }))),
    messages: z.array(z.unknown()),
  }),
);

const hookMessage = z.lazy(() =>
  z.object({
    type: z.string(),
    from: maybe(vendorId),
    content: maybe(z.string()),
    sentAt: vendorInstant,
    triggeredBy: maybe(someText),
  }),
);

type Hook = z.output<typeof hook>;
type HookMessage = z.output<typeof hookMessage>;

/** "Export to 3rd party system": one finished conversation a document, whole. Its summary flags are not looked at. */
export const postHookFormat: Format = {
  matches: (document) => Array.isArray(document["messages"]) && ("beginAt" in document || "accountId" in document),
  read(document, place, collector) {
    const parsed = hook.safeParse(document, inEnglish);
    if (parsed.success) readHook(parsed.data, place, collector);
    else collector.report(place, "malformed", "POST hook", faultOf(parsed.error));
  },
};

function readHook(data: Hook, place: Place, collector: Collector): void {
  const { beginAt, endAt } = data;
  const chat = collector.chat(data.accountId, data.channel.id, place);
  const visitorId = data.visitor?.id === undefined ? undefined : toId(data.visitor.id);

  if (beginAt === undefined) {
    const why = "The POST hook has no readable beginAt.";
    collector.report(inside(place, "beginAt"), "unknown-time", "arrival of the visitor", why);
  } else {
    // With several paths nothing says which one came first, so none is claimed to be the page of arrival.
    const [path, ...morePaths] = data.paths ?? [];
    chat.addArrival(beginAt, visitorId, morePaths.length === 0 && path?.url !== undefined ? { pageUrl: path.url } : {});
  }

  const repeated = new Map<string, number>();
  for (const [index, raw] of data.messages.entries()) {
    const at = inside(inside(place, "messages"), index);
    const message = hookMessage.safeParse(raw, inEnglish);
    if (!message.success) {
      collector.report(at, "malformed", "message", faultOf(message.error));
      continue;
    }
    const id = messageId(message.data, chat.conversationId);
    const count = (repeated.get(id) ?? 0) + 1;
    repeated.set(id, count);
    readHookMessage(message.data, count === 1 ? id : toId(`${id}/${count}`), { chat, visitorId, place: at, collector });
  }

  readRating(data, visitorId, chat, place, collector);
  chat.ends.push({ at: endAt, reason: "endAt", visitorId, place: inside(place, "endAt") });
}

/** The message has no id of its own: the same words by the same author at the same instant are the same message. */
function messageId({ type, from, content, sentAt, triggeredBy }: HookMessage, conversationId: string): string {
  const author = type === "visitor" ? "visitor" : agentIn(from);
  return eventId(conversationId, formatInstant(sentAt), digest(JSON.stringify([type, author, triggeredBy, content])));
}

interface MessageContext {
  readonly chat: Chat;
  readonly visitorId: string | undefined;
  readonly place: Place;
  readonly collector: Collector;
}

function readHookMessage(
  message: HookMessage,
  id: string,
  { chat, visitorId, place, collector }: MessageContext,
): void {
  const { type, from, content, sentAt, triggeredBy } = message;
  const base = { ...plainMessage, id, format: "post-hook", at: sentAt, text: content, visitorId } as const;
  const fact = { id, occurredAt: formatInstant(sentAt), visitorId };
  const agentId = agentIn(from);
  const what = `${type === "agent" ? "agent" : "system"} message`;

  if (type === "visitor") {
    chat.addMessage({ ...base, author: "visitor" }, place);
  } else if (type === "agent" && triggeredBy !== undefined) {
    chat.addMessage({ ...base, author: "bot", trigger: { id: undefined, name: triggeredBy } }, place);
  } else if (type === "agent" && agentId !== undefined) {
    chat.addMessage({ ...base, author: "agent", agentId }, place);
  } else if (type === "system" && content === "agent.join" && agentId !== undefined) {
    chat.facts.add({ type: "AgentJoined", ...fact, agentId: toId(agentId) });
  } else if (type === "system" && content?.startsWith("close.")) {
    chat.facts.add({ type: "ChatClosed", ...fact, closedBy: closerOf(content), reason: content });
  } else if (type === "agent" || (type === "system" && content === "agent.join")) {
    collector.report(place, "malformed", what, "from: expected the agent, e.g. agent:3.");
  } else if (type === "system") {
    const named = content !== undefined && SYSTEM_WORD.test(content) ? describeValue(content) : "its content";
    collector.report(place, "no-counterpart", what, `The ledger has no event for ${named}.`);
  } else {
    collector.report(place, "no-counterpart", "message", `The type ${describeValue(type)} is not known.`);
  }
}

/** A system message such as `agent.leave`, and nothing that a person may have written. */
const SYSTEM_WORD = /^\w+\.\w+$/;

/** The agent in `agent:3` or in a bare `3`, as older documents have it; none in `system`. */
function agentIn(from: string | undefined): string | undefined {
  if (from === undefined || from === "system" || from.startsWith("visitor:")) return undefined;
  const id = from.startsWith("agent:") ? from.slice("agent:".length) : from;
  return id === "" ? undefined : id;
}

function readRating(
  { channel, endAt }: Hook,
  visitorId: string | undefined,
  chat: Chat,
  place: Place,
  collector: Collector,
) {
  const at = inside(inside(place, "channel"), "rating");
  if (isRating(channel.rating)) {
    chat.ratings.push({ rating: channel.rating, comment: channel.ratingDesc, visitorId, at: endAt, place: at });
  } else if (channel.rating !== undefined && channel.rating !== null) {
    collector.report(at, "invalid-rating", "rating", RATING_FORM);
  }
}
