/**
 * fast-check arbitraries of logs, made to be awkward: few instants and few ids, so that ties, repeated events and one id
 * with two contents are common; ids that break naive code; chats that are closed and opened again.
 *
 *     fc.assert(fc.property(conversation(), (events) => { ... }))
 *     fc.assert(fc.property(conversation().chain((events) => fc.tuple(fc.constant(events), arrivals(events))), ...))
 */
import type { BillingEvent, ConversationCommand, ConversationEvent, ConversationId, LedgerEvent } from "chatledger";
import fc from "fast-check";
import { time } from "./events.ts";

/** Ids that are data like any other, and that naive code trips over. */
export const HOSTILE_IDS = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "x",
  " ",
  "0",
  "e10",
  "e9",
  'a"b\\c\n\t',
  "\u{1F600}",
  "\uFF5E",
  "👩‍👩‍👧‍👦",
  "e\u0301",
  "\u00e9",
  "שלום",
  "\u202Egnp.exe",
  "\u2028",
  "\u{10FFFF}".repeat(128),
] as const;

/** Any valid id: a hostile one, or 1 to 128 code points of any kind. */
export function id(): fc.Arbitrary<string> {
  const anyPoints = fc.string({ unit: "binary", minLength: 1, maxLength: 128 }).filter((text) => !text.includes("\0"));
  return fc.oneof(fc.constantFrom(...HOSTILE_IDS), anyPoints);
}

/** One of eight instants of a day, two of them a millisecond apart. */
export function instant(): fc.Arbitrary<string> {
  const clocks = ["10:00", "10:00:00.001", "10:00:01", "10:01", "10:05", "11:00", "12:00", "23:59:59.999"];
  return fc.constantFrom(...clocks.map(time));
}

const eventId = fc.constantFrom("e1", "e2", "e3", "e9", "e10", "__proto__", "\u{1F600}", "\uFF5E");
const botId = fc.constantFrom("bot-1", "bot-2", "constructor");
const buttonId = fc.constantFrom("prices", "agent", "__proto__");
const agentId = fc.constantFrom("anna", "toString");
const visitorId = fc.constantFrom("v1", "v2");
const words = fc.constantFrom("", "hello", "__proto__", "\u{1F600}\uD800");
const sequence = fc.nat({ max: 2 });

const envelope = fc.record(
  { id: eventId, occurredAt: instant(), sequence, schemaVersion: fc.constant(1) },
  { requiredKeys: ["id", "occurredAt"] },
);

const is = fc.constant;

const conversationPayload = fc.oneof(
  fc.record({ type: is("VisitorArrived"), pageUrl: words, channel: words }, { requiredKeys: ["type"] }),
  fc.record({ type: is("BotTriggered"), botId, trigger: words }, { requiredKeys: ["type", "botId"] }),
  fc.record({ type: is("BotMessageSent"), botId }),
  {
    arbitrary: fc.record(
      { type: is("ButtonClicked"), botId, buttonId, label: words },
      { requiredKeys: ["type", "botId", "buttonId"] },
    ),
    weight: 2,
  },
  fc.record(
    { type: is("BotInputSubmitted"), botId, fieldId: words.filter((text) => text === "hello") },
    { requiredKeys: ["type", "botId"] },
  ),
  fc.record({ type: is("HandoffRequested"), botId, buttonId }, { requiredKeys: ["type"] }),
  { arbitrary: fc.record({ type: is("DirectMessageSent"), text: words }, { requiredKeys: ["type"] }), weight: 2 },
  fc.record({ type: is("AgentJoined"), agentId }),
  fc.record({ type: is("AgentMessageSent"), agentId, text: words }, { requiredKeys: ["type", "agentId"] }),
  {
    arbitrary: fc.record(
      { type: is("ChatClosed"), closedBy: fc.constantFrom("visitor", "agent", "chatbot", "system"), reason: words },
      { requiredKeys: ["type", "closedBy"] },
    ),
    weight: 3,
  },
  fc.record(
    { type: is("ChatRated"), rating: fc.integer({ min: 1, max: 5 }), comment: words },
    { requiredKeys: ["type", "rating"] },
  ),
);

const CHAT: ConversationId = { accountId: "acme", conversationId: "chat" };

/** Any event of a conversation (`chat` of `acme` unless told otherwise). */
export function conversationEvent(of: ConversationId = CHAT): fc.Arbitrary<ConversationEvent> {
  return fc
    .tuple(envelope, fc.option(visitorId, { nil: undefined, freq: 2 }), conversationPayload)
    .map(([shared, visitor, payload]) => ({
      ...payload,
      ...shared,
      ...of,
      ...(visitor === undefined ? {} : { visitorId: visitor }),
    }));
}

