import type { BillingEvent } from "../../domain/billing-event.ts";
import type { Plan } from "../../policies/classification/plan.ts";
import { CellTable, type PackedCells } from "../../projections/statistics/cell-table.ts";
import { type Anomaly, brokenArchive } from "../anomaly.ts";
import type { SavedScan } from "../checkpoint/saved-scan.ts";
import { ScanCheckpoint } from "../checkpoint/scan-checkpoint.ts";
import type { SettledAnswer } from "../checkpoint/settled-answer.ts";
import { rowsInMemory, type WrittenRows } from "../checkpoint/settled-rows.ts";
import { instantOrNull } from "../instant-or-null.ts";
import { lineBlocks } from "../lines.ts";
import { canBeReadAgain, type OpenLog, totalSize } from "../open-log.ts";
import { parsedLines } from "../parsed-lines.ts";
import type { ReplayProgress } from "../replay.ts";
import type { ParquetFile } from "../tables/parquet-file.ts";
import { programOfThreads } from "../threads.ts";
import { BrokenArchive } from "../unpack.ts";
import { EventIds, type IdsToSee } from "./event-ids.ts";
import { wholeLines } from "./file-blocks.ts";
import { type FileShare, sharesFor, sharesOfSize, sizeOf, threadsFor } from "./file-shares.ts";
import { GreatSequences } from "./great-sequences.ts";
import { LogScan, type ScanOptions, type ScanResult } from "./log-scan.ts";
import { beginningOf, LogSoFar } from "./log-so-far.ts";
import { kernelFor, scanPacked } from "./packed-scan.ts";
import { type PackedPlanTable, PlanTable } from "./plan-table.ts";
import { type OnScanned, scanRanges } from "./scan-range.ts";
import { startThread, type ThreadResult } from "./scan-thread.ts";
import { accountsOf } from "./table-part.ts";
import { type BesidesPlan, shapeOf, type TableShape } from "./table-shape.ts";
import type { Tally } from "./tally.ts";

/** What is to be gathered of logs. */
export interface Gathering extends BesidesPlan {
  readonly plan: Plan;
  /** Whether conversations are to be named. Default `false`. */
  readonly needsNames?: boolean | undefined;
  readonly ids?: IdsToSee | undefined;
  /** How to settle what is gathered, so that a checkpoint says what it came to, and what has ended need not be kept. */
  readonly settling?: Settling | undefined;
}

/** Makes an answer of conversations that is a sum over them, and changes with them alone. */
export interface Settling {
  /** The question, as far as the plan does not say it. */
  readonly about: string;
  /** How rows of the answer are written, if they are. */
  rowsAbout(): string | undefined;
  /** The answer, of events that have been settled; `undefined` if it has too many parts for anything to be gained. */
  answerOf(table: PlanTable): SettledAnswer | undefined;
  /** The same of conversations of a table as they end. */
  tallyOf(table: PlanTable): Tally;
}

/** What conversations came to that are in no table any more, and those of them that have changed since, as they were then. */
interface Settled {
  /** @param accounts the names of accounts, by number. */
  readonly cells: (accounts: readonly string[]) => CellTable;
  readonly changed: readonly PlanTable[];
  /** The rows that the cells make, if they were written before; to be closed. */
  readonly rows: WrittenRows | undefined;
}

