import type { EventIds, IdsToSee } from "./event-ids.ts";
import { type FileRange, PartsReader } from "./file-blocks.ts";
import { sizeOf } from "./file-shares.ts";
import { LogScan, type ScanOptions, type ScanResult } from "./log-scan.ts";
import type { PlanTable } from "./plan-table.ts";
import type { TableShape } from "./table-shape.ts";

/** Parts of logs to be scanned by one thread, and into what. All of it can be sent to a thread. */
export interface ScanTask {
  readonly ranges: readonly FileRange[];
  readonly shape: TableShape;
  readonly options: ScanOptions;
  readonly ids: IdsToSee | undefined;
  /** How many bytes will come to the table in all, those of other threads too. */
  readonly expectedBytes: number;
}

/** How far a thread is: bytes and lines since it last said so. */
export type OnScanned = (bytes: number, lines: number) => void;

/** After so many bytes it is said how far a thread is. */
const SAY_EVERY = 1 << 23;
/** After so many bytes it is known how densely conversations come. */
const SAMPLE = 1 << 23;
/** So few bytes have few conversations, which can all be near, and whose table is not worth a sample. */
const FEW_BYTES = 1 << 25;
/** No event is written in fewer bytes. */
const SHORTEST_LINE = 80;
/** Somewhat more may come. */
const MARGIN = 1.125;

/** Scans parts of logs block by block, into a table; gives what each came to once all are read. */
export async function scanRanges(
  { ranges, options, expectedBytes }: Omit<ScanTask, "shape" | "ids">,
  table: PlanTable,
  ids: EventIds | undefined,
  onScanned: OnScanned,
  signal?: AbortSignal,
): Promise<readonly ScanResult[]> {
  const results: ScanResult[] = [];
  const [first] = ranges;
  if (first === undefined) return results;
  const before = table.size;
  let scanned = 0;
  if (expectedBytes <= FEW_BYTES) table.near.keepAll();
  ids?.reserve(Math.ceil(expectedBytes / SHORTEST_LINE));
  let scan = new LogScan(table, first.file, options, ids);
  const reader = new PartsReader(ranges, scan.memory);
  try {
    for (const range of ranges) {
      if (range !== first) scan = scan.ofAlso(range.file);
      let [bytes, lines] = [0, 0];
      const say = () => {
        onScanned(bytes, scan.lines - lines);
        [bytes, lines] = [0, scan.lines];
      };
      for await (const block of reader.blocks()) {
        signal?.throwIfAborted();
        scan.take(block);
        bytes += block.length;
        if (bytes >= SAY_EVERY) say();
        const isKnown = expectedBytes > FEW_BYTES && scanned < SAMPLE && scanned + block.length >= SAMPLE;
        scanned += block.length;
        if (isKnown) {
          // Those that are near count too.
          table.settle();
          const perByte = (MARGIN * (table.size - before)) / scanned;
          const timesFor = (size: number) => (before + perByte * size) / table.size;
          table.makeRoom(timesFor(expectedBytes), timesFor(sizeOf(ranges)));
        }
      }
      say();
      results.push(scan.result);
    }
  } finally {
    // What is read ahead is read into memory that others may borrow next.
    await reader.close();
    scan.end();
  }
  return results;
}
