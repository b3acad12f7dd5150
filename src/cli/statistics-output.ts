import { timeZoneOf } from "../domain/time-zone.ts";
import { localTime } from "../projections/local-time.ts";
import { percent } from "../projections/number-text.ts";
import type { StatisticsRow } from "../projections/statistics/chatbot-statistics.ts";
import { FIGURES } from "../projections/statistics/figures.ts";
import { bar } from "./bar.ts";
import { csvLine } from "./csv.ts";
import type { Look } from "./look.ts";
import { tableLines } from "./table-lines.ts";

const RATES = ["resolutionRate", "reactionRate", "escalationRate"] as const;

/** The rows of the statistics as CSV with a header: a rate is its value, empty where there is none. */
export function* statisticsCsv(rows: Iterable<StatisticsRow>): Generator<string> {
  yield csvLine(["accountId", "from", "to", ...FIGURES, ...RATES, ...FIGURES.map((figure) => `trend.${figure}`)]);
  for (const row of rows) {
    yield csvLine([
      row.accountId,
      row.from,
      row.to,
      ...FIGURES.map((figure) => row[figure]),
      ...RATES.map((rate) => row[rate].value),
      ...FIGURES.map((figure) => row.trend[figure]),
    ]);
  }
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
