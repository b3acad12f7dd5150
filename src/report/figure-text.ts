import { formatInstant } from "../domain/instant.ts";
import type { TimeZone } from "../domain/time-zone.ts";
import { localTime } from "../projections/local-time.ts";
import { number, percent } from "../projections/number-text.ts";
import type { Rate } from "../projections/statistics/figures.ts";
import { type Html, html } from "./html.ts";

/** A count for people, with the number itself for programs. */
export function count(value: number): Html {
  return html`<data value="${value}">${number(value)}</data>`;
}

/** A rate for people, with its value to the last digit for programs; a dash where it has none. */
export function share({ value }: Rate): Html {
  return value === null ? html`&ndash;` : html`<data value="${value}">${percent(value)}</data>`;
}

/** What a rate is made of: `117 of 172`. */
export function fraction({ numerator, denominator }: Rate): Html {
  return html`${count(numerator)} of ${count(denominator)}`;
}

/** An instant on the clock of a time zone, with itself for programs. */
export function moment(instant: string, zone: TimeZone): Html {
  return html`<time datetime="${instant}">${localTime(instant, zone)}</time>`;
}

/** The same to the second. */
export function exactMoment(instant: string, zone: TimeZone): Html {
  const shown = formatInstant(zone.toWallClock(Date.parse(instant)));
  return html`<time datetime="${instant}">${shown.slice(0, "2024-05-01T10:00:00".length).replace("T", " ")}</time>`;
}
