import type { LedgerEvent } from "../domain/event.ts";
import type { EngineReading } from "../duckdb/engine-reading.ts";
import { type EngineOverview, overviewByEngine } from "../duckdb/log-overview.ts";
import { type EngineQuota, quotaByEngine } from "../duckdb/log-quota.ts";
import { type EngineReplay, replayByEngine } from "../duckdb/log-replay.ts";
import { type EngineStatistics, statisticsByEngine } from "../duckdb/log-statistics.ts";
import { type EngineVerdicts, verdictsByEngine } from "../duckdb/log-verdicts.ts";
import type { JudgingOptions } from "../policies/classification/judge.ts";
import type { QuotaQuestion } from "../policies/quota/quota-view.ts";
import type { LogSummary } from "../projections/log-summary.ts";
import { counted } from "../projections/number-text.ts";
import { outlinesTable } from "../projections/statistics/row-outlines.ts";
import type { StatisticsOptions } from "../projections/statistics/statistics-options.ts";
import { placeOf } from "../replay/anomaly.ts";
import { writtenRows } from "../replay/checkpoint/settled-rows.ts";
import { type LogOverview, overviewOfLogs } from "../replay/log-overview.ts";
import { quotaFactsOfLogs } from "../replay/log-quota.ts";
import type { LogReadingOptions } from "../replay/log-reading.ts";
import { statisticsOfLogs } from "../replay/log-statistics.ts";
import { verdictsOfLogs } from "../replay/log-verdicts.ts";
import { type Replay, replay } from "../replay/replay.ts";
import type { OverviewQuestion } from "../replay/scan/scan-overview.ts";
import type { Call, ExitCode } from "./command.ts";
import { type EngineFlags, engineOf, isSet, type OnceRead, textOf, threadsOf } from "./flags.ts";
import { say } from "./io.ts";
import { createProgress, type Progress } from "./progress.ts";
import type { StatisticsWriter } from "./statistics-output.ts";
import { WrongUsage } from "./wrong-usage.ts";

/** How a command reads its logs. */
export interface ReadLogOptions {
  readonly findDuplicates: boolean;
  readonly onEvent?: (event: LedgerEvent) => void;
}

/** Reads the logs that a command was called with, under a progress bar. */
export async function readLog(call: Call, options: ReadLogOptions): Promise<Replay> {
  return reading(call, (logs, { threads: _, ...how }) => replay(logs, { ...options, ...how }));
}

/** Reads the logs for an overview alone, and hands it to whoever shows it. */
export async function withOverview<Result>(
  call: Call,
  question: OnceRead<OverviewQuestion>,
  show: (overview: EngineOverview) => Promise<Result>,
): Promise<Result> {
  const engine = engineOf(call.values);
  if (engine !== undefined) {
    return byEngine(call, engine, show, (logs, how, use) => overviewByEngine(logs, question, how, use));
  }
  const overview = await reading(call, (logs, how) => overviewOfLogs(logs, question, how));
  async function* accounts() {
    yield* overview.dashboards;
  }
  return show({ ...overviewOf(overview, call), dashboards: accounts() });
}

/** What logs say at a glance, without the quotas of their accounts. */
export interface Overview extends EngineReading {
  readonly summary: LogSummary;
}

/** An overview as it is shown: events that came again are counted. */
export function overviewOf(log: Omit<LogOverview, "dashboards">, { positionals }: Call): Overview {
  const { summary, lines, billingEvents, firstAt, lastAt } = log;
  const anomalies = log.anomalies.filter(({ kind }) => kind !== "duplicate");
  const duplicates = log.anomalies.length - anomalies.length;
  return { summary, anomalies, duplicates, lines, billingEvents, firstAt, lastAt, files: positionals };
}

/** Has the engine replay the logs, and hands what was made of them to whoever shows it. */
export async function withReplay<Answer, Result>(
  call: Call,
  engine: EngineFlags,
  look: (replay: EngineReplay) => Promise<Answer>,
  show: (answer: Answer) => Promise<Result>,
): Promise<Result> {
  return byEngine(call, engine, show, (logs, how, use) => replayByEngine(logs, how, look, use));
}

/** The rows of statistics, and what was odd in the logs. */
export interface StatisticsRead extends EngineStatistics {
  /** The rows as they are written, one by one or many at once. Bytes are good until what comes next. */
  readonly texts: Iterable<string | Uint8Array>;
}

/**
 * Reads the logs for the rows of statistics alone, and hands them to whoever shows them.
 *
 * @param writer how rows are written. Those that a checkpoint has are not written again.
 */
export async function withStatistics<Result>(
  call: Call,
  options: OnceRead<StatisticsOptions>,
  writer: StatisticsWriter,
  show: (statistics: StatisticsRead) => Promise<Result>,
): Promise<Result> {
  const checkpoint = textOf(call.values, "checkpoint");
  if (checkpoint === "" || checkpoint === "-") throw new WrongUsage("--checkpoint is the name of a file.");
  const engine = engineOf(call.values);
  if (engine !== undefined) {
    if (checkpoint !== undefined) throw new WrongUsage("--engine keeps no checkpoint; leave one of them out.");
    const read = await reading(call, (logs, how) => statisticsByEngine(logs, options, { ...engine, ...how }));
    return show({ ...read, texts: mapped(read.rows, writer.row) });
  }
  const { statistics, known, anomalies } = await reading(call, (logs, how) =>
    statisticsOfLogs(logs, options, outlinesTable, { ...how, checkpoint }, writer.outline),
  );
  try {
    return await show({
      rows: mapped(statistics, (outline) => outline.row()),
      texts: writtenRows(statistics, writer.outline, known),
      anomalies,
      files: call.positionals,
    });
  } finally {
    known?.close();
  }
}

