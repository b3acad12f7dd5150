import { type EventError, type LedgerEvent, safeParseEvent } from "chatledger";
import { readJson } from "../../../src/domain/read-json.ts";

/** What came out of the text of a log. */
export interface ReadLog {
  readonly events: readonly LedgerEvent[];
  /** Lines that were refused, each with its number. */
  readonly refused: readonly EventError[];
}

/** Reads a log of NDJSON as `chatledger/replay` does: blank lines are none, and a byte-order mark is taken off. */
export function readLog(text: string): ReadLog {
  const events: LedgerEvent[] = [];
  const refused: EventError[] = [];
  for (const [i, line] of text
    .replace(/^\ufeff/, "")
    .split("\n")
    .entries()) {
    if (line.trim() === "") continue;
    const json = readJson(line);
    const result = json.success ? safeParseEvent(json.value) : json;
    if (result.success) events.push(result.event);
    else refused.push(result.error.at({ line: i + 1 }));
  }
  return { events, refused };
}
