import {
  type BillingEvent,
  type ConversationEvent,
  type ConversationId,
  type ConversationState,
  foldConversation,
  isConversationEvent,
  type RuleOptions,
  smartsupp,
} from "chatledger";
import { compareText } from "../../../src/domain/text-order.ts";
import type { ReadLog } from "./read-log.ts";

/** A conversation on the bench: its events as they came, and its state. */
export interface Conversation {
  readonly of: ConversationId;
  readonly events: readonly ConversationEvent[];
  readonly state: ConversationState;
}

/** All that the page is about: a log, the rules, the time, and the conversation that is looked at. Immutable. */
export interface Bench {
  /** By {@link keyOf}, by account and then by conversation. */
  readonly conversations: ReadonlyMap<string, Conversation>;
  readonly billing: readonly BillingEvent[];
  readonly refused: ReadLog["refused"];
  /** The key of the conversation that is looked at; `null` if there is none. */
  readonly chosen: string | null;
  /** The time to look at everything, in epoch milliseconds. New events happen after it. */
  readonly now: number;
  readonly options: RuleOptions;
  /** The number of the latest event that was made here. */
  readonly made: number;
}

/** What the options of the rules are unless changed. */
export const USUAL_OPTIONS: RuleOptions = Object.fromEntries(
  Object.entries(smartsupp.options).map(([name, option]) => [name, option.default]),
);

/** A log on the bench; its time is that of its latest event, as on the command line. */
export function benchOf({ events, refused }: ReadLog, options: RuleOptions = USUAL_OPTIONS): Bench {
  const conversations = grouped(events.filter(isConversationEvent));
  const latest = events.reduce((at, { occurredAt }) => Math.max(at, Date.parse(occurredAt)), Number.NEGATIVE_INFINITY);
  const made = events.reduce((n, { id }) => Math.max(n, Number(MADE_HERE.exec(id)?.[1] ?? 0)), 0);
  return {
    conversations,
    billing: events.filter((event) => !isConversationEvent(event)),
    refused,
    chosen: conversations.keys().next().value ?? null,
    now: Number.isFinite(latest) ? latest : Date.parse(FIRST_INSTANT),
    options,
    made,
  };
}

function grouped(events: readonly ConversationEvent[]): ReadonlyMap<string, Conversation> {
  const byKey = new Map<string, { readonly of: ConversationId; readonly events: ConversationEvent[] }>();
  for (const event of events) {
    const { accountId, conversationId } = event;
    const key = keyOf(event);
    const own = byKey.get(key) ?? { of: { accountId, conversationId }, events: [] };
    byKey.set(key, own);
    own.events.push(event);
  }
  return new Map(
    [...byKey]
      .sort(([, { of: a }], [, { of: b }]) => compareIds(a, b))
      .map(([key, { of, events: own }]) => [key, conversationOf(of, own)]),
  );
}

function compareIds(a: ConversationId, b: ConversationId): number {
  return compareText(a.accountId, b.accountId) || compareText(a.conversationId, b.conversationId);
}

/** The ids of events that are made here. */
export function idOf(made: number): string {
  return `playground-${made}`;
}

const MADE_HERE = /^playground-(\d{1,15})$/;
const FIRST_INSTANT = "2024-05-06T09:00:00Z";

/** One text for the ids of a conversation, since an id is unique in its account only. */
export function keyOf({ accountId, conversationId }: ConversationId): string {
  return JSON.stringify([accountId, conversationId]);
}

/** The conversation of these events. */
export function conversationOf(of: ConversationId, events: readonly ConversationEvent[]): Conversation {
  return { of, events, state: foldConversation(events) };
}

/** The conversation that is looked at. */
export function chosenOf({ chosen, conversations }: Bench): Conversation | undefined {
  return chosen === null ? undefined : conversations.get(chosen);
}
