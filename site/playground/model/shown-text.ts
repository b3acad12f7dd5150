import { counted } from "../../../src/projections/number-text.ts";
import { printable } from "../../../src/projections/printable.ts";

/** Text of a log as the page shows it: no control may turn or hide what stands beside it, and a long one is cut. */
export function shownText(text: string, most = 160): string {
  const shown = printable(text.slice(0, most).toWellFormed());
  return text.length > most ? `${shown} … (${counted(text.length, "character")})` : shown;
}
