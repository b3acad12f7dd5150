import { OUTCOME_NAMES } from "../../projections/outcome-names.ts";
import type { Figure } from "../../projections/statistics/figures.ts";
import type { Drawing } from "../charts/drawing.ts";
import { funnelChart } from "../charts/funnel-chart.ts";
import { picture } from "../charts/picture.ts";
import { count, fraction, share } from "../figure-text.ts";
import { html } from "../html.ts";
import type { ReportFigures } from "../report-figures.ts";
import { table } from "../table.ts";
import { lead, type Section } from "./section.ts";

const MEANINGS: Readonly<Partial<Record<Figure, readonly [name: string, means: string]>>> = {
  triggered: ["Triggered", "a chatbot was displayed"],
  noReaction: [OUTCOME_NAMES["no-reaction"], "the visitor neither clicked nor wrote"],
  reactions: ["Reactions", "the visitor clicked, or wrote after the chatbot appeared"],
  resolved: [OUTCOME_NAMES.resolved, "the visitor clicked, did not write, and the chat is closed"],
  escalated: [OUTCOME_NAMES.escalated, "the visitor wrote or asked for a person"],
  inProgress: [OUTCOME_NAMES["in-progress"], "the visitor clicked, and the chat is open"],
};

/** How far those came to whom a chatbot was shown. */
export function funnel(drawing: Drawing, { summary, funnel, options }: ReportFigures): Section {
  const { statistics } = summary;
  const counted = options.unit === "visitors" ? "Visitors" : "Conversations";
  const caption = {
    id: "funnel-chart",
    title: "From trigger to outcome",
    description: "Three bars, each split below what it is part of. The figures are in the table below.",
  };
  return {
    id: "funnel",
    title: "From trigger to outcome",
    content: html`${lead("Each row is a part of the one above: those who reacted, of all to whom a chatbot was shown, and what came of it.")}<figure>
${picture(caption, funnelChart(drawing, statistics, 1000), "wide")}${picture(caption, funnelChart(drawing, statistics, 328), "narrow")}</figure>
${table({
  caption: "From trigger to outcome",
  captionIsHidden: true,
  columns: [
    { title: "Step", of: "words" },
    { title: "What it means", of: "aside" },
    { title: counted, of: "numbers" },
    { title: "Share of triggered", of: "numbers" },
    { title: "Fraction", of: "numbers" },
  ],
  rows: funnel.map(({ figure, share: part }) => {
    const [name = figure, means = ""] = MEANINGS[figure] ?? [];
    return [name, means, count(part.numerator), share(part), fraction(part)];
  }),
})}`,
  };
}
