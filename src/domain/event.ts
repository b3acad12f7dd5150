import * as z from "zod/mini";
import { type BillingEvent, type BillingEventType, billingEventSchemas } from "./billing-event.ts";
import { type ConversationEvent, type ConversationEventType, conversationEventSchemas } from "./conversation-event.ts";

/** Any event of the ledger. */
export type LedgerEvent = ConversationEvent | BillingEvent;

/** The name of any event of the ledger. */
export type LedgerEventType = ConversationEventType | BillingEventType;

const { VisitorArrived, ...otherConversationEvents } = conversationEventSchemas;

/**
 * The zod schema of an event (of `zod/mini`), at schema version 1. It normalises as `parseEvent` does: `occurredAt` becomes UTC with
 * milliseconds and fields that the schema does not name are left out.
 *
 * The same schema as JSON Schema is published at `chatledger/event.schema.json`.
 */
export const eventSchema = z
  .discriminatedUnion("type", [
    VisitorArrived,
    ...Object.values(otherConversationEvents),
    ...Object.values(billingEventSchemas),
  ])
  .check(
    z.meta({ title: "chatledger event", description: "One fact of a chat conversation or of an account's billing." }),
  );

/** The schema of one event. */
type EventSchema = z.ZodMiniType<LedgerEvent> & { readonly shape: Readonly<Record<string, z.ZodMiniType>> };

/** The schema of each event by its name. */
export const eventSchemas: ReadonlyMap<string, EventSchema> = new Map<string, EventSchema>([
  ...Object.entries(conversationEventSchemas),
  ...Object.entries(billingEventSchemas),
]);

/** The schema of events that have this as their type; `undefined` if none has. */
export function schemaOf(type: unknown): EventSchema | undefined {
  const byType: ReadonlyMap<unknown, EventSchema> = eventSchemas;
  return byType.get(type);
}
