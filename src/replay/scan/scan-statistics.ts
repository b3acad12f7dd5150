import { availableParallelism } from "node:os";
import { LATEST } from "../../domain/instant.ts";
import { UsageError } from "../../domain/usage-error.ts";
import type { ChatbotStatistics } from "../../projections/statistics/chatbot-statistics.ts";
import {
  type PlannedConversations,
  plannedStatistics,
  planOfStatistics,
} from "../../projections/statistics/planned-statistics.ts";
import { type StatisticsOptions, toQuestion } from "../../projections/statistics/statistics-options.ts";
import type { Anomaly } from "../anomaly.ts";
import { type OpenLog, openLog } from "../open-log.ts";
import { isOurs } from "../packed/packed-metadata.ts";
import type { ReplayProgress } from "../replay.ts";
import { openParquet, type ParquetFile } from "../tables/parquet-file.ts";
import { isLittleEndian } from "./id-table.ts";
import { BeyondPlan } from "./log-scan.ts";
import { forEachVerdict } from "./plan-verdicts.ts";
import { type CheckpointOptions, type ScannedLogs, scanLogs } from "./scan-logs.ts";

/** Statistics of logs, and what was odd in them. */
export interface ScannedStatistics {
  readonly statistics: ChatbotStatistics;
  readonly anomalies: readonly Anomaly[];
}

/** How to scan logs for statistics. */
export interface ScanStatisticsOptions {
  /** Leave out of messages what came in a field. */
  readonly hideText: boolean;
  /** How many threads may work, however short the logs. Default: as many as are worth it, and no scan of short logs. */
  readonly threads?: number | undefined;
  readonly checkpoint?: CheckpointOptions | undefined;
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Fewer bytes of logs are replayed sooner than the scanner has warmed up. */
const LEAST_BYTES = 8_000_000;
/** How many bytes of logs are worth one more thread. */
const BYTES_PER_THREAD = 64_000_000;

/**
 * The chatbot statistics of logs by way of a plan: the same as those of a replay, several times as fast. `undefined` where
 * the question needs more than a plan keeps, or an event has no room in it; then a replay must answer it.
 *
 * @param optionsOnceRead the options, told the last instant of the logs, which is the time to judge at unless one is named.
 * @throws SourceError, CheckpointError, UsageError where a checkpoint was asked for and cannot be kept, and what
 * `chatbotStatistics` throws.
 */
export async function scanStatistics(
  names: readonly string[],
  optionsOnceRead: (lastAt: number | null) => StatisticsOptions,
  { hideText, threads, checkpoint, onProgress, signal }: ScanStatisticsOptions,
): Promise<ScannedStatistics | undefined> {
  // Where no time is named, nothing is hidden.
  const asked = optionsOnceRead(LATEST);
  const plan = planOfStatistics(asked);
  if (plan === undefined || !isLittleEndian) {
    if (checkpoint !== undefined) throw cannotKeep("this question needs all events");
    return undefined;
  }
  const logs: OpenLog[] = [];
  for (const name of names) logs.push(await openLog(name));
  const bytes = logs.reduce((sum, { size = 0 }) => sum + size, 0);
  let packed: ReadonlyMap<OpenLog, ParquetFile> = new Map();
  if (checkpoint === undefined) {
    // Columns are read sooner than rows, however few there are.
    const isWorthIt = threads !== undefined || bytes >= LEAST_BYTES || logs.some(({ format }) => format === "parquet");
    // What came by a pipe could not be read again, and other tables have neither lines nor columns that can be trusted.
    if (!isWorthIt || !logs.every(({ size, format }) => size !== undefined && format !== "csv")) return undefined;
    packed = await packedAmong(logs);
    if (!logs.every((log) => log.format === "ndjson" || packed.has(log))) return undefined;
  } else {
    const other = logs.find(({ size, format, isPlain }) => !isPlain && !(size === 0 && format === "ndjson"));
    if (other !== undefined) throw cannotKeep(`${other.name} is no plain NDJSON file`);
  }
  const most = Math.max(1, Math.floor(bytes / BYTES_PER_THREAD));
  const scan = {
    asOf: toQuestion(asked).judge.asOf,
    hideText,
    packed,
    threads: threads ?? Math.min(availableParallelism(), most),
    checkpoint,
    onProgress,
    signal,
  };
  let scanned: ScannedLogs;
  try {
    scanned = await scanLogs(logs, plan, scan);
  } catch (error) {
    if (!(error instanceof BeyondPlan)) throw error;
    if (checkpoint !== undefined) throw cannotKeep("an event has too great a sequence");
    return undefined;
  }
  const { table, anomalies, lastAt } = scanned;
  const options = optionsOnceRead(lastAt);
  const { judge } = toQuestion(options);
  const conversations: PlannedConversations = {
    accounts: Array.from({ length: table.accounts.size }, (_, account) => textOf(table.accounts.bytesOf(account))),
    forEach: (take) => forEachVerdict(table, plan, judge, "botMoment", take),
  };
  return { statistics: plannedStatistics(conversations, options), anomalies };
}

function cannotKeep(why: string): UsageError {
  return new UsageError("invalid-option", `checkpoint: ${why}, so none can be kept; leave it out.`);
}

/** The packed logs among logs. What else is wrong with a file, the replay says. */
async function packedAmong(logs: readonly OpenLog[]): Promise<ReadonlyMap<OpenLog, ParquetFile>> {
  const packed = new Map<OpenLog, ParquetFile>();
  for (const log of logs) {
    if (log.format !== "parquet") continue;
    const file = await openParquet(log.name);
    if (isOurs(file.metadata)) packed.set(log, file);
  }
  return packed;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}
