import { number } from "../../projections/number-text.ts";
import type { Drawing } from "../charts/drawing.ts";
import { picture } from "../charts/picture.ts";
import { clock, type Shade, shadesOf, WEEKDAYS, weekChart } from "../charts/week-chart.ts";
import { count } from "../figure-text.ts";
import { type Html, html } from "../html.ts";
import type { ReportFigures } from "../report-figures.ts";
import { table, unfolding } from "../table.ts";
import { lead, type Section } from "./section.ts";

/** At which hours of the week the conversations were. */
export function week(drawing: Drawing, { weekHours, options }: ReportFigures): Section {
  const zone = options.timeZone ?? "UTC";
  const max = weekHours.reduce((most, { triggered }) => Math.max(most, triggered), 0);
  const shades = shadesOf(max);
  const when = options.cohort === "decided" ? "was decided" : "first saw a chatbot";
  const caption = {
    id: "week-chart",
    title: "Conversations by weekday and hour",
    description: `A map of 7 days and 24 hours; ${number(max)} is the most in one hour. The figures are in the table below.`,
  };
  const chart = (width: number, height: number, daysDown: boolean) =>
    weekChart(drawing, weekHours, shades, { width, height, daysDown });
  return {
    id: "week",
    title: "Hours of the week",
    content: html`${lead(`When a conversation ${when}, on the clock of ${zone}.`)}<figure>
${shadeLegend(shades)}${picture(caption, chart(1000, 260, true), "wide")}${picture(caption, chart(328, 520, false), "narrow")}</figure>
${unfolding(
  "Figures of this chart",
  table({
    caption: `Conversations by hour and weekday, ${zone}`,
    columns: [{ title: "Hour", of: "words" }, ...WEEKDAYS.map((day) => ({ title: day, of: "numbers" as const }))],
    rows: Array.from({ length: 24 }, (_, hour) => [
      clock(hour),
      ...weekHours.filter((row) => row.hour === hour).map(({ triggered }) => count(triggered)),
    ]),
  }),
)}`,
  };
}

function shadeLegend(shades: readonly Shade[]): Html {
  return html`<ul class="legend">${shades.map(
    ({ from, to }, i) =>
      html`<li><span class="swatch step${i}"></span>${from === to ? number(from) : `${number(from)}–${number(to)}`}</li>`,
  )}</ul>
`;
}
