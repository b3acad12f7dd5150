import { createReadStream, createWriteStream } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type OpenLog, openLog } from "../replay/open-log.ts";
import { SourceError } from "../replay/source-error.ts";

/** A log that can be read as often as it takes. */
export interface EngineLog {
  readonly log: OpenLog;
  /** What the caller calls it. */
  readonly name: string;
}

/**
 * Opens a log. One that can be read but once, such as standard input, is kept in a folder first.
 *
 * @throws SourceError
 */
export async function openEngineLog(name: string, number: number, folder: string): Promise<EngineLog> {
  const log = await openLog(name);
  if (log.size !== undefined) return { log, name };
  const path = join(folder, `input-${number}-${basename(name)}`);
  await pipeline(name === "-" ? process.stdin : createReadStream(name), createWriteStream(path));
  const kept = await openLog(path);
  if (kept.format !== "parquet") return { log: kept, name };
  throw new SourceError("unsupported-format", name, "Parquet is read from a file only.");
}