/** Logs of which a plan was gathered. */
export interface ScannedLogs {
  readonly table: PlanTable;
  /** What else was gathered, of conversations that neither the table nor another one of these has. None where names are needed. */
  readonly beside: readonly PlanTable[];
  /**
   * What else was gathered, if a checkpoint says what it came to: then the table has no more than what has come or changed since. Or if it
   * was added up as soon as it had ended.
   */
  readonly settled: Settled | undefined;
  /** In the order of the files and lines. */
  readonly anomalies: readonly Anomaly[];
  /** The events of billing, if they are kept. */
  readonly billing: readonly BillingEvent[];
  /** The hashes of the events' ids, if they are gathered, in lists. */
  readonly hashes: readonly Int32Array[];
  /** Each log by itself. */
  readonly logs: readonly Pick<LogSoFar, "name" | "anomalies" | "sightings">[];
  /** Lines that were not blank, without those that a checkpoint covers. */
  readonly lines: number;
  /** The first instant of the valid events in these lines, and the last one of all: epoch milliseconds; `null` without any. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** How to scan logs. Where events of files are set aside too, one thread may work, and there may be no checkpoint. */
export interface ScanLogsOptions extends ScanOptions {
  /** How many threads work, this one among them. Default: as many as are worth it. */
  readonly threads?: number | undefined;
  /** How many archives are unpacked at once. Default: 1. */
  readonly archivesAtOnce?: number | undefined;
  /** A file to go on from, and to leave for the next scan. Then all logs must be plain files, or empty. */
  readonly checkpoint?: CheckpointOptions | undefined;
  /** The packed ones among the logs. */
  readonly packed: ReadonlyMap<OpenLog, ParquetFile>;
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where a checkpoint is, and after how many bytes it is written. */
export interface CheckpointOptions {
  readonly file: string;
  readonly everyBytes: number;
}

/** A checkpoint stays as it is while so small a part of the logs came after it: to read that again costs less. */
const NOT_WORTH_WRITING = 1 / 32;
/**
 * What came after a checkpoint is gathered by itself while it is so small a part of what came before: to look through that for it costs less
 * than to place all that came before.
 */
const IS_LITTLE = 1 / 8;

/**
 * Gathers a plan from logs. Parts of plain files are scanned side by side; what each thread keeps is merged, so the parts
 * make no difference to the result.
 *
 * @throws BeyondPlan if an event has no room in a plan; SourceError; CheckpointError.
 */
export async function scanLogs(
  logs: readonly OpenLog[],
  gathering: Gathering,
  options: ScanLogsOptions,
): Promise<ScannedLogs> {
  const scan = new LogsScan(logs, gathering, options);
  try {
    if (options.checkpoint !== undefined) await scan.scanWithCheckpoint(options.checkpoint);
    await scan.scanRest();
    return scan.result;
  } finally {
    scan.end();
  }
}

/** Logs while they are scanned. */
class LogsScan {
  readonly #logs: readonly OpenLog[];
  readonly #gathering: Gathering;
  readonly #shape: TableShape;
  readonly #ids: EventIds | undefined;
  readonly #options: ScanLogsOptions;
  readonly #great: GreatSequences;
  readonly #totalBytes: number | undefined;
  #threads: number;
  #table: PlanTable;
  /**
   * What a checkpoint has, until it takes what has come after it, if that is little; and what it came to, if the checkpoint says so and
   * need not be written again.
   */
  #before: { readonly saved: SavedScan; readonly cells: PackedCells | undefined } | undefined;
  #settled: Settled | undefined;
  /** What all came to when a checkpoint was written, until more comes. */
  #answer: SettledAnswer | undefined;
  /** What other threads have gathered, parted from the table. */
  readonly #beside: PlanTable[] = [];
  #soFar: readonly LogSoFar[];
  readonly #billing: BillingEvent[] = [];
  readonly #hashes: Int32Array[] = [];
  #taken = 0;
  #firstAt = Number.POSITIVE_INFINITY;
  #lastAt = Number.NEGATIVE_INFINITY;
  // How far it is, as it is said while other threads are still at work.
  #bytes = 0;
  #lines = 0;

  constructor(logs: readonly OpenLog[], gathering: Gathering, options: ScanLogsOptions) {
    const { plan, ids } = gathering;
    this.#logs = logs;
    this.#gathering = gathering;
    this.#shape = shapeOf(plan, gathering);
    this.#ids = ids === undefined ? undefined : new EventIds(ids);
    this.#options = options;
    this.#great = options.great ?? new GreatSequences();
    this.#totalBytes = totalSize(logs);
    this.#threads = this.#threadsFor(this.#totalBytes);
    this.#table = new PlanTable(this.#shape);
    this.#soFar = logs.map(({ name }) => new LogSoFar(beginningOf(name)));
  }

