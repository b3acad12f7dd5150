import type { LedgerEvent } from "../domain/event.ts";
import { type EventContent, PAYLOAD_FIELDS, toContent } from "../domain/event-content.ts";
import { parseInstant } from "../domain/instant.ts";

const [CONVERSATION_ID, ...OTHERS] = PAYLOAD_FIELDS;

/**
 * The columns of a table of events: one row an event that the parser has accepted, as often as it was delivered. They are
 * the fields that judge (the content of an event) and its account; instants are epoch milliseconds. What an event has not
 * is NULL.
 *
 * @see docs/sql.md
 */
export const EVENT_COLUMNS = ["accountId", CONVERSATION_ID, "id", "type", "occurredAt", "sequence", ...OTHERS] as const;

/** One of {@link EVENT_COLUMNS}. */
export type EventColumn = (typeof EVENT_COLUMNS)[number];

/** Columns that hold whole numbers; the others hold text. */
export const NUMBER_COLUMNS: ReadonlySet<EventColumn> = new Set<EventColumn>([
  "occurredAt",
  "sequence",
  "rating",
  "conversations",
  "periodStart",
]);

/** Columns that every event fills. */
export const FULL_COLUMNS: ReadonlySet<EventColumn> = new Set<EventColumn>(["accountId", "id", "type", "occurredAt"]);

/** An event as a row of such a table. */
export interface EventRow extends Readonly<Record<EventColumn, string | number | null>> {
  readonly accountId: string;
  readonly id: string;
  readonly type: string;
  /** Epoch milliseconds. */
  readonly occurredAt: number;
}

/**
 * An event as a row of a table of events.
 *
 * @throws EventError if the event was never parsed and cannot be.
 * @example toEventRow(event).occurredAt; // => 1714557600000
 */
export function toEventRow(event: LedgerEvent): EventRow {
  const content = toContent(event);
  const orNull = (field: keyof EventContent) => content[field] ?? null;
  return {
    accountId: event.accountId,
    conversationId: orNull("conversationId"),
    id: content.id,
    type: content.type,
    occurredAt: content.at,
    sequence: orNull("sequence"),
    visitorId: orNull("visitorId"),
    botId: orNull("botId"),
    buttonId: orNull("buttonId"),
    agentId: orNull("agentId"),
    closedBy: orNull("closedBy"),
    rating: orNull("rating"),
    plan: orNull("plan"),
    timeZone: orNull("timeZone"),
    packageId: orNull("packageId"),
    conversations: orNull("conversations"),
    periodStart: content.periodStart === undefined ? null : (parseInstant(content.periodStart) ?? null),
  };
}
