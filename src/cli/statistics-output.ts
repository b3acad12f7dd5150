import { timeZoneOf } from "../domain/time-zone.ts";
import { localTime } from "../projections/local-time.ts";
import { percent } from "../projections/number-text.ts";
import type { StatisticsRow } from "../projections/statistics/chatbot-statistics.ts";
import { FIGURES, shareOf } from "../projections/statistics/figures.ts";
import type { RowOutline } from "../projections/statistics/row-outlines.ts";
import { bar } from "./bar.ts";
import { csvLine } from "./csv.ts";
import type { Look } from "./look.ts";
import { tableLines } from "./table-lines.ts";

const RATES = ["resolutionRate", "reactionRate", "escalationRate"] as const;

/** How rows are written in one format, each with what parts it from others: rows, and those that are not made yet. */
export interface StatisticsWriter {
  row(row: StatisticsRow): string;
  outline(outline: RowOutline): string;
}

/** Stands before each item of an array of JSON, save the first. */
export const BETWEEN_ITEMS = ",\n";

const jsonWriter: StatisticsWriter = {
  row: (row) => `${BETWEEN_ITEMS}${JSON.stringify(row)}`,
  outline: (outline) => `${BETWEEN_ITEMS}${statisticsJson(outline)}`,
};

/** By format. A checkpoint that is left by a run that prints a table is of use to those that print JSON. */
export const WRITERS: { readonly [Format in "table" | "json" | "ndjson" | "csv"]: StatisticsWriter } = {
  table: jsonWriter,
  json: jsonWriter,
  ndjson: { row: (row) => `${JSON.stringify(row)}\n`, outline: (outline) => `${statisticsJson(outline)}\n` },
  csv: { row: statisticsLine, outline: (outline) => statisticsLine(outline.row()) },
};

/**
 * What `JSON.stringify` makes of the row of an outline, without making the row. That takes half as long, and to print ten thousand rows
 * takes as long as to scan a million packed events.
 */
export function statisticsJson(outline: RowOutline): string {
  const { from, to } = outline.span;
  const then = outline.countsBefore();
  const now = outline.counts();
  const { triggered, noReaction, resolved, escalated, inProgress, reactions } = now;
  const { chatbotConversations, escalatedAfterInteraction } = now;
  const figures =
    `"triggered":${triggered},"noReaction":${noReaction},"resolved":${resolved},"escalated":${escalated},` +
    `"inProgress":${inProgress},"reactions":${reactions},"chatbotConversations":${chatbotConversations},` +
    `"escalatedAfterInteraction":${escalatedAfterInteraction}`;
  const rates =
    `"resolutionRate":${rateJson(resolved, resolved + escalated)},"reactionRate":${rateJson(reactions, triggered)},` +
    `"escalationRate":${rateJson(escalated, resolved + escalated)}`;
  const trend =
    `"triggered":${changeJson(triggered, then.triggered)},"noReaction":${changeJson(noReaction, then.noReaction)},` +
    `"resolved":${changeJson(resolved, then.resolved)},"escalated":${changeJson(escalated, then.escalated)},` +
    `"inProgress":${changeJson(inProgress, then.inProgress)},"reactions":${changeJson(reactions, then.reactions)},` +
    `"chatbotConversations":${changeJson(chatbotConversations, then.chatbotConversations)},` +
    `"escalatedAfterInteraction":${changeJson(escalatedAfterInteraction, then.escalatedAfterInteraction)}`;
  return `{"accountId":${JSON.stringify(outline.accountId)},"from":"${from}","to":"${to}",${figures},${rates},"trend":{${trend}}}`;
}

function rateJson(numerator: number, denominator: number): string {
  return `{"numerator":${numerator},"denominator":${denominator},"value":${fractionJson(numerator, denominator)}}`;
}

function changeJson(now: number, then: number): string {
  return fractionJson(now - then, then);
}

/** Below so much are nearly all counts of a row, so that their fractions come again and again: to write one takes longer than to look it up. */
const FEW = 1 << 8;
/** Written fractions by what they are of, then by how much both are together, which is never below 0. */
const fractions: string[][] = [];

/** What {@link shareOf} gives, written. */
function fractionJson(part: number, whole: number): string {
  if (whole >= FEW || part >= FEW) return `${shareOf(part, whole)}`;
  const ofWhole = fractions[whole] ?? [];
  fractions[whole] = ofWhole;
  const known = ofWhole[part + whole] ?? `${shareOf(part, whole)}`;
  ofWhole[part + whole] = known;
  return known;
}

/** The rows of the statistics as CSV. */
export function statisticsCsv(rows: Iterable<StatisticsRow>): Generator<string> {
  function* written(): Generator<string> {
    for (const row of rows) yield statisticsLine(row);
  }
  return withHeader(written());
}

/** CSV of the statistics: a header, and the rows as they are written. */
export function* withHeader<Lines extends string | Uint8Array>(lines: Iterable<Lines>): Generator<string | Lines> {
  yield csvLine(["accountId", "from", "to", ...FIGURES, ...RATES, ...FIGURES.map((figure) => `trend.${figure}`)]);
  yield* lines;
}

/** A row of the statistics as a line of CSV: a rate is its value, empty where there is none. */
function statisticsLine(row: StatisticsRow): string {
  return csvLine([
    row.accountId,
    row.from,
    row.to,
    ...FIGURES.map((figure) => row[figure]),
    ...RATES.map((rate) => row[rate].value),
    ...FIGURES.map((figure) => row.trend[figure]),
  ]);
}

/**
 * The rows of the statistics as a table for people; on a terminal with room for it, how many conversations were triggered also
 * as bars, so that its days can be compared at a glance.
 */
export function statisticsTable(rows: readonly StatisticsRow[], timeZone: string, look: Look): string[] {
  const zone = timeZoneOf(timeZone);
  const header = ["Account", `From (${timeZone})`, "Triggered", "Reactions", "Resolved", "Escalated", "In progress"];
  const cells = rows.map((row) => [
    row.accountId,
    localTime(row.from, zone),
    row.triggered,
    row.reactions,
    row.resolved,
    row.escalated,
    row.inProgress,
    row.noReaction,
    row.chatbotConversations,
    percent(row.resolutionRate.value),
  ]);
  const most = rows.reduce((max, { triggered }) => Math.max(max, triggered), 0);
  return tableLines([...header, "No reaction", "Joined", "Resolution"], cells, look, {
    title: "Triggered",
    ...BAR_WIDTHS,
    drawn: rows.map(
      ({ triggered }) =>
        (width) =>
          bar(triggered, most, width),
    ),
  });
}

const BAR_WIDTHS = { least: 9, most: 12 };
