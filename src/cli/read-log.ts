import type { LedgerEvent } from "../domain/event.ts";
import type { StatisticsOptions } from "../projections/statistics/statistics-options.ts";
import { placeOf } from "../replay/anomaly.ts";
import { type LogStatistics, statisticsOfLogs } from "../replay/log-statistics.ts";
import { type Replay, replay } from "../replay/replay.ts";
import type { Call, ExitCode } from "./command.ts";
import { isSet, type OnceRead, textOf, threadsOf } from "./flags.ts";
import { say } from "./io.ts";
import { createProgress, type Progress } from "./progress.ts";
import { counted } from "./text.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** How a command reads its logs. */
export interface ReadLogOptions {
  readonly findDuplicates: boolean;
  readonly onEvent?: (event: LedgerEvent) => void;
}

/** Reads the logs that a command was called with, under a progress bar. */
export async function readLog(call: Call, options: ReadLogOptions): Promise<Replay> {
  const { values } = call;
  const logs = logsOf(call);
  const strict = isSet(values, "strict");
  const hideText = isSet(values, "no-text");
  return underProgress(call, (onProgress) => replay(logs, { ...options, strict, hideText, onProgress }));
}

/** Reads the logs for statistics alone. */
export async function readStatistics(call: Call, options: OnceRead<StatisticsOptions>): Promise<LogStatistics> {
  const { values } = call;
  const threads = threadsOf(values);
  const checkpoint = textOf(values, "checkpoint");
  if (checkpoint === "" || checkpoint === "-") throw new WrongUsage("--checkpoint is the name of a file.");
  const logs = logsOf(call);
  const strict = isSet(values, "strict");
  const hideText = isSet(values, "no-text");
  return underProgress(call, (onProgress) =>
    statisticsOfLogs(logs, options, { strict, hideText, threads, checkpoint, onProgress }),
  );
}

/** The logs that a command was called with. */
export function logsOf({ positionals }: Call): readonly string[] {
  if (positionals.length === 0) throw new WrongUsage("Name a log to read, or - for standard input.");
  return positionals;
}

/** Does some reading under a progress bar. */
export async function underProgress<Result>(
  { io, signal }: Call,
  work: (onProgress: Progress["show"]) => Promise<Result>,
): Promise<Result> {
  const progress = createProgress(io);
  signal.addEventListener("abort", progress.clear);
  try {
    return await work(progress.show);
  } finally {
    signal.removeEventListener("abort", progress.clear);
    progress.clear();
  }
}

const MOST_SHOWN = 5;

/** Says on stderr which lines were refused, and gives the exit code. */
export function reportErrors({ io, positionals }: Call, { anomalies }: Pick<Replay, "anomalies">): ExitCode {
  const errors = anomalies.filter(({ severity }) => severity === "error");
  const unknown = anomalies.filter(({ kind }) => kind === "unknown-type").length;
  if (unknown > 0) say(io, `${counted(unknown, "event")} of unknown type skipped.`);
  for (const anomaly of errors.slice(0, MOST_SHOWN)) say(io, `${placeOf(anomaly)}: ${anomaly.message}`);
  if (errors.length === 0) return 0;
  const logs = positionals.map((log) => (/^[\w./-]+$/.test(log) ? log : `'${log}'`)).join(" ");
  say(
    io,
    `${counted(errors.length, "error")} in the log; the good lines are counted. chatledger check ${logs} lists all.`,
  );
  return 1;
}

/** The exit code that a log's anomalies call for. */
export function exitCodeOf({ anomalies }: Pick<Replay, "anomalies">): ExitCode {
  return anomalies.some(({ severity }) => severity === "error") ? 1 : 0;
}
