import { statSync } from "node:fs";
import { resolve } from "node:path";
import { trimStart } from "../replay/lines.ts";
import type { OpenLog } from "../replay/open-log.ts";
import { isLittleEndian } from "../replay/scan/id-table.ts";
import { BeyondPlan } from "../replay/scan/log-scan.ts";
import { scanLogs } from "../replay/scan/scan-logs.ts";
import { anyPlan, NO_EVENTS } from "./nothing-gathered.ts";
import type { ReadingOptions, ReadLog } from "./read-log.ts";

/**
 * Looks whether DuckDB may read a log as it lies in its file: if all lines are of the layout that the scanner knows, they mean to DuckDB
 * what they mean here. `undefined` if not, at the first line that is another.
 *
 * @throws SourceError
 */
export async function readAsItLies(log: OpenLog, options: ReadingOptions): Promise<ReadLog | undefined> {
  const { name, format, size = 0, isPlain, compression } = log;
  const isReadable = format === "ndjson" && size > 0 && (isPlain || compression !== undefined);
  if (!isReadable || !isLittleEndian || (await hasMark(log))) return undefined;
  const before = printOf(name);
  const { hideText, threads, onProgress, signal } = options;
  const how = {
    ...NO_EVENTS,
    hideText,
    threads,
    onProgress,
    signal,
    isAllUsual: true,
    packed: new Map(),
  };
  try {
    const { anomalies, lines, firstAt, lastAt } = await scanLogs([log], { plan: anyPlan() }, how);
    // An archive that is damaged.
    if (anomalies.length > 0) return undefined;
    return {
      source: { file: resolve(name), compression },
      anomalies,
      lines,
      // No line of billing is usual.
      billingEvents: 0,
      firstAt,
      lastAt,
      hasChanged: () => printOf(name) !== before,
    };
  } catch (error) {
    if (error instanceof BeyondPlan) return undefined;
    throw error;
  }
}

/** Whether a byte-order mark stands before the first line, which DuckDB takes for a part of it. */
async function hasMark(log: OpenLog): Promise<boolean> {
  try {
    for await (const chunk of log.chunks()) return trimStart(chunk, true) !== chunk;
  } catch {
    // Whoever reads on will say what is wrong.
  }
  return false;
}

/** What changes when a file does. */
function printOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return `${found?.size} ${found?.mtimeMs}`;
}