  /** What was gathered, to be looked at. */
  get result(): ScannedLogs {
    for (const table of [this.#table, ...this.#beside]) table.settle();
    return {
      table: this.#table,
      beside: this.#beside,
      settled: this.#settled,
      anomalies: this.#soFar.flatMap((log) => log.anomalies),
      billing: this.#billing,
      hashes: this.#ids === undefined ? [] : [this.#ids.hashes, ...this.#hashes],
      logs: this.#soFar,
      lines: this.#taken,
      firstAt: instantOrNull(this.#firstAt),
      lastAt: instantOrNull(this.#lastAt),
    };
  }

  /** Scans the whole lines of all logs, from where a checkpoint was made, and leaves one every now and then. */
  async scanWithCheckpoint({ file, everyBytes }: CheckpointOptions): Promise<void> {
    const checkpoint = new ScanCheckpoint(file, this.#gathering.plan, this.#shape, this.#options);
    const ends = this.#logs.map(({ name, size = 0 }) => wholeLines(name, size));
    const whole = ends.reduce((sum, end) => sum + end, 0);
    const { settling } = this.#gathering;
    let written = this.#goOnFrom(checkpoint);
    this.#threads = this.#threadsFor(whole - written);
    for (const parts of sharesOfSize(everyBytes, this.#partsTo(ends))) {
      await this.#scanParts(parts);
      const read = this.#bytesSoFar;
      if (read === written || read - written < NOT_WORTH_WRITING * written) continue;
      this.#joinBefore();
      this.#table.settle();
      const isLast = whole - read < NOT_WORTH_WRITING * read;
      const settled = isLast ? settling?.answerOf(this.#table) : undefined;
      checkpoint.save({ logs: this.#soFar, lastAt: this.#lastAt }, this.#table.packed, settled);
      this.#answer = settled;
      written = read;
    }
  }

  /** Scans what has not been scanned. */
  async scanRest(): Promise<void> {
    await this.#scanParts(this.#partsTo(this.#logs.map(({ size = 0 }) => size)));
    const { packed, signal, great } = this.#options;
    const table = this.#table;
    const isAlone = this.#logs.length === 1 && this.#gathering.needsNames !== true && great === undefined;
    const tally = isAlone && packed.size > 0 ? this.#gathering.settling?.tallyOf(table) : undefined;
    const kernel = kernelFor([...packed.values()], table, { ...this.#options, isAlone, tally }, this.#ids);
    const options = { ...this.#options, isAlone, kernel, tally };
    try {
      for (const [i, log] of this.#logs.entries()) {
        const file = packed.get(log);
        if (file === undefined) continue;
        this.#take(i, await scanPacked(file, table, options, this.#onScanned, signal, this.#ids), 0);
      }
    } finally {
      kernel?.end();
    }
    if (tally !== undefined && kernel?.slots !== undefined) {
      this.#settled = { cells: (accounts) => tally.cells(accounts), changed: [], rows: undefined };
    }
    const rest = this.#logs.filter((log) => !log.isPlain && !packed.has(log));
    const files = rest.filter(canBeReadAgain);
    const isTable = ({ format }: OpenLog) => format !== "ndjson";
    await this.#scanStreams(
      files.filter((log) => !isTable(log)),
      this.#options,
      this.#options.archivesAtOnce,
    );
    // Nothing but this thread is at work on a table.
    await this.#scanStreams(files.filter(isTable), this.#options);
    // If an event of these were beyond a plan, it would be lost: they come last, and have room for every sequence.
    const pipes = rest.filter((log) => !canBeReadAgain(log));
    await this.#scanStreams(pipes, { ...this.#options, great: this.#great });
    this.#table.takeGreat(this.#great);
    if (this.#answer !== undefined) this.#settleAll(this.#answer);
    else if (this.#before?.cells === undefined) this.#joinBefore();
    else this.#settleBefore(this.#before.saved, this.#before.cells);
  }

  /** Takes up what a checkpoint has, and gives how many bytes it covers. */
  #goOnFrom(checkpoint: ScanCheckpoint): number {
    const saved = checkpoint.open(this.#logs.map(({ name }) => name));
    if (saved === undefined) return 0;
    this.#lastAt = saved.lastAt;
    this.#soFar = saved.logs.map((log) => new LogSoFar(log));
    const lines = saved.logs.reduce((sum, log) => sum + log.lines, 0);
    const written = this.#bytesSoFar;
    const more = (this.#totalBytes ?? Number.POSITIVE_INFINITY) - written;
    const { settling } = this.#gathering;
    const canStay = settling !== undefined && more < NOT_WORTH_WRITING * written;
    this.#before = { saved, cells: canStay ? saved.cells(settling.about) : undefined };
    if (more > IS_LITTLE * written) this.#table = this.#readBefore(saved);
    this.#onScanned(written, lines);
    return written;
  }

  #readBefore(saved: SavedScan): PlanTable {
    const table = new PlanTable(this.#shape, saved.table());
    this.end();
    return table;
  }

  /** Makes one table of what came before and what has come since, which is then gathered into that. */
  #joinBefore(): void {
    if (this.#before === undefined) return;
    const table = this.#readBefore(this.#before.saved);
    table.merge(this.#table.packed);
    this.#table = table;
  }

  /** Adds to what has come since what came before of the same conversations, and leaves all others as they are. */
  #settleBefore(saved: SavedScan, cells: PackedCells): void {
    const { part, numbers } = saved.sharedWith(this.#table.packed);
    const changed = new PlanTable(this.#shape, part);
    this.#table.takeEarlier(changed, numbers);
    const rowsAbout = this.#gathering.settling?.rowsAbout();
    const rows = rowsAbout === undefined ? undefined : saved.rows(rowsAbout);
    // The file is theirs then.
    if (rows !== undefined) this.#before = undefined;
    this.#settled = { cells: (accounts) => new CellTable(cells, accounts), changed: [changed], rows };
  }

  /** Takes an answer of all that was gathered in place of it, so that nothing of it is judged or written again. */
  #settleAll({ cells, rows }: SettledAnswer): void {
    this.#table = new PlanTable(this.#shape, accountsOf(this.#table.packed));
    this.#settled = {
      cells: (accounts) => new CellTable(cells, accounts),
      changed: [],
      rows: rows && rowsInMemory(rows.packed),
    };
  }

  #threadsFor(bytes = 0): number {
    return this.#options.threads ?? threadsFor(bytes);
  }

  /** Closes the checkpoint that is gone on from. */
  end(): void {
    this.#before?.saved.close();
    this.#before = undefined;
  }

  get #bytesSoFar(): number {
    return this.#soFar.reduce((sum, { position }) => sum + position, 0);
  }

  /** The parts of plain files that have not been scanned, up to these positions. */
  #partsTo(ends: readonly number[]): readonly FileShare[] {
    return this.#logs.flatMap(({ name, isPlain }, log) => {
      const [from, to] = [this.#soFar[log]?.position ?? 0, ends[log] ?? 0];
      return isPlain && from < to ? [{ log, file: name, from, to }] : [];
    });
  }

  /** Scans parts of files side by side. */
  async #scanParts(parts: readonly FileShare[]): Promise<void> {
    if (parts.length === 0) return;
    const { asOf, hideText, keepsBilling, isAllUsual, needsPrinted } = this.#options;
    const threads = this.#threads;
    const program = threads > 1 ? programOfThreads("scan-worker") : undefined;
    const [own = [], ...others] = sharesFor(program === undefined ? 1 : threads, parts);
    const task = {
      shape: this.#shape,
      options: { asOf, hideText, keepsBilling, isAllUsual, needsPrinted },
      ids: this.#gathering.ids,
    };
    const running =
      program === undefined
        ? []
        : others.map((ranges) => {
            return startThread(program, { ...task, ranges, expectedBytes: sizeOf(ranges) }, this.#onScanned);
          });
    const results: ScanResult[] = [];
    const done: ThreadResult[] = [];
    try {
      const here = { ranges: own, options: this.#options, expectedBytes: sizeOf(parts) };
      const { signal } = this.#options;
      results.push(...(await scanRanges(here, this.#table, this.#ids, this.#onScanned, signal)));
      for (const { result } of running) done.push(await result);
    } finally {
      await Promise.all(running.map((thread) => thread.letGo()));
    }
    // Threads that had much have ended, and their memory is free, before more is taken to look through what they have gathered.
    for (const { packed, hashes, results: more } of done) {
      this.#takeTable(packed);
      if (hashes !== undefined) this.#hashes.push(hashes);
      results.push(...more);
    }
    const shares = [own, ...others].flat();
    for (const [i, result] of results.entries()) this.#take(shares[i]?.log ?? 0, result, shares[i]?.to ?? 0);
  }

  /** Takes what a thread has gathered: where nothing else is to come, it may stay where it lies. */
  #takeTable(packed: PackedPlanTable): void {
    if (!this.#canBeParted) this.#table.merge(packed);
    else {
      const table = new PlanTable(this.#shape, packed);
      table.partFrom([this.#table, ...this.#beside]);
      this.#beside.push(table);
    }
  }

  get #canBeParted(): boolean {
    const { needsNames } = this.#gathering;
    const { countsEvents, id, visitor } = this.#shape;
    const isAll = this.#options.checkpoint === undefined && this.#logs.every(({ isPlain }) => isPlain);
    return isAll && needsNames !== true && !countsEvents && id === undefined && visitor === undefined;
  }

  /** Scans logs that can only be read from their beginning. To unpack an archive takes most of the time, so some are unpacked side by side. */
  async #scanStreams(logs: readonly OpenLog[], options: ScanOptions, atOnce = 1): Promise<void> {
    const [first] = logs;
    if (first === undefined) return;
    const scan = new LogScan(this.#table, first.name, options, this.#ids);
    const results = new Map<OpenLog, ScanResult>();
    const { signal } = this.#options;
    const failure = new AbortController();
    const either = AbortSignal.any(signal === undefined ? [failure.signal] : [signal, failure.signal]);
    const rest = logs.values();
    const lane = async () => {
      for (const log of rest) results.set(log, await this.#scanStream(log, scan.ofAlso(log.name), either));
    };
    const lanes = Array.from({ length: Math.min(atOnce, logs.length) }, () => {
      return lane().catch((error: unknown) => failure.abort(error));
    });
    // None may go on when another has failed.
    await Promise.all(lanes);
    scan.end();
    failure.signal.throwIfAborted();
    for (const [i, log] of this.#logs.entries()) {
      const result = results.get(log);
      if (result !== undefined) this.#take(i, result, 0);
    }
  }

  async #scanStream(log: OpenLog, scan: LogScan, signal: AbortSignal): Promise<ScanResult> {
    let [bytes, lines] = [0, 0];
    const onRead = (count: number) => {
      bytes += count;
    };
    try {
      for await (const _ of log.format === "ndjson" ? takeLines(log, scan, onRead) : takeRows(log, scan, onRead)) {
        signal.throwIfAborted();
        this.#onScanned(bytes, scan.lines - lines);
        [bytes, lines] = [0, scan.lines];
      }
      return scan.result;
    } catch (error) {
      if (!(error instanceof BrokenArchive)) throw error;
      const { result } = scan;
      return { ...result, anomalies: [...result.anomalies, brokenArchive(log.name, error)] };
    }
  }

  #take(log: number, result: ScanResult, position: number): void {
    if (result.lines > 0) this.#answer = undefined;
    this.#soFar[log]?.take(result, position);
    for (const event of result.billing) this.#billing.push(event);
    this.#taken += result.lines;
    this.#firstAt = Math.min(this.#firstAt, result.firstAt);
    this.#lastAt = Math.max(this.#lastAt, result.lastAt);
  }

  readonly #onScanned: OnScanned = (moreBytes, moreLines) => {
    this.#bytes += moreBytes;
    this.#lines += moreLines;
    this.#options.onProgress?.({ bytes: this.#bytes, totalBytes: this.#totalBytes, lines: this.#lines });
  };
}

/** Takes the lines of a log block by block. */
async function* takeLines(log: OpenLog, scan: LogScan, onRead: (bytes: number) => void): AsyncGenerator<void> {
  for await (const block of lineBlocks(log.chunks(onRead))) yield scan.take(block);
}

/** Takes the rows of a table, of which nobody knows whether its columns hold events. */
async function* takeRows(log: OpenLog, scan: LogScan, onRead: (bytes: number) => void): AsyncGenerator<void> {
  for await (const batch of parsedLines(log, onRead)) {
    for (const { line, parsed } of batch) scan.takeRow(parsed, line);
    yield;
  }
}
