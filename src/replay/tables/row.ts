import { EventError, type EventErrorCode } from "../../domain/event-error.ts";
import { type EventParseResult, readEvent } from "../../domain/parse-event.ts";
import { encodingOf, parseLine } from "../parse-line.ts";

/** What a row of a table holds: an event by its fields, not checked yet, or why it is none; or a line that was kept. */
export type RowContent =
  | { readonly value: Readonly<Record<string, unknown>> }
  | { readonly error: EventError }
  | { readonly text: Buffer };

/** A row of a table, and where it stands. */
export type Row = RowContent & { readonly line: number };

/** Reads the event of a row. */
export function readRow(row: RowContent): EventParseResult {
  if ("value" in row) return readEvent(row.value);
  if ("error" in row) return { success: false, error: row.error };
  return parseLine(row.text, 0, row.text.length, encodingOf(row.text));
}

/** A row that is no event. */
export function refusedRow(line: number, code: EventErrorCode, expected: string, received: string): Row {
  return { line, error: new EventError({ code, path: "", expected, received }) };
}
