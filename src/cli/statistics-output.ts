import { timeZoneOf } from "../domain/time-zone.ts";
import { localTime } from "../projections/local-time.ts";
import { percent } from "../projections/number-text.ts";
import type { StatisticsRow } from "../projections/statistics/chatbot-statistics.ts";
import { FIGURES } from "../projections/statistics/figures.ts";
import { csvLine } from "./csv.ts";
import { tableLines } from "./text.ts";

const RATES = ["resolutionRate", "reactionRate", "escalationRate"] as const;

/** The rows of the statistics as CSV with a header: a rate is its value, empty where there is none. */
export function* statisticsCsv(rows: readonly StatisticsRow[]): Generator<string> {
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

/** The rows of the statistics as a table for people. */
export function statisticsTable(rows: readonly StatisticsRow[], timeZone: string): string[] {
  const zone = timeZoneOf(timeZone);
  const header = ["Account", `From (${timeZone})`, "Triggered", "Reactions", "Resolved", "Escalated", "In progress"];
  return tableLines(
    [...header, "No reaction", "Joined", "Resolution"],
    rows.map((row) => [
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
    ]),
  );
}
