import { constants, isAscii, isUtf8 } from "node:buffer";
import { EventError } from "../domain/event-error.ts";
import { type EventParseResult, readEvent } from "../domain/parse-event.ts";
import { readJson } from "../domain/read-json.ts";

/** How the bytes of a block are encoded; `unknown` if one of its lines is not UTF-8. */
export type Encoding = "latin1" | "utf8" | "unknown";

/** The encoding of a block of lines. ASCII is read as Latin-1, which is twice as fast and the same. */
export function encodingOf(bytes: Buffer): Encoding {
  return isAscii(bytes) ? "latin1" : isUtf8(bytes) ? "utf8" : "unknown";
}

/** Reads the event of one line. What the line may be is decided by `readEvent` alone. */
export function parseLine(bytes: Buffer, from: number, to: number, encoding: Encoding): EventParseResult {
  if (encoding === "unknown" && !isUtf8(bytes.subarray(from, to))) {
    return refused("invalid-utf8", "text in UTF-8", "other bytes");
  }
  if (to - from > constants.MAX_STRING_LENGTH) {
    return refused("invalid-json", `a line of ${constants.MAX_STRING_LENGTH} bytes at most`, `${to - from} bytes`);
  }
  const text = bytes.toString(encoding === "latin1" ? "latin1" : "utf8", from, to);
  const json = readJson(text);
  return json.success ? readEvent(json.value) : json;
}

function refused(code: "invalid-utf8" | "invalid-json", expected: string, received: string): EventParseResult {
  return { success: false, error: new EventError({ code, path: "", expected, received }) };
}
