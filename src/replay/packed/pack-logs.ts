import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Anomaly } from "../anomaly.ts";
import { checkCount } from "../log-reading.ts";
import { NewFile } from "../new-file.ts";
import { type OpenLog, openLogs, totalSize } from "../open-log.ts";
import { SourceError } from "../source-error.ts";
import { needed } from "../tables/needed.ts";
import { programOfThreads } from "../threads.ts";
import { PackThreads } from "./pack-threads.ts";
import { PackedWriter } from "./packed-writer.ts";
import { Packing, type PackingOptions } from "./packing.ts";
import { ColumnWriter } from "./stored-columns.ts";

/** How to pack logs. */
export interface PackOptions extends PackingOptions {
  /** How many threads may pack the lines of long logs; the file is the same. Default: as many as the machine runs at once, 4 at most. */
  readonly threads?: number | undefined;
  /** Overwrite a file that is there. Default `false`. */
  readonly force?: boolean | undefined;
}

/** Each thread holds a group of rows as objects, some hundreds of megabytes. */
const MOST_THREADS = 4;

/** Logs that were packed. */
export interface Packed {
  /** Lines that were not blank: as many rows the file has. */
  readonly lines: number;
  /** How many of them held a valid event, repeated ones too. */
  readonly events: number;
  /** Why the others hold none, in the order of the files and lines. They are kept all the same. */
  readonly anomalies: readonly Anomaly[];
  /** The bytes of the logs, as they lay in their files or came by a pipe, and those of the file. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/**
 * Packs logs into one file: Parquet, of which every command reads only what it needs. A line that is no event is kept as it
 * is, and so are repeated events; left out are fields that no event has. The file takes its place when it is whole.
 *
 * @param logs as `replay` takes them.
 * @param file where to; its folder must be there.
 * @throws SourceError as `replay` does; `exists` if the file is there and may not be overwritten, `not-writable` if it is one
 * of the logs or cannot be written, `unsupported-format` if `hyparquet-writer` is not installed. LogError in strict mode.
 * UsageError `invalid-option` if `threads` is no whole number from 1.
 * @see docs/packed-logs.md
 */
export async function packLogs(
  logs: string | readonly string[],
  file: string,
  { force = false, threads = Math.min(availableParallelism(), MOST_THREADS), ...options }: PackOptions = {},
): Promise<Packed> {
  checkCount("threads", threads);
  const opened = await openLogs(logs);
  refuseTaken(file, opened, force);
  const library = await needed(() => import("hyparquet-writer"), "hyparquet-writer", file, "writing");
  const { signal } = options;
  signal?.throwIfAborted();
  const out = new NewFile(file);
  signal?.addEventListener("abort", out.discard);
  const program = threads > 1 ? programOfThreads("pack-worker") : undefined;
  const others = program === undefined ? undefined : new PackThreads(program, threads);
  try {
    const columns = new ColumnWriter(library);
    const writer = new PackedWriter(columns, out.write);
    const packing = new Packing(columns, writer, others, totalSize(opened), options);
    for (const log of opened) await packing.read(log);
    await packing.finish();
    // Whoever gives up while threads end leaves what was there.
    await others?.end();
    signal?.throwIfAborted();
    out.keep();
    const { lines, events, anomalies, bytes } = packing;
    return { lines, events, anomalies, bytesRead: bytes, bytesWritten: out.size };
  } finally {
    await others?.end();
    signal?.removeEventListener("abort", out.discard);
    out.discard();
  }
}

/** Throws if a file is one of the logs, by whatever name, or is there and may not be overwritten. */
function refuseTaken(file: string, logs: readonly OpenLog[], force: boolean): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isDirectory()) throw new SourceError("is-a-directory", file, "this is a directory; name a file in it.");
  const isLog = logs.some(({ name }) => {
    const log = name === "-" ? undefined : statSync(name, { throwIfNoEntry: false });
    return log?.ino === found.ino && log.dev === found.dev;
  });
  if (isLog) throw new SourceError("not-writable", file, "it is one of the logs that are to be packed into it.");
  if (!force) throw new SourceError("exists", file, "it is there already; --force overwrites.");
}
