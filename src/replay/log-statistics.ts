import { UsageError } from "../domain/usage-error.ts";
import {
  type ChatbotStatistics,
  type ChatbotTable,
  chatbotTable,
} from "../projections/statistics/chatbot-statistics.ts";
import type { StatisticsOptions } from "../projections/statistics/statistics-options.ts";
import { tabulate } from "../projections/statistics/table.ts";
import type { Anomaly } from "./anomaly.ts";
import type { RowWriter } from "./checkpoint/settled-rows.ts";
import { checkCount, type LogReadingOptions } from "./log-reading.ts";
import { namesOf } from "./open-log.ts";
import { replay } from "./replay.ts";
import { type ScannedStatistics, scanStatistics } from "./scan/scan-statistics.ts";

/** How to read logs for statistics. */
export interface LogStatisticsOptions extends LogReadingOptions {
  /**
   * A file that keeps what was gathered and how far: it is gone on from, if it is there, and left for the next time. The
   * logs must be plain NDJSON files to which lines are only ever added; later ones may be named besides.
   */
  readonly checkpoint?: string | undefined;
  /** After how many bytes the checkpoint is written, unless less than half as many are left; and at the end. Default: 2 GiB. */
  readonly checkpointEvery?: number | undefined;
}

const CHECKPOINT_EVERY = 2 ** 31;

/** The statistics of logs, and what was odd in them. */
export interface LogStatistics {
  readonly statistics: ChatbotStatistics;
  /** In the order of the files and lines. Duplicates are not looked for, since they change no figure. */
  readonly anomalies: readonly Anomaly[];
}

/**
 * The chatbot statistics of logs: what `chatbotStatistics` gives for their events. Long logs are scanned by all cores, in a
 * fraction of the time and memory that a replay takes; where a scan cannot answer they are replayed.
 *
 * @throws SourceError and LogError as `replay` does, UsageError as `chatbotStatistics` does, and
 * `invalid-option` if `threads` or `checkpointEvery` is no whole number from 1, or where no checkpoint can be kept: of other
 * files, in strict mode, and where a scan cannot answer. CheckpointError if the checkpoint is damaged, of other logs or rules, or cannot be written.
 * @see docs/replay.md#long-logs
 */
export async function logStatistics(
  logs: string | readonly string[],
  options: StatisticsOptions = {},
  reading: LogStatisticsOptions = {},
): Promise<LogStatistics> {
  checkCount("threads", reading.threads);
  checkCount("checkpointEvery", reading.checkpointEvery);
  const { statistics, anomalies } = await statisticsOfLogs(namesOf(logs), () => options, chatbotTable, reading);
  return { statistics, anomalies };
}

/** {@link logStatistics} by some table of theirs, with options that are told the last instant of the logs, once it is known. */
export async function statisticsOfLogs<View>(
  names: readonly string[],
  optionsOnceRead: (lastAt: number | null) => StatisticsOptions,
  toTable: (options: StatisticsOptions) => ChatbotTable<View>,
  options: LogStatisticsOptions,
  write?: RowWriter,
): Promise<ScannedStatistics<View>> {
  const { strict, hideText = false, threads, checkpoint: file, onProgress, signal } = options;
  const checkpoint = file === undefined ? undefined : { file, everyBytes: options.checkpointEvery ?? CHECKPOINT_EVERY };
  if (checkpoint !== undefined && strict === true) {
    throw new UsageError(
      "invalid-option",
      "checkpoint: a log that is read strictly is replayed as a whole; leave it out.",
    );
  }
  // To stop at the first error, lines must be read one after the other.
  const scan = { hideText, threads, checkpoint, onProgress, signal };
  const scanned = strict === true ? undefined : await scanStatistics(names, optionsOnceRead, toTable, scan, write);
  if (scanned !== undefined) return scanned;
  const log = await replay(names, { findDuplicates: false, strict, hideText, onProgress, signal });
  const statistics = tabulate(toTable(optionsOnceRead(log.lastAt)), log.unsorted());
  return { statistics, known: undefined, anomalies: log.anomalies };
}
