import { timeZoneOf } from "../../domain/time-zone.ts";
import { number } from "../../projections/number-text.ts";
import type { Drawing } from "../charts/drawing.ts";
import { STACKED } from "../charts/outcome-colours.ts";
import { overTimeChart } from "../charts/over-time-chart.ts";
import { picture } from "../charts/picture.ts";
import { count, fraction, moment, share } from "../figure-text.ts";
import { type Html, html } from "../html.ts";
import type { ReportFigures } from "../report-figures.ts";
import { table, unfolding } from "../table.ts";
import { lead, type Section } from "./section.ts";

/** What became of the conversations of each day, or of larger stretches of time. */
export function overTime(drawing: Drawing, { overTime, options }: ReportFigures): Section {
  const zone = timeZoneOf(options.timeZone ?? "UTC");
  const { by, rows, leftOut } = overTime;
  const asked = options.by ?? "day";
  const bars = `Each bar is ${by === "hour" ? "an" : "a"} ${by}.`;
  const section = { id: "over-time", title: "Outcome over time", short: "Over time" };
  if (rows.length === 0) return { ...section, content: lead("No conversation with a chatbot.") };
  const caption = {
    id: "over-time-chart",
    title: `Outcomes by ${by}, stacked`,
    description: `${number(rows.length)} bars, one for each ${by}. The figures are in the table below.`,
  };
  return {
    ...section,
    content: html`${lead(
      `Conversations with a chatbot by outcome. ${bars}`,
      by === asked ? "" : ` Asked for was ${asked}; that would be too many bars for a page.`,
      leftOut === 0 ? "" : ` ${number(leftOut)} earlier years are left out.`,
    )}<figure>
${legend()}${picture(caption, overTimeChart(drawing, overTime, zone, { width: 1000, height: 300 }), "wide")}${picture(caption, overTimeChart(drawing, overTime, zone, { width: 328, height: 240 }), "narrow")}</figure>
${unfolding(
  "Figures of this chart",
  table({
    caption: `Outcomes by ${by}`,
    columns: [
      { title: `From (${zone.name})`, of: "words" },
      { title: "Triggered", of: "numbers" },
      ...STACKED.map(({ name }) => ({ title: name, of: "numbers" as const })),
      { title: "Resolution rate", of: "numbers" },
      { title: "Resolved, of resolved and escalated", of: "numbers" },
    ],
    rows: rows.map((row) => [
      moment(row.from, zone),
      count(row.triggered),
      ...STACKED.map(({ figure }) => count(row[figure])),
      share(row.resolutionRate),
      fraction(row.resolutionRate),
    ]),
  }),
)}`,
  };
}

/** The colours and what they stand for, in the order in which they are stacked. */
function legend(): Html {
  return html`<ul class="legend">${STACKED.map(({ figure, name }) => html`<li><span class="swatch ${figure}"></span>${name}</li>`)}</ul>
`;
}
