import { formatInstant } from "../domain/instant.ts";
import type { TimeZone } from "../domain/time-zone.ts";

/** An instant as the clock on the wall shows it: `2024-05-01 10:00`, and the date alone at midnight. */
export function localTime(instant: string, zone: TimeZone): string {
  const shown = formatInstant(zone.toWallClock(Date.parse(instant)));
  return shown
    .replace(/:[\d.]+Z$/, "")
    .replace("T00:00", "")
    .replace("T", " ");
}
