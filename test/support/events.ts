/**
 * Events for tests, as short as a sentence.
 *
 *     event.ButtonClicked()                                         // a click, with an id and a time of its own
 *     event.ButtonClicked({ botId: "bot-2", buttonId: "prices" })   // what matters is said, the rest is usual
 *     event.ButtonClicked(at("10:00:01"), inChat("c2"), { id: "click" })   // parts add up, the later one wins
 *     event.PlanSubscribed(at("2024-01-31 23:59:59"), inAccount("globex"))
 *
 *     foldConversation([event.BotTriggered(), event.ButtonClicked(), event.ChatClosed()])
 *
 * An event that is given no time happens one second after the one that was built before it, so a list of events reads
 * in the order in which it is written. Ids run too (`e0001`, `e0002`, in text order); name the id where a test looks at it.
 * All are of account `acme` and conversation `chat` unless told otherwise. `time("10:00:01")` is the bare instant, for
 * `asOf` and the like; the day is 2024-05-01.
 */
import type { BillingEventOf, BillingEventType, ConversationEventOf, ConversationEventType } from "chatledger";

type EventOf<T extends ConversationEventType | BillingEventType> = T extends ConversationEventType
  ? ConversationEventOf<T>
  : T extends BillingEventType
    ? BillingEventOf<T>
    : never;

type Parts<T extends ConversationEventType | BillingEventType> = Partial<Omit<EventOf<T>, "type">>[];

const DAY = "2024-05-01";

/** The instant at a time of day (`10:00`, `10:00:01`, `10:00:01.5`), or of a day too (`2024-05-02 10:00`). */
export function time(clock: string): string {
  const [day, hours] = clock.includes(" ") ? clock.split(" ", 2) : [DAY, clock];
  return new Date(`${day}T${hours}Z`).toISOString();
}

/** An event's time. */
export function at(clock: string): { readonly occurredAt: string } {
  return { occurredAt: time(clock) };
}

/** An event's conversation. */
export function inChat(conversationId: string): { readonly conversationId: string } {
  return { conversationId };
}

/** An event's account. */
export function inAccount(accountId: string): { readonly accountId: string } {
  return { accountId };
}

const FIRST = Date.parse(time("10:00:00"));
let built = 0;

/** Begins the ids and times of events anew. */
export function restart(): void {
  built = 0;
}

function ofAccount() {
  built++;
  return {
    id: `e${String(built).padStart(4, "0")}`,
    occurredAt: new Date(FIRST + built * 1_000).toISOString(),
    accountId: "acme",
  };
}

function ofChat() {
  return { ...ofAccount(), conversationId: "chat" };
}

function sum<T extends object>(parts: readonly Partial<T>[]): Partial<T> {
  let whole: Partial<T> = {};
  for (const part of parts) whole = { ...whole, ...part };
  return whole;
}

