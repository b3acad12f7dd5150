import { setImmediate } from "node:timers/promises";
import { ColumnBytesReader } from "../packed/column-bytes.ts";
import { boundsOf, readGroup } from "../packed/packed-group.ts";
import { eventColumnsOf, type ParquetFile, unreadable } from "../tables/parquet-file.ts";
import { readRow } from "../tables/row.ts";
import { GroupScan, orBeyondPlan, type PackedScanOptions } from "./group-scan.ts";
import { BeyondPlan, LogScan, type ScanResult } from "./log-scan.ts";
import type { ColumnBytes } from "./packed-column.ts";
import type { PlanTable } from "./plan-table.ts";
import type { OnScanned } from "./scan-range.ts";

/**
 * Scans a packed log, group by group and column by column: only what a plan needs is read. A row in which anything is unusual
 * (a line that is no event, an instant that is none) is read by the ordinary reader of rows.
 *
 * @throws BeyondPlan if an event has no room in a plan, or the columns do not lie as they were packed.
 */
export async function scanPacked(
  file: ParquetFile,
  table: PlanTable,
  options: PackedScanOptions,
  onScanned: OnScanned,
  signal: AbortSignal | undefined,
): Promise<ScanResult> {
  const readHeader = await pageHeaderReader();
  const scan = new LogScan(table, file.name, options);
  const reader = orBeyondPlan(() => new ColumnBytesReader(file));
  const groups = orBeyondPlan(() => new GroupScan(file, reader, readHeader, table, options));
  const count = file.metadata.row_groups.length;
  try {
    for (let group = 0; group < count; group++) {
      signal?.throwIfAborted();
      const { from, size } = orBeyondPlan(() => boundsOf(file, group));
      const unusual = groups.take(group, size);
      if (unusual.length > 0) await takeRows(file, group, unusual, scan, from);
      onScanned(file.buffer.byteLength / count, size);
      await setImmediate();
    }
  } finally {
    reader.close();
  }
  const { anomalies, lastAt } = scan.result;
  const { from: rows } = boundsOf(file, count);
  return { nextLine: rows + 1, anomalies, lastAt: Math.max(lastAt, groups.lastAt) };
}

/** Reads rows of a group in the ordinary way: as lines if they are some, else with all their fields. */
async function takeRows(file: ParquetFile, group: number, rows: readonly number[], scan: LogScan, before: number) {
  try {
    let { rowAt } = await readGroup(file, group, ["type"]);
    const areLines = rows.every((row) => !("value" in rowAt(row)));
    if (!areLines) ({ rowAt } = await readGroup(file, group, eventColumnsOf(file)));
    for (const row of rows) scan.takeParsed(readRow(rowAt(row)), before + row + 1);
  } catch (error) {
    throw error instanceof BeyondPlan ? error : unreadable(file.name, error);
  }
}

/** It is no part of what `hyparquet` documents: where another version has it elsewhere, rows are read in the ordinary way. */
async function pageHeaderReader(): Promise<ColumnBytes["readHeader"]> {
  try {
    return (await import("hyparquet/src/column.js")).parquetHeader;
  } catch {
    throw new BeyondPlan();
  }
}
