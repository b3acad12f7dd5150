import type { Anomaly } from "../replay/anomaly.ts";
import { withConflicts } from "./conflicting-ids.ts";
import type { LogEngineOptions, LogEvents } from "./log-events.ts";
import { type RepeatedEvents, repeatedEvents } from "./repeated-events.ts";
import { strictly } from "./strictly.ts";

/** What was found in logs while they were read. */
export interface EngineReading extends Pick<LogEvents, "lines" | "billingEvents" | "firstAt" | "lastAt"> {
  /** In the order of the files and lines, ids that were given to several events included. */
  readonly anomalies: readonly Anomaly[];
  /** How often an event came that had come before. */
  readonly duplicates: number;
  /** The files that the logs stand for. */
  readonly files: readonly string[];
}

/**
 * What was found in logs, and the events that came again.
 *
 * @throws LogError if they are read strictly and there is an error.
 */
export async function engineReading(
  events: LogEvents,
  options: LogEngineOptions,
): Promise<{ readonly reading: EngineReading; readonly repeated: RepeatedEvents }> {
  const { logs, lines, billingEvents, firstAt, lastAt } = events;
  const repeated = await repeatedEvents(events);
  const anomalies = await withConflicts(events, repeated, options);
  if (options.strict) strictly(anomalies);
  const duplicates = await repeated.duplicates();
  const files = logs.map(({ name }) => name);
  return { reading: { lines, billingEvents, firstAt, lastAt, anomalies, duplicates, files }, repeated };
}
