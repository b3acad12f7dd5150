import type { LedgerEvent } from "../domain/event.ts";
import { withoutUnknownFields } from "../domain/plain-event.ts";
import { type Anomaly, brokenArchive, LogError, refusal } from "./anomaly.ts";
import { openLogs, totalSize } from "./open-log.ts";
import { parsedLines } from "./parsed-lines.ts";
import type { ReplayOptions } from "./replay.ts";
import { BrokenArchive } from "./unpack.ts";

/** How to read events. */
export type ReadEventsOptions = Pick<ReplayOptions, "strict" | "hideText" | "onProgress" | "signal">;

/** A line of a log: the event in it, or why there is none. */
export type LogEntry =
  | { readonly event: LedgerEvent; readonly anomaly?: undefined; readonly file: string; readonly line: number }
  | { readonly event?: undefined; readonly anomaly: Anomaly };

/**
 * The events of logs, one by one in the order of the files and lines, and between them what is no event. Logs may be all that
 * `replay` reads. Nothing is kept: repeated events come again, and the next megabyte is read when it is asked for, so that a slow
 * consumer holds the reader back. Whoever stops early, by `break` or an error, closes the file.
 *
 * @throws SourceError if a file cannot be read at all (a missing one before the first event); LogError in strict mode;
 * the signal's reason.
 * @see docs/replay.md#in-code
 */
export async function* readEvents(
  logs: string | readonly string[],
  options: ReadEventsOptions = {},
): AsyncGenerator<LogEntry, void, void> {
  const { strict = false, onProgress, signal } = options;
  const opened = await openLogs(logs);
  const totalBytes = totalSize(opened);
  let [bytes, lines] = [0, 0];
  const odd = (anomaly: Anomaly): LogEntry => {
    if (strict && anomaly.severity === "error") throw new LogError(anomaly);
    return { anomaly };
  };
  for (const log of opened) {
    const { name } = log;
    const batches = parsedLines(log, (count) => {
      bytes += count;
    });
    try {
      for await (const batch of batches) {
        signal?.throwIfAborted();
        for (const { line, parsed } of batch) {
          yield parsed.success
            ? { event: withoutUnknownFields(parsed.event), file: name, line }
            : odd(refusal(parsed.error, name, line, options));
        }
        lines += batch.length;
        onProgress?.({ bytes, totalBytes, lines });
      }
    } catch (error) {
      if (!(error instanceof BrokenArchive)) throw error;
      yield odd(brokenArchive(name, error));
    }
  }
}
