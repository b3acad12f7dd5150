import * as z from "zod";
import { eventSchemas } from "../../domain/event.ts";
import { EventError, type EventErrorCode } from "../../domain/event-error.ts";

/** A row of a table: an event by its fields, not checked yet, or why it is none. */
export type Row =
  | { readonly line: number; readonly value: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly error: EventError };

/** The fields that an event may have: other columns are nobody's business. */
export const eventFields: ReadonlySet<string> = new Set(
  [...eventSchemas.values()].flatMap(({ shape }) => Object.keys(shape)),
);

/** Those of them that are numbers, which a table may hold as text. */
export const numericFields: ReadonlySet<string> = new Set(
  [...eventSchemas.values()].flatMap(({ shape }) =>
    Object.entries(shape).flatMap(([name, schema]) => (isNumber(schema) ? [name] : [])),
  ),
);

function isNumber(schema: unknown): boolean {
  return schema instanceof z.ZodOptional ? isNumber(schema.def.innerType) : schema instanceof z.ZodNumber;
}

/** A row that is no event. */
export function refusedRow(line: number, code: EventErrorCode, expected: string, received: string): Row {
  return { line, error: new EventError({ code, path: "", expected, received }) };
}