function* mapped<From, To>(items: Iterable<From>, toItem: (item: From) => To): Generator<To> {
  for (const item of items) yield toItem(item);
}

/** Reads the logs for verdicts alone, of the account that was asked for if one was, and hands them to whoever shows them. */
export async function withVerdicts<Result>(
  call: Call,
  options: OnceRead<JudgingOptions>,
  show: (verdicts: EngineVerdicts) => Promise<Result>,
): Promise<Result> {
  const account = textOf(call.values, "account");
  const engine = engineOf(call.values);
  if (engine !== undefined) {
    return byEngine(call, engine, show, (logs, how, use) => verdictsByEngine(logs, options, account, how, use));
  }
  const { verdicts, anomalies } = await reading(call, (logs, how) => verdictsOfLogs(logs, options, account, how));
  return show({ verdicts: inBatches(verdicts), anomalies, files: call.positionals });
}

const VERDICTS_AT_A_TIME = 2_048;

async function* inBatches<Item>(items: Iterable<Item>): AsyncGenerator<readonly Item[]> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < VERDICTS_AT_A_TIME) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Reads the logs for quotas alone, and hands what they are reckoned from to whoever shows them, some accounts at a time. */
export async function withQuotaFacts<Result>(
  call: Call,
  question: QuotaQuestion,
  show: (quota: EngineQuota) => Promise<Result>,
): Promise<Result> {
  const engine = engineOf(call.values);
  if (engine !== undefined) {
    return byEngine(call, engine, show, (logs, how, use) => quotaByEngine(logs, question, how, use));
  }
  const { facts, anomalies } = await reading(call, (logs, how) => quotaFactsOfLogs(logs, question, how));
  async function* accounts() {
    yield facts;
  }
  return show({ accounts: accounts(), anomalies, files: call.positionals });
}

/** Has the engine answer, and hands that to whoever shows it once the logs are read. What it says may still be asked of it then. */
function byEngine<Answer, Result>(
  call: Call,
  engine: EngineFlags,
  show: (answer: Answer) => Promise<Result>,
  ask: (
    logs: readonly string[],
    how: EngineFlags & HowToRead,
    use: (answer: Answer) => Promise<Result>,
  ) => Promise<Result>,
): Promise<Result> {
  return reading(call, (logs, how, isRead) =>
    ask(logs, { ...engine, ...how }, async (answer) => {
      isRead();
      return show(answer);
    }),
  );
}

/** Reads the logs in the way that the flags say, for one answer. */
async function reading<Answer>(
  call: Call,
  read: (logs: readonly string[], how: HowToRead, isRead: () => void) => Promise<Answer>,
): Promise<Answer> {
  const { values, signal } = call;
  const threads = threadsOf(values);
  const logs = logsOf(call);
  const how = { strict: isSet(values, "strict"), hideText: isSet(values, "no-text"), threads };
  return underProgress(call, (onProgress, isRead) => read(logs, { ...how, onProgress, signal }, isRead));
}

/** What the flags say of reading. */
interface HowToRead extends LogReadingOptions {
  readonly strict: boolean;
  readonly hideText: boolean;
}

/** The logs that a command was called with. */
export function logsOf({ positionals }: Call): readonly string[] {
  if (positionals.length === 0) throw new WrongUsage("Name a log to read, or - for standard input.");
  return positionals;
}

/** Does some reading under a progress bar. */
export async function underProgress<Result>(
  { io, signal }: Call,
  work: (onProgress: Progress["show"], isDone: Progress["clear"]) => Promise<Result>,
): Promise<Result> {
  const progress = createProgress(io);
  signal.addEventListener("abort", progress.clear);
  try {
    return await work(progress.show, progress.clear);
  } finally {
    signal.removeEventListener("abort", progress.clear);
    progress.clear();
  }
}

/** Says so where there is nothing of the account that was asked for, since a name that is mistyped looks like a quiet account. */
export function sayIfNothing(isNothing: boolean, { values, io }: Call): void {
  const account = textOf(values, "account");
  if (!isNothing || account === undefined) return;
  say(io, `There is nothing to show of account ${JSON.stringify(account)}; is it written as in the log?`);
}

const MOST_SHOWN = 5;

/** Says on stderr which lines were refused, and gives the exit code. */
export function reportErrors(
  { io, positionals }: Call,
  { anomalies, files = positionals }: Pick<Replay, "anomalies"> & { readonly files?: readonly string[] },
): ExitCode {
  const errors = anomalies.filter(({ severity }) => severity === "error");
  const unknown = anomalies.filter(({ kind }) => kind === "unknown-type").length;
  if (unknown > 0) say(io, `${counted(unknown, "event")} of unknown type skipped.`);
  for (const anomaly of errors.slice(0, MOST_SHOWN)) say(io, `${placeOf(anomaly)}: ${anomaly.message}`);
  if (errors.length === 0) return 0;
  const logs = files.map((log) => (/^[\w./-]+$/.test(log) ? log : `'${log}'`)).join(" ");
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