/** The events of one conversation as a careless source delivers them: out of order, some of them more than once. */
export function conversation(of: ConversationId = CHAT): fc.Arbitrary<ConversationEvent[]> {
  return fc.array(conversationEvent(of), { maxLength: 12 }).chain(arrivals);
}

const commandPayload = fc.oneof(
  fc.record({ type: is("ArriveVisitor"), channel: words }, { requiredKeys: ["type"] }),
  fc.record({ type: is("TriggerBot"), botId }),
  fc.record({ type: is("SendBotMessage"), botId }),
  fc.record({ type: is("ClickButton"), botId, buttonId }),
  fc.record({ type: is("SubmitBotInput"), botId }),
  fc.record({ type: is("RequestHandoff"), botId, buttonId }, { requiredKeys: ["type"] }),
  fc.record({ type: is("SendDirectMessage"), text: words }, { requiredKeys: ["type"] }),
  fc.record({ type: is("JoinAgent"), agentId }),
  fc.record({ type: is("SendAgentMessage"), agentId }),
  fc.record({ type: is("CloseChat"), closedBy: fc.constantFrom("visitor", "agent", "chatbot", "system") }),
  fc.record({ type: is("RateChat"), rating: fc.oneof(fc.integer({ min: -1, max: 7 }), fc.double()) }),
);

const commandEnvelope = fc.record({
  at: fc.oneof(
    instant(),
    instant().map(Date.parse),
    instant().map((text) => new Date(text)),
  ),
  id: fc.oneof(eventId, id()),
  accountId: fc.constantFrom("acme", "acme", "acme", "__proto__"),
  conversationId: fc.constantFrom("chat", "chat", "chat", "constructor"),
});

/** Any command on a conversation, mostly on `chat` of `acme`. All are well-formed, save the rating, which is any number. */
export function conversationCommand(): fc.Arbitrary<ConversationCommand> {
  return fc.tuple(commandEnvelope, commandPayload).map(([shared, payload]) => ({ ...payload, ...shared }));
}

const packageId = fc.constantFrom("p1", "__proto__");
const plan = fc.constantFrom("standard", "pro");

const billingPayload = fc.oneof(
  fc.record(
    { type: is("PlanSubscribed"), plan, timeZone: fc.constantFrom("UTC", "Europe/Prague") },
    { requiredKeys: ["type", "plan"] },
  ),
  fc.record({ type: is("PlanChanged"), plan }),
  fc.record({ type: is("PlanCancelled") }),
  fc.record({ type: is("PlanReactivated") }),
  fc.record({ type: is("PackagePurchased"), packageId, conversations: fc.integer({ min: 1, max: 500 }) }),
  fc.record({ type: is("PackageRenewalDisabled"), packageId }),
  fc.record({ type: is("PackageRenewalEnabled"), packageId }),
  fc.record({ type: is("PackageRenewed"), packageId, periodStart: instant() }),
  fc.record({ type: is("PackageRenewalFailed"), packageId, periodStart: instant() }),
  fc.record({ type: is("ChatbotConversationCounted"), conversationId: fc.constantFrom("chat", "__proto__") }),
);

/** Any billing event of an account. */
export function billingEvent(accountId: string = CHAT.accountId): fc.Arbitrary<BillingEvent> {
  return fc.tuple(envelope, billingPayload).map(([shared, payload]) => ({ ...payload, ...shared, accountId }));
}

/** Any event at all. */
export function ledgerEvent(): fc.Arbitrary<LedgerEvent> {
  return fc.oneof({ arbitrary: conversationEvent(), weight: 3 }, billingEvent());
}

const conversationIds: readonly ConversationId[] = ["acme", "__proto__"].flatMap((accountId) =>
  ["chat", "constructor", "\u{1F600}"].map((conversationId) => ({ accountId, conversationId })),
);

/**
 * A log of several conversations in two accounts that use the same conversation ids, mixed and out of order, with
 * repeated events and with ids that were given to two different events.
 */
export function log(): fc.Arbitrary<ConversationEvent[]> {
  return fc.array(fc.oneof(...conversationIds.map(conversationEvent)), { maxLength: 30 }).chain(arrivals);
}

/** The same set of events as it may arrive: in any order, each at least once. */
export function arrivals<T>(events: readonly T[]): fc.Arbitrary<T[]> {
  return fc
    .subarray([...events])
    .chain((again) => fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }));
}
