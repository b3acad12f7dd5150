import { setImmediate } from "node:timers/promises";
import type { Plan } from "../../policies/classification/plan.ts";
import { type Anomaly, anomalyOf } from "../anomaly.ts";
import { lineBlocks } from "../lines.ts";
import { type OpenLog, totalSize } from "../open-log.ts";
import type { ReplayProgress } from "../replay.ts";
import type { ParquetFile } from "../tables/parquet-file.ts";
import { BrokenArchive } from "../unpack.ts";
import { type FileShare, fileShares } from "./file-shares.ts";
import { LogScan, type ScanOptions, type ScanResult } from "./log-scan.ts";
import { scanPacked } from "./packed-scan.ts";
import { PlanTable, shapeOf } from "./plan-table.ts";
import { type OnScanned, scanRanges } from "./scan-range.ts";
import { programOfThreads, startThread } from "./scan-thread.ts";

/** Logs of which a plan was gathered. */
export interface ScannedLogs {
  readonly table: PlanTable;
  /** In the order of the files and lines. */
  readonly anomalies: readonly Anomaly[];
  /** The last instant of the valid events: epoch milliseconds; `null` without any. */
  readonly lastAt: number | null;
}

/** How to scan logs. */
export interface ScanLogsOptions extends ScanOptions {
  /** How many threads work, this one among them. */
  readonly threads: number;
  /** The packed ones among the logs. */
  readonly packed: ReadonlyMap<OpenLog, ParquetFile>;
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How many blocks are scanned until other things get their turn. */
const BLOCKS_AT_A_TIME = 8;

/**
 * Gathers a plan from logs. Parts of plain files are scanned side by side; what each thread keeps is merged, so the parts
 * make no difference to the result.
 *
 * @throws BeyondPlan if an event has no room in a plan; SourceError.
 */
export async function scanLogs(logs: readonly OpenLog[], plan: Plan, options: ScanLogsOptions): Promise<ScannedLogs> {
  const { threads, packed, onProgress, signal, asOf, hideText } = options;
  const shape = shapeOf(plan);
  const table = new PlanTable(shape);
  const totalBytes = totalSize(logs);
  let [bytes, lines] = [0, 0];
  const onScanned = (moreBytes: number, moreLines: number) => {
    bytes += moreBytes;
    lines += moreLines;
    onProgress?.({ bytes, totalBytes, lines });
  };
  const scan = { asOf, hideText };
  const program = threads > 1 ? programOfThreads() : undefined;
  const [own = [], ...others] = fileShares(logs, program === undefined ? 1 : threads);
  const running =
    program === undefined
      ? []
      : others.map((ranges) => startThread(program, { ranges, shape, options: scan }, onScanned));
  try {
    const results = [...(await scanHere(own, table, scan, onScanned, signal))];
    for (const { result } of running) {
      const done = await result;
      table.merge(done.packed);
      results.push(...done.results);
    }
    const parts = [own, ...others].flat();
    const isAlone = logs.length === 1;
    const resultsOf = logs.map((_, log) => results.filter((_, i) => parts[i]?.log === log));
    for (const [i, log] of logs.entries()) {
      const file = packed.get(log);
      if (file !== undefined) resultsOf[i] = [await scanPacked(file, table, { ...scan, isAlone }, onScanned, signal)];
      else if (!log.isPlain) resultsOf[i] = [await scanStream(log, table, scan, onScanned, signal)];
    }
    const lastAt = resultsOf.flat().reduce((last, result) => Math.max(last, result.lastAt), Number.NEGATIVE_INFINITY);
    return { table, anomalies: resultsOf.flatMap(numbered), lastAt: Number.isFinite(lastAt) ? lastAt : null };
  } finally {
    await Promise.all(running.map((thread) => thread.stop()));
  }
}

async function scanHere(
  ranges: readonly FileShare[],
  table: PlanTable,
  options: ScanOptions,
  onScanned: OnScanned,
  signal: AbortSignal | undefined,
): Promise<readonly ScanResult[]> {
  const scanned = scanRanges({ ranges, options }, table, onScanned);
  for (let blocks = 1; ; blocks++) {
    const step = scanned.next();
    if (step.done === true) return step.value;
    if (blocks % BLOCKS_AT_A_TIME === 0) await setImmediate();
    signal?.throwIfAborted();
  }
}

/** Scans a log that can only be read from its beginning: a pipe, or an archive. */
async function scanStream(
  log: OpenLog,
  table: PlanTable,
  options: ScanOptions,
  onScanned: OnScanned,
  signal: AbortSignal | undefined,
): Promise<ScanResult> {
  const scan = new LogScan(table, log.name, options);
  let [bytes, lines] = [0, 0];
  const chunks = log.chunks((count) => {
    bytes += count;
  });
  try {
    for await (const block of lineBlocks(chunks)) {
      signal?.throwIfAborted();
      scan.take(block);
      onScanned(bytes, scan.lines - lines);
      [bytes, lines] = [0, scan.lines];
    }
    return scan.result;
  } catch (error) {
    if (!(error instanceof BrokenArchive)) throw error;
    const message = `The compressed file is damaged: ${error.message}.`;
    const broken = anomalyOf("broken-archive", log.name, undefined, undefined, message);
    return { ...scan.result, anomalies: [...scan.result.anomalies, broken] };
  }
}

/** The anomalies of the parts of a log, with line numbers that go through. */
function numbered(parts: readonly ScanResult[]): readonly Anomaly[] {
  let before = 0;
  return parts.flatMap(({ anomalies, nextLine }) => {
    const offset = before;
    before += nextLine - 1;
    return anomalies.map((anomaly) =>
      anomaly.line === undefined ? anomaly : { ...anomaly, line: anomaly.line + offset },
    );
  });
}
