import type { LedgerEvent, LedgerEventType } from "./event.ts";
import { parseInstant } from "./instant.ts";
import { parseEvent } from "./parse-event.ts";
import { compareText } from "./text-order.ts";

/**
 * What tells one event from another: two events of an account are the same event if their content is equal. Texts,
 * labels and unknown fields are not part of it.
 */
export interface EventContent<T extends LedgerEventType = LedgerEventType> {
  /** When it happened: epoch milliseconds, UTC. */
  readonly at: number;
  readonly type: T;
  readonly id: string;
  readonly sequence?: number;
  readonly conversationId?: string;
  readonly visitorId?: string;
  readonly botId?: string;
  readonly buttonId?: string;
  readonly agentId?: string;
  readonly closedBy?: string;
  readonly rating?: number;
  readonly plan?: string;
  readonly timeZone?: string;
  readonly packageId?: string;
  readonly conversations?: number;
  readonly periodStart?: string;
}

/** The fields that only some events have, in the order in which they break ties. */
export const PAYLOAD_FIELDS = [
  "conversationId",
  "visitorId",
  "botId",
  "buttonId",
  "agentId",
  "closedBy",
  "rating",
  "plan",
  "timeZone",
  "packageId",
  "conversations",
  "periodStart",
] as const;

type PayloadField = (typeof PAYLOAD_FIELDS)[number];

/** Which of those fields are content of an event. A field that its page does not name is none, whatever it is called. */
interface Layout {
  readonly fields: readonly PayloadField[];
  /** Whether they begin with those of a visit, whether `botId` is next, and which come after all these. */
  readonly isVisit: boolean;
  readonly hasBot: boolean;
  readonly afterVisit: readonly PayloadField[];
}

function ofBilling(...fields: readonly PayloadField[]): Layout {
  return { fields, isVisit: false, hasBot: false, afterVisit: [] };
}

function ofVisit(...afterVisit: readonly PayloadField[]): Layout {
  return { fields: ["conversationId", "visitorId", ...afterVisit], isVisit: true, hasBot: false, afterVisit };
}

function ofBot(...afterVisit: readonly PayloadField[]): Layout {
  return { fields: ["conversationId", "visitorId", "botId", ...afterVisit], isVisit: true, hasBot: true, afterVisit };
}

const layouts: Readonly<Record<LedgerEventType, Layout>> = {
  VisitorArrived: ofVisit(),
  BotTriggered: ofBot(),
  BotMessageSent: ofBot(),
  ButtonClicked: ofBot("buttonId"),
  BotInputSubmitted: ofBot(),
  HandoffRequested: ofBot("buttonId"),
  DirectMessageSent: ofVisit(),
  AgentJoined: ofVisit("agentId"),
  AgentMessageSent: ofVisit("agentId"),
  ChatClosed: ofVisit("closedBy"),
  ChatRated: ofVisit("rating"),
  PlanSubscribed: ofBilling("plan", "timeZone"),
  PlanChanged: ofBilling("plan"),
  PlanCancelled: ofBilling(),
  PlanReactivated: ofBilling(),
  PackagePurchased: ofBilling("packageId", "conversations"),
  PackageRenewalDisabled: ofBilling("packageId"),
  PackageRenewalEnabled: ofBilling("packageId"),
  PackageRenewed: ofBilling("packageId", "periodStart"),
  PackageRenewalFailed: ofBilling("packageId", "periodStart"),
  ChatbotConversationCounted: ofBilling("conversationId"),
};

/** With the library's own copy of each name. */
const layoutOf: ReadonlyMap<string, Layout & { readonly type: LedgerEventType }> = new Map(
  Object.entries(layouts).map(([type, layout]) => [type, { type: type as LedgerEventType, ...layout }]),
);

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Reduces an event to its content. The fields always stand in the same order and absent ones are absent, so equal
 * contents are equal as JSON too.
 *
 * @param like another content: where it has the same value, its copy is kept. A conversation's marks repeat their ids, and
 * a log of millions of lines need not hold each a million times.
 * @throws EventError if the event was never parsed and cannot be, e.g. for an `occurredAt` that is no instant.
 */
export function toContent<E extends LedgerEvent>(event: E, like?: EventContent): EventContent<E["type"]> {
  const at = parseInstant(event.occurredAt);
  const layout = layoutOf.get(event.type);
  // Parsing it says what is wrong with it.
  if (at === undefined || layout === undefined) return toContent(parseEvent(event), like);
  const payload: EventPayload = event;
  const botId = layout.hasBot ? payload.botId : undefined;
  const visit = layout.isVisit ? visitContent(at, layout.type, payload, botId, like) : undefined;
  const content = visit ?? { at, type: layout.type, id: event.id };
  if (event.sequence !== undefined) content.sequence = event.sequence;
  for (const field of visit === undefined ? layout.fields : layout.afterVisit) copy(field, payload, content, like);
  return content;
}

/** How most contents in a log begin, with a bot's id or without. Made at one stroke, they take half the time and memory. */
function visitContent(
  at: number,
  type: LedgerEventType,
  { id, sequence, conversationId, visitorId }: EventPayload,
  botId: string | undefined,
  like: EventContent | undefined,
): Writable<EventContent> | undefined {
  if (sequence !== undefined || conversationId === undefined || visitorId === undefined) return undefined;
  const conversation = like?.conversationId === conversationId ? like.conversationId : conversationId;
  const visitor = like?.visitorId === visitorId ? like.visitorId : visitorId;
  if (botId === undefined) return { at, type, id, conversationId: conversation, visitorId: visitor };
  const bot = like?.botId === botId ? like.botId : botId;
  return { at, type, id, conversationId: conversation, visitorId: visitor, botId: bot };
}

type EventPayload = { readonly id: string; readonly sequence?: number | undefined } & {
  readonly [F in PayloadField]?: EventContent[F] | undefined;
};

function copy<F extends PayloadField>(
  field: F,
  from: EventPayload,
  to: Writable<EventPayload>,
  like: EventContent | undefined,
): void {
  const value = from[field];
  if (value !== undefined) to[field] = like?.[field] === value ? like[field] : value;
}

/** Compares what is left when instant, sequence and type are equal: the id, then the other fields, absent first. */
export function compareIdentity(a: EventContent, b: EventContent): number {
  const order = compareText(a.id, b.id);
  if (order !== 0) return order;
  for (const field of PAYLOAD_FIELDS) {
    const x = a[field];
    const y = b[field];
    if (x !== y) return compareValues(x, y);
  }
  return 0;
}

/** Compares two optional fields; an absent one comes first. */
export function compareValues(x: string | number | undefined, y: string | number | undefined): number {
  if (x === y) return 0;
  if (x === undefined) return -1;
  if (y === undefined) return 1;
  return typeof x === "string" ? compareText(x, String(y)) : x - Number(y);
}
