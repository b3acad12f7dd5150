import { describeValue, EventError } from "./event-error.ts";

/** What {@link readJson} returns. */
type JsonResult =
  | { readonly success: true; readonly value: unknown }
  | { readonly success: false; readonly error: EventError };

/** Reads the JSON of one line of a log. */
export function readJson(line: string): JsonResult {
  try {
    return { success: true, value: JSON.parse(line) };
  } catch {
    const fault = { code: "invalid-json", path: "", expected: "one JSON object on the line" } as const;
    return { success: false, error: new EventError({ ...fault, received: describeValue(line) }) };
  }
}
