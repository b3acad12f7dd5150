import { setImmediate } from "node:timers/promises";
import { lifetimesIn } from "../packed/lifetimes.ts";
import { PackedFile } from "../packed/packed-file.ts";
import { readGroup } from "../packed/packed-group.ts";
import { numberedConversations } from "../packed/packed-metadata.ts";
import { eventFieldsOf, type ParquetFile, unreadable } from "../tables/parquet-file.ts";
import { readRow } from "../tables/row.ts";
import { ColumnsAhead } from "./columns-ahead.ts";
import type { EventIds } from "./event-ids.ts";
import { beyondPlan, GroupScan, orBeyondPlan, type PackedScanOptions } from "./group-scan.ts";
import { BeyondPlan, LogScan, type ScanResult } from "./log-scan.ts";
import type { PlanTable } from "./plan-table.ts";
import { RowKernel } from "./row-kernel.ts";
import type { OnScanned } from "./scan-range.ts";

/**
 * A kernel for packed logs of which no more is asked than a plan: one for all of them, since the records of the table move into its
 * memory. `undefined` if there is none to be had.
 */
export function kernelFor(
  logs: readonly ParquetFile[],
  table: PlanTable,
  { asOf, isAlone, tally }: PackedScanOptions,
  ids?: EventIds,
): RowKernel | undefined {
  if (ids !== undefined || table.texts.length > 0 || table.countsEvents) return undefined;
  const counts = orBeyondPlan(() => logs.map((log) => numberedConversations(log) ?? 0));
  const count = counts.reduce((sum, each) => sum + each, 0);
  const [first] = logs;
  const lifetimes = tally && first && orBeyondPlan(() => lifetimesIn(first));
  return count === 0 ? undefined : RowKernel.for(table, { count, lifetimes }, !isAlone, asOf);
}

/**
 * Scans a packed log, group by group and column by column: only what a plan needs is read. A row in which anything is unusual
 * (a line that is no event, an instant that is none) is read by the ordinary reader of rows.
 *
 * @throws BeyondPlan if an event has no room in a plan, or the columns do not lie as they were packed.
 */
export async function scanPacked(
  parquet: ParquetFile,
  table: PlanTable,
  options: PackedScanOptions,
  onScanned: OnScanned,
  signal: AbortSignal | undefined,
  ids?: EventIds,
): Promise<ScanResult> {
  const scan = new LogScan(table, parquet.name, options, ids);
  const file = orBeyondPlan(() => new PackedFile(parquet));
  let rows = 0;
  let [firstAt, lastAt] = [0, 0];
  try {
    const groups = orBeyondPlan(() => new GroupScan(file, table, options, ids));
    const memory = options.kernel?.columnMemory ?? [NONE, NONE];
    const ahead = new ColumnsAhead(file, groups.columns, memory, groups.textColumns);
    try {
      for (const [group, { from, size }] of file.groups.entries()) {
        signal?.throwIfAborted();
        const unusual = groups.take(await ahead.next().catch(beyondPlan), size);
        if (unusual.length > 0) await takeRows(file, group, unusual, scan, from);
        onScanned(parquet.size / file.groups.length, size);
        rows = from + size;
        await setImmediate();
      }
    } finally {
      await ahead.close();
    }
    ({ firstAt, lastAt } = groups);
  } finally {
    file.close();
  }
  const result = scan.end();
  return {
    ...result,
    nextLine: rows + 1,
    lines: rows,
    firstAt: Math.min(result.firstAt, firstAt),
    lastAt: Math.max(result.lastAt, lastAt),
  };
}

const NONE = Buffer.alloc(0);

/** Reads rows of a group in the ordinary way: as lines if they are some, else with all their fields. */
async function takeRows(file: PackedFile, group: number, rows: readonly number[], scan: LogScan, before: number) {
  try {
    let rowAt = await readGroup(file, group, ["type"]);
    const areLines = rows.every((row) => !("value" in rowAt(row)));
    if (!areLines) rowAt = await readGroup(file, group, await eventFieldsOf(file.parquet));
    for (const row of rows) scan.takeParsed(readRow(rowAt(row)), before + row + 1);
  } catch (error) {
    throw error instanceof BeyondPlan ? error : unreadable(file.parquet.name, error);
  }
}
