import type { Rate } from "../projections/statistics/figures.ts";
import { type Html, html } from "./html.ts";
import type { Column } from "./table.ts";

/** A share as a bar, for the eye alone: the number stands beside it. `part` is what it is coloured as. */
export function bar({ value }: Rate, part: string): Html {
  const width = Math.round((value ?? 0) * 100);
  return html`<svg class="bar" aria-hidden="true" viewBox="0 0 100 8" width="100" height="8" preserveAspectRatio="none"><rect class="whole" width="100" height="8"/><rect class="part ${part}" width="${width}" height="8"/></svg>`;
}

/** The heading of a column of bars. */
export const BARS: Column = { title: html`<span class="hidden">Share as a bar</span>`, of: "picture" };
