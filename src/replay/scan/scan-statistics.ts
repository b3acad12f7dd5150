import { formatInstant, LATEST } from "../../domain/instant.ts";
import { isUsageError } from "../../domain/usage-error.ts";
import type { Plan } from "../../policies/classification/plan.ts";
import type { CellTable } from "../../projections/statistics/cell-table.ts";
import type { ChatbotTable } from "../../projections/statistics/chatbot-statistics.ts";
import { mapFigures, NONE } from "../../projections/statistics/figures.ts";
import {
  aboutSettled,
  CellCounts,
  cellsOf,
  type PlannedConversations,
  plannedStatistics,
  planOfStatistics,
} from "../../projections/statistics/planned-statistics.ts";
import { outlinesTable, RowOutline } from "../../projections/statistics/row-outlines.ts";
import { type StatisticsOptions, toQuestion } from "../../projections/statistics/statistics-options.ts";
import type { Anomaly } from "../anomaly.ts";
import type { SettledAnswer } from "../checkpoint/settled-answer.ts";
import { KnownRows, packRows, type RowWriter } from "../checkpoint/settled-rows.ts";
import { accountNamesOf } from "./account-names.ts";
import type { PlanTable } from "./plan-table.ts";
import { PlanVerdicts } from "./plan-verdicts.ts";
import { type ScanForOptions, scanFor } from "./scan-for.ts";
import type { Settling } from "./scan-logs.ts";
import type { Tally } from "./tally.ts";

/** To take up a cell costs as much as to judge eight conversations. So many cells are taken up in any case. */
const FEW = 1 / 8;
const ALWAYS_FEW = 1_000;

/** Statistics of logs, and what was odd in them. */
export interface ScannedStatistics<View> {
  readonly statistics: View;
  /** The rows that a checkpoint has as they were written; to be closed. */
  readonly known: KnownRows | undefined;
  readonly anomalies: readonly Anomaly[];
}

/**
 * The chatbot statistics of logs by way of a plan: the same as those of a replay, several times as fast. `undefined` where a
 * replay must answer, see {@link scanFor}.
 *
 * @param optionsOnceRead the options, told the last instant of the logs, which is the time to judge at unless one is named.
 * @param toTable of which table of the statistics.
 * @param write how rows are written, if they are: then a checkpoint keeps what was written.
 * @throws what `scanFor` and `chatbotStatistics` throw.
 */
export async function scanStatistics<View>(
  names: readonly string[],
  optionsOnceRead: (lastAt: number | null) => StatisticsOptions,
  toTable: (options: StatisticsOptions) => ChatbotTable<View>,
  reading: ScanForOptions,
  write?: RowWriter,
): Promise<ScannedStatistics<View> | undefined> {
  // Where no time is named, nothing is hidden.
  const asked = optionsOnceRead(LATEST);
  const plan = planOfStatistics(asked);
  const { judge, unit, bot } = toQuestion(asked);
  const ofVisitors = unit === "visitors" ? ({ visitor: true, needsNames: true } as const) : {};
  const settling = plan === undefined ? undefined : settlingFor(plan, asked, write);
  const needs = plan === undefined ? undefined : { plan, bot, ...ofVisitors, settling, asOf: judge.asOf };
  const scanned = await scanFor(needs, names, reading);
  if (plan === undefined || scanned === undefined) return undefined;
  const { table, beside, settled, anomalies, lastAt } = scanned;
  const rows = settled?.rows;
  try {
    const options = optionsOnceRead(lastAt);
    const accounts = accountNamesOf(table);
    const planned = (tables: readonly PlanTable[]) => plannedIn(tables, accounts, plan, options);
    const before = settled && { cells: settled.cells(accounts), changed: planned(settled.changed) };
    const { view, changes } = plannedStatistics(planned([table, ...beside]), options, toTable, before);
    return { statistics: view, known: rows && changes && new KnownRows(rows, accounts, changes), anomalies };
  } catch (error) {
    rows?.close();
    throw error;
  }
}

/** An account that must be quoted and escaped. */
const ODD_ACCOUNT = 'a"b\\c,\n=\u00e9\u{1f4a5}';

/**
 * How rows are written, shown by two: one of many figures, none of which is as another, and one of none. Whoever writes these in the same way
 * writes all rows in the same way.
 */
function rowsAboutOf(write: RowWriter): string {
  const figures = (start: number) => mapFigures((_, i) => 7 * i + start * (90 + i * i));
  const span = { start: 1, previous: 0, from: formatInstant(0), to: formatInstant(1) };
  return [figures, () => NONE]
    .map((countsIn) => write(new RowOutline(ODD_ACCOUNT, span, { countsIn, countsBy: () => new Map() })))
    .join("");
}

/** How statistics are settled; `undefined` if they are not. Where days begin hangs on what is known of time zones, too. */
function settlingFor(plan: Plan, options: StatisticsOptions, write: RowWriter | undefined): Settling | undefined {
  const aboutCells = aboutSettled(options);
  if (aboutCells === undefined) return undefined;
  const about = `${aboutCells} ${process.versions["tz"] ?? ""}`;
  const question = toQuestion(options);
  return {
    about,
    rowsAbout: () => write && rowsAboutOf(write),
    tallyOf(table): Tally {
      const counts = new CellCounts(question);
      const verdicts = new PlanVerdicts(table, plan, question.judge);
      return {
        add(conversations) {
          for (let i = 0; i < conversations.length; i++) counts.add(verdicts.of(conversations[i] ?? 0));
        },
        cells: (accounts) => counts.table(accounts),
      };
    },
    answerOf(table) {
      const accounts = accountNamesOf(table);
      const cells = cellsOf(plannedIn([table], accounts, plan, options), question);
      const most = Math.max(ALWAYS_FEW, table.size * FEW);
      if (accounts.length > most || cells.size > most) return undefined;
      return { about, cells: cells.cells, rows: write && rowsWritten(cells, options, write, most) };
    },
  };
}

/** The rows that cells make, of all accounts and buckets, as they are written; `undefined` if they are too many. */
function rowsWritten(
  cells: CellTable,
  { from: _from, to: _to, accountId: _accountId, ...options }: StatisticsOptions,
  write: RowWriter,
  most: number,
): SettledAnswer["rows"] {
  try {
    const packed = packRows(outlinesTable(options).viewOf(cells), write, cells.names, most);
    return packed && { about: rowsAboutOf(write), packed };
  } catch (error) {
    if (isUsageError(error) && error.code === "too-many-rows") return undefined;
    throw error;
  }
}

function plannedIn(
  tables: readonly PlanTable[],
  accounts: readonly string[],
  plan: Plan,
  options: StatisticsOptions,
): PlannedConversations {
  const { judge } = toQuestion(options);
  const verdicts = tables.map((table) => new PlanVerdicts(table, plan, judge));
  return {
    accounts,
    forEach(take) {
      for (const each of verdicts) each.forEach(take);
    },
  };
}
