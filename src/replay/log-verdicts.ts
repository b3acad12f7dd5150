import type { LogParts } from "../domain/log-input.ts";
import { verdictOf } from "../policies/classification/classify.ts";
import { type JudgingOptions, judgeConversation, toJudge } from "../policies/classification/judge.ts";
import type { Anomaly } from "./anomaly.ts";
import { checkCount, type LogReadingOptions } from "./log-reading.ts";
import type { LogVerdict } from "./log-verdict.ts";
import { namesOf } from "./open-log.ts";
import { replay } from "./replay.ts";
import { scanVerdicts } from "./scan/scan-verdicts.ts";

/** The verdicts on the conversations of logs, and what was odd in the logs. */
export interface LogVerdicts {
  /** By account, then conversation (code points). Each is made when it is asked for; they can be gone through again. */
  readonly verdicts: Iterable<LogVerdict>;
  /** In the order of the files and lines, ids that came again included. */
  readonly anomalies: readonly Anomaly[];
}

/** How to judge, and which conversations. */
export interface LogVerdictsOptions extends JudgingOptions {
  /** Only those of this account. Anomalies are those of the whole logs. */
  readonly accountId?: string | undefined;
}

/**
 * The verdicts on the conversations of logs: what `classify` says of each. Long logs are scanned by all cores, in a fraction of
 * the time and memory that a replay takes; where a scan cannot answer they are replayed. Logs in which ids came again are scanned
 * twice, and `onProgress` begins anew then.
 *
 * @throws SourceError and LogError as `replay` does, UsageError as `classify` does, and `invalid-option` if `threads` is no whole
 * number from 1.
 * @see docs/replay.md#long-logs
 */
export async function logVerdicts(
  logs: string | readonly string[],
  { accountId, ...judging }: LogVerdictsOptions = {},
  reading: LogReadingOptions = {},
): Promise<LogVerdicts> {
  checkCount("threads", reading.threads);
  return verdictsOfLogs(namesOf(logs), () => judging, accountId, reading);
}

/** {@link logVerdicts} with options that are told the last instant of the logs, once it is known. */
export async function verdictsOfLogs(
  names: readonly string[],
  optionsOnceRead: (lastAt: number | null) => JudgingOptions,
  accountId: string | undefined,
  { strict, hideText = false, threads, onProgress, signal }: LogReadingOptions,
): Promise<LogVerdicts> {
  const scan = { hideText, threads, onProgress, signal };
  // To stop at the first error, lines must be read one after the other.
  const scanned = strict === true ? undefined : await scanVerdicts(names, optionsOnceRead, accountId, scan);
  if (scanned !== undefined) return scanned;
  const log = await replay(names, { strict, hideText, onProgress, signal });
  const options = optionsOnceRead(log.lastAt);
  toJudge(options);
  return {
    verdicts: { [Symbol.iterator]: () => verdictsIn(log, options, accountId) },
    anomalies: log.anomalies,
  };
}

/** The verdicts on the conversations of a log that was replayed. */
export function* verdictsIn(log: LogParts, options: JudgingOptions, accountId?: string): Generator<LogVerdict> {
  const judge = toJudge(options);
  for (const state of log.conversations(accountId)) {
    const judgement = judgeConversation(state, judge);
    if (judgement.marks.length > 0) yield { ...state.of, ...verdictOf(judgement) };
  }
}
