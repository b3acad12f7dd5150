import { LATEST } from "../../domain/instant.ts";
import type { Plan } from "../../policies/classification/plan.ts";
import {
  aboutSettled,
  CellCounts,
  cellsOf,
  type PlannedConversations,
  plannedStatistics,
  planOfStatistics,
} from "../../projections/statistics/planned-statistics.ts";
import { type StatisticsOptions, toQuestion } from "../../projections/statistics/statistics-options.ts";
import type { Table } from "../../projections/statistics/table.ts";
import type { Anomaly } from "../anomaly.ts";
import { packCells } from "../checkpoint/settled-cells.ts";
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
  readonly anomalies: readonly Anomaly[];
}

/**
 * The chatbot statistics of logs by way of a plan: the same as those of a replay, several times as fast. `undefined` where a
 * replay must answer, see {@link scanFor}.
 *
 * @param optionsOnceRead the options, told the last instant of the logs, which is the time to judge at unless one is named.
 * @param toTable of which table of the statistics.
 * @throws what `scanFor` and `chatbotStatistics` throw.
 */
export async function scanStatistics<View>(
  names: readonly string[],
  optionsOnceRead: (lastAt: number | null) => StatisticsOptions,
  toTable: (options: StatisticsOptions) => Table<View>,
  reading: ScanForOptions,
): Promise<ScannedStatistics<View> | undefined> {
  // Where no time is named, nothing is hidden.
  const asked = optionsOnceRead(LATEST);
  const plan = planOfStatistics(asked);
  const { judge, unit, bot } = toQuestion(asked);
  const ofVisitors = unit === "visitors" ? ({ visitor: true, needsNames: true } as const) : {};
  const settling = plan === undefined ? undefined : settlingFor(plan, asked);
  const needs = plan === undefined ? undefined : { plan, bot, ...ofVisitors, settling, asOf: judge.asOf };
  const scanned = await scanFor(needs, names, reading);
  if (plan === undefined || scanned === undefined) return undefined;
  const { table, beside, settled, anomalies, lastAt } = scanned;
  const options = optionsOnceRead(lastAt);
  const accounts = accountNamesOf(table);
  const planned = (tables: readonly PlanTable[]) => plannedIn(tables, accounts, plan, options);
  const before = settled && { cells: settled.cells(accounts), changed: planned(settled.changed) };
  return { statistics: plannedStatistics(planned([table, ...beside]), options, toTable, before), anomalies };
}

/** How statistics are settled; `undefined` if they are not. Where days begin hangs on what is known of time zones, too. */
function settlingFor(plan: Plan, options: StatisticsOptions): Settling | undefined {
  const aboutCells = aboutSettled(options);
  if (aboutCells === undefined) return undefined;
  const about = `${aboutCells} ${process.versions["tz"] ?? ""}`;
  const question = toQuestion(options);
  return {
    about,
    tallyOf(table): Tally {
      const counts = new CellCounts(question);
      const verdicts = new PlanVerdicts(table, plan, question.judge);
      return {
        add(conversations) {
          for (let i = 0; i < conversations.length; i++) counts.add(verdicts.of(conversations[i] ?? 0));
        },
        cells: (accounts) => counts.cells(accounts),
      };
    },
    answerOf(table) {
      const accounts = accountNamesOf(table);
      const settled = cellsOf(plannedIn([table], accounts, plan, options), question);
      const cells = packCells(settled, accounts, Math.max(ALWAYS_FEW, table.size * FEW));
      return cells && { about, cells };
    },
  };
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
