import type { EventError } from "../domain/event-error.ts";

/**
 * The columns of a table of lines that the parser has refused, which never come among the events: where each stood and what
 * was wrong with it. What is not known is NULL.
 *
 * @see docs/sql.md
 */
export const REJECT_COLUMNS = ["file", "line", "code", "path", "expected", "received", "eventId"] as const;

/** A refusal as a row of such a table. */
export type RejectRow = Readonly<Record<(typeof REJECT_COLUMNS)[number], string | number | null>>;

/**
 * A refusal as a row of a table.
 *
 * @example toRejectRow(error).code; // => "missing-field"
 */
export function toRejectRow({ file, line, code, path, expected, received, eventId }: EventError): RejectRow {
  return { file: file ?? null, line: line ?? null, code, path, expected, received, eventId: eventId ?? null };
}