/** A builder for each event. */
export const event = {
  VisitorArrived: (...parts: Parts<"VisitorArrived">): EventOf<"VisitorArrived"> => ({
    type: "VisitorArrived",
    ...ofChat(),
    ...sum(parts),
  }),
  BotTriggered: (...parts: Parts<"BotTriggered">): EventOf<"BotTriggered"> => ({
    type: "BotTriggered",
    ...ofChat(),
    botId: "bot",
    ...sum(parts),
  }),
  BotMessageSent: (...parts: Parts<"BotMessageSent">): EventOf<"BotMessageSent"> => ({
    type: "BotMessageSent",
    ...ofChat(),
    botId: "bot",
    ...sum(parts),
  }),
  ButtonClicked: (...parts: Parts<"ButtonClicked">): EventOf<"ButtonClicked"> => ({
    type: "ButtonClicked",
    ...ofChat(),
    botId: "bot",
    buttonId: "button",
    ...sum(parts),
  }),
  BotInputSubmitted: (...parts: Parts<"BotInputSubmitted">): EventOf<"BotInputSubmitted"> => ({
    type: "BotInputSubmitted",
    ...ofChat(),
    botId: "bot",
    ...sum(parts),
  }),
  HandoffRequested: (...parts: Parts<"HandoffRequested">): EventOf<"HandoffRequested"> => ({
    type: "HandoffRequested",
    ...ofChat(),
    ...sum(parts),
  }),
  DirectMessageSent: (...parts: Parts<"DirectMessageSent">): EventOf<"DirectMessageSent"> => ({
    type: "DirectMessageSent",
    ...ofChat(),
    ...sum(parts),
  }),
  AgentJoined: (...parts: Parts<"AgentJoined">): EventOf<"AgentJoined"> => ({
    type: "AgentJoined",
    ...ofChat(),
    agentId: "anna",
    ...sum(parts),
  }),
  AgentMessageSent: (...parts: Parts<"AgentMessageSent">): EventOf<"AgentMessageSent"> => ({
    type: "AgentMessageSent",
    ...ofChat(),
    agentId: "anna",
    ...sum(parts),
  }),
  ChatClosed: (...parts: Parts<"ChatClosed">): EventOf<"ChatClosed"> => ({
    type: "ChatClosed",
    ...ofChat(),
    closedBy: "visitor",
    ...sum(parts),
  }),
  ChatRated: (...parts: Parts<"ChatRated">): EventOf<"ChatRated"> => ({
    type: "ChatRated",
    ...ofChat(),
    rating: 5,
    ...sum(parts),
  }),
  PlanSubscribed: (...parts: Parts<"PlanSubscribed">): EventOf<"PlanSubscribed"> => ({
    type: "PlanSubscribed",
    ...ofAccount(),
    plan: "standard",
    ...sum(parts),
  }),
  PlanChanged: (...parts: Parts<"PlanChanged">): EventOf<"PlanChanged"> => ({
    type: "PlanChanged",
    ...ofAccount(),
    plan: "pro",
    ...sum(parts),
  }),
  PlanCancelled: (...parts: Parts<"PlanCancelled">): EventOf<"PlanCancelled"> => ({
    type: "PlanCancelled",
    ...ofAccount(),
    ...sum(parts),
  }),
  PlanReactivated: (...parts: Parts<"PlanReactivated">): EventOf<"PlanReactivated"> => ({
    type: "PlanReactivated",
    ...ofAccount(),
    ...sum(parts),
  }),
  PackagePurchased: (...parts: Parts<"PackagePurchased">): EventOf<"PackagePurchased"> => ({
    type: "PackagePurchased",
    ...ofAccount(),
    packageId: "package",
    conversations: 100,
    ...sum(parts),
  }),
  PackageRenewalDisabled: (...parts: Parts<"PackageRenewalDisabled">): EventOf<"PackageRenewalDisabled"> => ({
    type: "PackageRenewalDisabled",
    ...ofAccount(),
    packageId: "package",
    ...sum(parts),
  }),
  PackageRenewalEnabled: (...parts: Parts<"PackageRenewalEnabled">): EventOf<"PackageRenewalEnabled"> => ({
    type: "PackageRenewalEnabled",
    ...ofAccount(),
    packageId: "package",
    ...sum(parts),
  }),
  PackageRenewed: (...parts: Parts<"PackageRenewed">): EventOf<"PackageRenewed"> => ({
    type: "PackageRenewed",
    ...ofAccount(),
    packageId: "package",
    periodStart: time("2024-05-01 00:00"),
    ...sum(parts),
  }),
  PackageRenewalFailed: (...parts: Parts<"PackageRenewalFailed">): EventOf<"PackageRenewalFailed"> => ({
    type: "PackageRenewalFailed",
    ...ofAccount(),
    packageId: "package",
    periodStart: time("2024-05-01 00:00"),
    ...sum(parts),
  }),
  ChatbotConversationCounted: (
    ...parts: Parts<"ChatbotConversationCounted">
  ): EventOf<"ChatbotConversationCounted"> => ({
    type: "ChatbotConversationCounted",
    ...ofAccount(),
    conversationId: "chat",
    ...sum(parts),
  }),
};
