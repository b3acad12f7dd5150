import { certain } from "../domain/certain.ts";
import { isConversationEvent } from "../domain/conversation-event.ts";
import { parseInstant } from "../domain/instant.ts";
import type { EventParseResult } from "../domain/parse-event.ts";
import { type Anomaly, brokenArchive, refusal } from "../replay/anomaly.ts";
import { instantOrNull } from "../replay/instant-or-null.ts";
import { lineBlocks } from "../replay/lines.ts";
import { parsedLines } from "../replay/parsed-lines.ts";
import { isLittleEndian } from "../replay/scan/id-table.ts";
import { LogScan } from "../replay/scan/log-scan.ts";
import { PlanTable } from "../replay/scan/plan-table.ts";
import { shapeOf } from "../replay/scan/table-shape.ts";
import { BrokenArchive } from "../replay/unpack.ts";
import type { EngineLog } from "./engine-log.ts";
import { EventFile } from "./event-file.ts";
import { anyPlan, NO_EVENTS } from "./nothing-gathered.ts";
import type { ReadingOptions, ReadLog } from "./read-log.ts";

/** What was found in a log; its first and last instant are not finite without any. */
interface Found extends Omit<ReadLog, "source"> {
  readonly firstAt: number;
  readonly lastAt: number;
}

/**
 * Writes the events of a log to a file in the form that DuckDB reads: lines of the usual layout as they are, others as the ordinary
 * parser reads them.
 *
 * @param isWhole whether all lines are parsed.
 * @throws SourceError; the signal's reason.
 */
export async function rewriteLog(
  engineLog: EngineLog,
  path: string,
  options: ReadingOptions & { readonly isWhole: boolean },
): Promise<ReadLog> {
  const file = new EventFile(path);
  try {
    const isCopied = !options.isWhole && engineLog.log.format === "ndjson" && isLittleEndian;
    const { firstAt, lastAt, ...found } = await (isCopied ? copyUsual : parseAll)(engineLog, file, options);
    const source = file.end() ? { file: path, compression: undefined } : undefined;
    return { source, ...found, firstAt: instantOrNull(firstAt), lastAt: instantOrNull(lastAt) };
  } finally {
    file.close();
  }
}

async function copyUsual({ log, name }: EngineLog, file: EventFile, options: ReadingOptions): Promise<Found> {
  const { hideText } = options;
  let billingEvents = 0;
  const scan = new LogScan(new PlanTable(shapeOf(anyPlan(), {})), name, { ...NO_EVENTS, hideText }, undefined, {
    onUsual: (lines) => file.writeLines(lines),
    onParsed: (parsed) => {
      writeParsed(parsed, file);
      if (isOfBilling(parsed)) billingEvents++;
    },
  });
  const progress = progressOf(options, log.size);
  const broken = await orBroken(name, async () => {
    for await (const block of lineBlocks(log.chunks(progress.onRead))) {
      options.signal?.throwIfAborted();
      scan.take(block);
      progress.say(scan.lines);
    }
  });
  const { anomalies, lines, firstAt, lastAt } = scan.end();
  return { anomalies: [...anomalies, ...broken], lines, billingEvents, firstAt, lastAt };
}

async function parseAll({ log, name }: EngineLog, file: EventFile, options: ReadingOptions): Promise<Found> {
  const anomalies: Anomaly[] = [];
  const progress = progressOf(options, log.size);
  let [lines, billingEvents] = [0, 0];
  let [firstAt, lastAt] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const broken = await orBroken(name, async () => {
    for await (const batch of parsedLines(log, progress.onRead)) {
      options.signal?.throwIfAborted();
      for (const { line, parsed } of batch) {
        writeParsed(parsed, file);
        if (isOfBilling(parsed)) billingEvents++;
        if (!parsed.success) {
          anomalies.push(refusal(parsed.error, name, line, options));
          continue;
        }
        const at = certain(parseInstant(parsed.event.occurredAt));
        firstAt = Math.min(firstAt, at);
        lastAt = Math.max(lastAt, at);
      }
      lines += batch.length;
      progress.say(lines);
    }
  });
  return { anomalies: [...anomalies, ...broken], lines, billingEvents, firstAt, lastAt };
}

function isOfBilling(parsed: EventParseResult): boolean {
  return parsed.success && !isConversationEvent(parsed.event);
}

function writeParsed(parsed: EventParseResult, file: EventFile): void {
  if (parsed.success) file.writeEvent(parsed.event);
}

/** What is odd about an archive that cannot be read to its end, if it cannot. */
async function orBroken(name: string, read: () => Promise<void>): Promise<readonly Anomaly[]> {
  try {
    await read();
    return [];
  } catch (error) {
    if (!(error instanceof BrokenArchive)) throw error;
    return [brokenArchive(name, error)];
  }
}

function progressOf({ onProgress }: ReadingOptions, totalBytes: number | undefined) {
  let bytes = 0;
  return {
    onRead(more: number) {
      bytes += more;
    },
    say: (lines: number) => onProgress?.({ bytes, totalBytes, lines }),
  };
}
