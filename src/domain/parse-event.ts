import type * as z from "zod/mini";
import { certain } from "./certain.ts";
import { type LedgerEvent, schemaOf } from "./event.ts";
import { describeValue, EventError, type EventFault } from "./event-error.ts";
import { isPlainEvent, withoutUnknownFields } from "./plain-event.ts";
import { TIME_ZONE_FORM } from "./time-zone.ts";
import { type RawEvent, upcast } from "./upcast.ts";

/** What {@link safeParseEvent} returns. */
export type EventParseResult =
  | { readonly success: true; readonly event: LedgerEvent }
  | { readonly success: false; readonly error: EventError };

/**
 * Reads one event of unknown origin, e.g. the value that `JSON.parse` gave for a line of a log.
 *
 * The event comes back normalised: `occurredAt` (and `periodStart`) as UTC with milliseconds, -0 as 0, unknown fields removed,
 * texts kept. `null` is not absence and is refused.
 *
 * @throws EventError naming the field, what was expected and what came.
 * @example
 * parseEvent({ type: "VisitorArrived", id: "e1", occurredAt: "2024-05-01T12:00:00+02:00", accountId: "a", conversationId: "c" }).occurredAt;
 * // => "2024-05-01T10:00:00.000Z"
 */
export function parseEvent(input: unknown): LedgerEvent {
  const result = safeParseEvent(input);
  if (!result.success) throw result.error;
  return result.event;
}

/** {@link parseEvent} that returns its error instead of throwing it. */
export function safeParseEvent(input: unknown): EventParseResult {
  const result = readEvent(input);
  return result.success ? { success: true, event: withoutUnknownFields(result.event) } : result;
}

/** {@link safeParseEvent} for readers of long logs: an event may still carry fields that its schema does not name. */
export function readEvent(input: unknown): EventParseResult {
  if (!isRecord(input)) return refused(notAnObject(input));
  // First of all, since a newer version may have given the type another name.
  const raw = upcast(input);
  if (isPlainEvent(raw)) return { success: true, event: raw };
  const schema = schemaOf(raw["type"]);
  if (schema === undefined) return refused({ ...unknownType(raw), eventId: readableId(raw) });
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { success: true, event: parsed.data };
  return refused({ ...faultOf(parsed.error, raw), eventId: readableId(raw) });
}

function refused(fault: EventFault): EventParseResult {
  return { success: false, error: new EventError(fault) };
}

function isRecord(input: unknown): input is RawEvent {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

function notAnObject(input: unknown): EventFault {
  return { code: "not-an-object", path: "", expected: "an event as a JSON object", received: describeValue(input) };
}

function unknownType(input: RawEvent): EventFault {
  const type = Object.hasOwn(input, "type") ? input["type"] : undefined;
  if (typeof type === "string") {
    return { code: "unknown-type", path: "type", expected: "the name of an event", received: describeValue(type) };
  }
  return {
    code: type === undefined ? "missing-field" : "invalid-field",
    path: "type",
    expected: "the name of an event",
    received: describeValue(type),
  };
}

/** As long as an id can be. A longer one is none, and might fill a report. */
const LONGEST_SHOWN_ID = 256;

function readableId(input: RawEvent): string | undefined {
  const { id } = input;
  return typeof id === "string" && id.length <= LONGEST_SHOWN_ID ? id : undefined;
}

/** The first thing that zod found, in our words. */
function faultOf(error: z.core.$ZodError, input: RawEvent): EventFault {
  const issue = certain(error.issues[0]);
  // Events are flat.
  const name = String(issue.path[0]);
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  return {
    code: value === undefined ? "missing-field" : codeOf(issue),
    path: name,
    expected: expectation(issue),
    received: describeValue(value),
  };
}

function codeOf(issue: z.core.$ZodIssue): "unknown-time-zone" | "invalid-field" {
  return issue.message === TIME_ZONE_FORM ? "unknown-time-zone" : "invalid-field";
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.expected === "string" ? "a string" : "a whole number";
    case "invalid_value":
      return `one of ${issue.values.join(", ")}`;
    case "too_small":
      return issue.origin === "string" ? "a string that is not empty" : `a whole number from ${issue.minimum}`;
    case "too_big":
      return `a whole number up to ${issue.maximum}`;
    default:
      return issue.message;
  }
}
