import type { Outcome } from "../../policies/classification/rule-set.ts";
import { OUTCOME_NAMES } from "../../projections/outcome-names.ts";
import type { Rate } from "../../projections/statistics/figures.ts";
import { BARS, bar } from "../bar.ts";
import { count, share } from "../figure-text.ts";
import { type Html, html, type Value } from "../html.ts";
import { logText } from "../log-text.ts";
import type { ReportFigures, ReportOptions } from "../report-figures.ts";
import { table } from "../table.ts";
import type { Section } from "./section.ts";

/** The figures that the page is read for, each with what it is a part of. */
export function headline({ summary, outcomes, joined, options }: ReportFigures): Section {
  const { resolutionRate, escalationRate, reactionRate, undecided } = summary.statistics;
  const figures: readonly Html[] = [
    figure("Resolution rate", resolutionRate, "resolved", "resolved and escalated"),
    figure("Escalation rate", escalationRate, "escalated", "resolved and escalated"),
    figure("Reaction rate", reactionRate, "reactions", "triggered"),
    figure("Joined by chatbot", joined, "", "conversations"),
  ];
  const selection = selectionOf(options);
  return {
    id: "at-a-glance",
    title: "At a glance",
    content: html`<dl class="figures">
${figures}</dl>
${selection.length === 0 ? "" : html`<p class="note">The rates, and what follows on bots, are of a selection: ${selection}. Joined by chatbot and the table below are of all conversations.</p>\n`}${
  undecided === 0
    ? ""
    : html`<p class="note">${count(undecided)} triggered conversations are undecided yet, and in no rate.</p>\n`
}${table({
  caption: "All conversations by outcome",
  columns: [
    { title: "Outcome", of: "words" },
    { title: "Conversations", of: "numbers" },
    { title: "Share", of: "numbers" },
    BARS,
  ],
  rows: outcomes.map(({ outcome, share: part }) => [
    OUTCOME_NAMES[outcome],
    count(part.numerator),
    share(part),
    bar(part, COLOURS[outcome]),
  ]),
})}`,
  };
}

/** What the bars are coloured as; an outcome without a chatbot has no colour. */
const COLOURS: Readonly<Record<Outcome, string>> = {
  resolved: "resolved",
  escalated: "escalated",
  "in-progress": "inProgress",
  "no-reaction": "noReaction",
  "not-triggered": "",
};

function figure(name: string, rate: Rate, part: string, whole: string): Html {
  const { numerator, denominator } = rate;
  return html`<div><dt>${name}</dt><dd class="figure">${share(rate)}</dd><dd class="fraction">${count(numerator)} ${part} of ${count(denominator)} ${whole}</dd></div>
`;
}

/** What the statistics are of, when that is not the whole log. */
function selectionOf({ from, to, cohort, unit, bot }: ReportOptions): readonly Value[] {
  const parts: readonly (readonly [string, unknown])[] = [
    ["from", from],
    ["to", to],
    ["by the moment that decided them, cohort", cohort === "triggered" ? undefined : cohort],
    ["unit", unit === "conversations" ? undefined : unit],
    ["bot", bot],
  ];
  return parts
    .filter(([, value]) => value !== undefined)
    .map(([name, value], i) => html`${i === 0 ? "" : ", "}${name} ${logText(String(value))}`);
}
