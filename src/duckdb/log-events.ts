import { join } from "node:path";
import { instantOrNull } from "../replay/instant-or-null.ts";
import { type OpenLog, totalSize } from "../replay/open-log.ts";
import { type Engine, type EngineOptions, withEngine } from "./engine.ts";
import { isEngineError } from "./engine-error.ts";
import { type EngineLog, openEngineLog } from "./engine-log.ts";
import { EVENTS, eventViewSql, REWRITTEN } from "./event-view.ts";
import { findLogs } from "./find-logs.ts";
import type { LogSource } from "./log-source.ts";
import { readAsItLies } from "./read-as-it-lies.ts";
import type { ReadingOptions, ReadLog } from "./read-log.ts";
import { rewriteLog } from "./rewrite-log.ts";

/** How the engine reads logs. */
export type LogEngineOptions = EngineOptions & ReadingOptions;

/** A log, and what was odd in it; ids that came again are not looked for. */
type LogSeen = EngineLog & Pick<ReadLog, "anomalies">;

/** Logs as the engine sees them: it has a view `events` of all that is in them. */
export interface LogEvents extends Omit<ReadLog, "source" | "anomalies" | "hasChanged"> {
  readonly engine: Engine;
  /** In the order of their names. */
  readonly logs: readonly LogSeen[];
}

/**
 * Has the engine answer for logs.
 *
 * @param ask is called once more if the engine did not read what had been looked through: where it could not, and where a log has
 * changed meanwhile. Then it is given what the ordinary parser reads, and nothing else.
 * @param use is given the answer, while the engine is still there.
 * @throws EngineError, SourceError, and what `ask` and `use` throw.
 */
export async function withLogEvents<Answer, Result>(
  names: readonly string[],
  options: LogEngineOptions,
  ask: (events: LogEvents) => Promise<Answer>,
  use: (answer: Answer) => Promise<Result>,
): Promise<Result> {
  return withEngine(options, async (engine) => {
    const logs: EngineLog[] = [];
    for (const [i, name] of (await findLogs(names, engine)).entries()) {
      logs.push(await openEngineLog(name, i, engine.folder));
    }
    return use(await answerOf(logs, engine, options, ask));
  });
}

async function answerOf<Answer>(
  logs: readonly EngineLog[],
  engine: Engine,
  options: LogEngineOptions,
  ask: (events: LogEvents) => Promise<Answer>,
): Promise<Answer> {
  const answer = async (read: readonly ReadLog[]) => {
    const rewritten = read.filter(({ hasChanged }) => hasChanged === undefined);
    await engine.run(eventViewSql(EVENTS, sourcesOf(read)));
    await engine.run(eventViewSql(REWRITTEN, sourcesOf(rewritten)));
    const seen = logs.map((log, i) => ({ ...log, anomalies: read[i]?.anomalies ?? [] }));
    return ask({
      engine,
      logs: seen,
      lines: read.reduce((sum, { lines }) => sum + lines, 0),
      billingEvents: read.reduce((sum, { billingEvents }) => sum + billingEvents, 0),
      firstAt: instantOrNull(read.reduce((first, { firstAt }) => Math.min(first, firstAt ?? first), Infinity)),
      lastAt: instantOrNull(read.reduce((last, { lastAt }) => Math.max(last, lastAt ?? last), -Infinity)),
    });
  };
  const read = await readLogs(logs, engine, options);
  try {
    const first = await answer(read);
    if (!read.some(({ hasChanged }) => hasChanged?.() === true)) return first;
  } catch (error) {
    if (!isEngineError(error) || error.code !== "failed") throw error;
  }
  return answer(await readLogs(logs, engine, { ...options, isWhole: true }));
}

async function readLogs(
  logs: readonly EngineLog[],
  { folder }: Engine,
  options: ReadingOptions & { readonly isWhole?: boolean },
): Promise<readonly ReadLog[]> {
  const { isWhole = false } = options;
  const read: ReadLog[] = [];
  for (const [i, one] of logs.entries()) {
    const how = {
      ...options,
      onProgress: progressOver(
        logs.map(({ log }) => log),
        i,
        options,
      ),
    };
    const asItLies = isWhole ? undefined : await readAsItLies(one.log, how);
    const path = join(folder, `events-${isWhole ? "whole" : "usual"}-${i}.ndjson`);
    read.push(asItLies ?? (await rewriteLog(one, path, { ...how, isWhole })));
  }
  return read;
}

function sourcesOf(logs: readonly ReadLog[]): readonly LogSource[] {
  return logs.flatMap(({ source }) => source ?? []);
}

/** The progress of one log as that of all. */
function progressOver(logs: readonly OpenLog[], place: number, { onProgress }: ReadingOptions) {
  if (onProgress === undefined) return undefined;
  const totalBytes = totalSize(logs);
  const before = totalSize(logs.slice(0, place)) ?? 0;
  return ({ bytes, lines }: { readonly bytes: number; readonly lines: number }) =>
    onProgress({ bytes: before + bytes, totalBytes, lines });
}
