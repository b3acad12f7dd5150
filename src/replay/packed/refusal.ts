import * as z from "zod/mini";
import { EventError, type EventErrorCode } from "../../domain/event-error.ts";

const codes = [
  "not-an-object",
  "unknown-type",
  "missing-field",
  "invalid-field",
  "unknown-time-zone",
  "invalid-json",
  "invalid-csv",
  "invalid-utf8",
] as const satisfies readonly EventErrorCode[];

const refusalSchema = z.object({
  code: z.enum(codes),
  path: z.string(),
  expected: z.string(),
  received: z.string(),
  eventId: z.optional(z.string()),
});

/** Why a row of a table was refused, as text. */
export function refusalOf({ code, path, expected, received, eventId }: EventError): string {
  return JSON.stringify({ code, path, expected, received, eventId });
}

/** The same again. Throws if the text is none of {@link refusalOf}. */
export function errorOf(refusal: string): EventError {
  return new EventError(refusalSchema.parse(JSON.parse(refusal)));
}

/** Whether two errors say the same. */
export function isSameError(a: EventError, b: EventError): boolean {
  return refusalOf(a) === refusalOf(b);
}
