import { availableParallelism } from "node:os";
import { UsageError } from "../../domain/usage-error.ts";
import { canBeReadAgain, type OpenLog, openLogs } from "../open-log.ts";
import { isOurs } from "../packed/packed-metadata.ts";
import { randomSeed } from "../random-seed.ts";
import type { ReplayProgress } from "../replay.ts";
import { openParquet, type ParquetFile } from "../tables/parquet-file.ts";
import { GreatSequences } from "./great-sequences.ts";
import { isLittleEndian } from "./id-table.ts";
import { BeyondPlan } from "./log-scan.ts";
import { type Repetitions, withRepetitions } from "./repetitions.ts";
import {
  type CheckpointOptions,
  type Gathering,
  type ScanLogsOptions,
  type ScannedLogs,
  scanLogs,
} from "./scan-logs.ts";

/** How to scan logs for an answer. */
export interface ScanForOptions {
  /** Leave out of messages what came in a field. */
  readonly hideText: boolean;
  /** How many threads may work, however short the logs. Default: as many as are worth it. */
  readonly threads?: number | undefined;
  readonly checkpoint?: CheckpointOptions | undefined;
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What an answer needs of logs. */
export interface Needs extends Omit<Gathering, "ids"> {
  /** Epoch milliseconds; later events are not seen. `Infinity` sees all. */
  readonly asOf: number;
  /** Whether ids that came before are looked for, and reported among the anomalies. */
  readonly findsDuplicates?: boolean | undefined;
  readonly keepsBilling?: boolean | undefined;
}

/** Logs that were scanned for an answer. Events that came again are known if they were looked for. */
export interface ScannedFor extends ScannedLogs, Pick<Repetitions, "repeated"> {}

/**
 * Scans logs for an answer. `undefined` where it needs more than a plan keeps, the columns of a packed log do not lie as they were packed, or
 * ids are looked for in a log that can be read once alone; then a replay must answer.
 *
 * @throws SourceError, CheckpointError, UsageError where a checkpoint was asked for and cannot be kept.
 */
export async function scanFor(
  needs: Needs | undefined,
  names: readonly string[],
  { hideText, threads, checkpoint, onProgress, signal }: ScanForOptions,
): Promise<ScannedFor | undefined> {
  if (needs === undefined || !isLittleEndian) {
    if (checkpoint !== undefined) throw cannotKeep("this question needs all events");
    return undefined;
  }
  const logs = await openLogs(names);
  let packed: ReadonlyMap<OpenLog, ParquetFile> = new Map();
  if (checkpoint === undefined) {
    // What came by a pipe could not be read again, to tell events of one id apart.
    if (needs.findsDuplicates === true && !logs.every(canBeReadAgain)) return undefined;
    packed = packedAmong(logs);
  } else {
    const other = logs.find(({ size, format, isPlain }) => !isPlain && !(size === 0 && format === "ndjson"));
    if (other !== undefined) throw cannotKeep(`${other.name} is no plain NDJSON file`);
  }
  const { asOf, findsDuplicates, keepsBilling, ...gathering } = needs;
  const options = {
    ...{ asOf, hideText, keepsBilling, packed, checkpoint, onProgress, signal },
    threads,
    archivesAtOnce: threads ?? availableParallelism(),
  };
  const scan = async (how: ScanLogsOptions): Promise<ScannedFor> => {
    if (findsDuplicates !== true) return { ...(await scanLogs(logs, gathering, how)), repeated: [] };
    const ids = { seed: randomSeed() };
    const scanned = await scanLogs(logs, { ...gathering, ids }, how);
    return { ...scanned, hashes: [], ...(await withRepetitions(logs, scanned, gathering, ids, how)) };
  };
  // Room for sequences however great takes one thread, and few logs need it.
  const ways =
    checkpoint === undefined ? [options, { ...options, threads: 1, great: new GreatSequences() }] : [options];
  for (const how of ways) {
    try {
      return await scan(how);
    } catch (error) {
      if (!(error instanceof BeyondPlan)) throw error;
    }
  }
  if (checkpoint !== undefined) throw cannotKeep("an event has too great a sequence");
  return undefined;
}

function cannotKeep(why: string): UsageError {
  return new UsageError("invalid-option", `checkpoint: ${why}, so none can be kept; leave it out.`);
}

/** The packed logs among logs. What else is wrong with a file, the replay says. */
function packedAmong(logs: readonly OpenLog[]): ReadonlyMap<OpenLog, ParquetFile> {
  const packed = new Map<OpenLog, ParquetFile>();
  for (const log of logs) {
    if (log.format !== "parquet") continue;
    const file = openParquet(log.name);
    if (isOurs(file)) packed.set(log, file);
  }
  return packed;
}
