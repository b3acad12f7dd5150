import { number } from "../projections/number-text.ts";
import { printable } from "../projections/printable.ts";
import { type Html, html } from "./html.ts";

/** Enough for any id that people read, a digest in hexadecimal included. */
const MOST_SHOWN = 72;
const MOST_SHOWN_OF_MESSAGES = 240;
/** What is longer than an id in a column may be broken anywhere. */
const LONG_WORD = 36;

/** An id or a name out of a log. Its direction does not leak into the text around it. */
export function logText(text: string): Html {
  return isolated(text, MOST_SHOWN, text.length > LONG_WORD ? "long" : "id");
}

/** A sentence that may quote a log. */
export function logMessage(text: string): Html {
  return isolated(text, MOST_SHOWN_OF_MESSAGES, "message");
}

/** A text, or its beginning and how long it is. */
function isolated(text: string, most: number, kind: "id" | "long" | "message"): Html {
  // A text can be as long as a file, so only what is shown is taken apart.
  const start = Array.from(printable(text.slice(0, 2 * most + 1)));
  const isWhole = start.length <= most && text.length <= 2 * most;
  const shown = isWhole ? text : `${start.slice(0, most).join("")}…`;
  const length = isWhole ? "" : html` <small>(${number(lengthOf(text))} characters)</small>`;
  return html`<bdi class="${kind}">${shown}</bdi>${length}`;
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}
