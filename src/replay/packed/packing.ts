import type { EventParseResult } from "../../domain/parse-event.ts";
import { type Anomaly, brokenArchive, LogError, refusal } from "../anomaly.ts";
import { lineBlocks } from "../lines.ts";
import type { OpenLog } from "../open-log.ts";
import type { ReplayOptions } from "../replay.ts";
import { type Row, readRow } from "../tables/row.ts";
import { tableRows } from "../tables/table-rows.ts";
import { BrokenArchive } from "../unpack.ts";
import { GroupPacker } from "./group-packer.ts";
import { LineBatches } from "./line-batches.ts";
import { type LinesOfLog, type LinesToPack, type PackedLines, packLines } from "./lines-to-pack.ts";
import type { PackThreads } from "./pack-threads.ts";
import { ROWS_IN_GROUP } from "./packed-metadata.ts";
import type { PackedWriter } from "./packed-writer.ts";
import { isSameError } from "./refusal.ts";
import type { ColumnWriter } from "./stored-columns.ts";

/** How to read logs that are packed. */
export type PackingOptions = Pick<ReplayOptions, "strict" | "hideText" | "onProgress" | "signal">;

const ROWS_AT_A_TIME = 4_096;

/**
 * Logs that are being packed, one after the other. Lines are packed in batches, each of which is a group of rows, by threads if there are some;
 * so it makes no difference to the file how many there are. Rows of tables are in groups of their own.
 */
export class Packing {
  readonly #columns: ColumnWriter;
  readonly #writer: PackedWriter;
  readonly #threads: PackThreads | undefined;
  readonly #totalBytes: number | undefined;
  readonly #options: PackingOptions;
  readonly #rowsInGroup: number;
  readonly #batches: LineBatches;
  readonly #rows: GroupPacker;
  /** What threads are at, in the order of the lines. */
  readonly #coming: Promise<PackedLines>[] = [];
  readonly anomalies: Anomaly[] = [];
  bytes = 0;
  lines = 0;
  events = 0;

  constructor(
    columns: ColumnWriter,
    writer: PackedWriter,
    threads: PackThreads | undefined,
    totalBytes: number | undefined,
    options: PackingOptions,
    rowsInGroup = ROWS_IN_GROUP,
  ) {
    this.#columns = columns;
    this.#writer = writer;
    this.#threads = threads;
    this.#totalBytes = totalBytes;
    this.#options = options;
    this.#rowsInGroup = rowsInGroup;
    this.#batches = new LineBatches(rowsInGroup);
    this.#rows = new GroupPacker(columns, (group) => writer.add(group), rowsInGroup);
  }

  async read(log: OpenLog): Promise<void> {
    try {
      if (log.format === "ndjson") {
        this.#rows.endGroup();
        await this.#readLines(log);
      } else {
        await this.#endLines();
        await this.#readRows(log);
      }
    } catch (error) {
      const { strict, signal } = this.#options;
      const mayComeLate = strict === true && signal?.aborted !== true && !(error instanceof LogError);
      // What is wrong with lines that came before is said first.
      if (mayComeLate) await this.#endLines();
      throw error;
    }
  }

  /** Packs what is left. */
  async finish(): Promise<void> {
    this.#rows.endGroup();
    await this.#endLines();
    this.#writer.finish();
  }

  async #readLines(log: OpenLog): Promise<void> {
    this.#batches.begin(log.name);
    try {
      for await (const block of lineBlocks(log.chunks(this.#onRead))) {
        this.#pause();
        for (const batch of this.#batches.take(block)) await this.#send(batch);
      }
    } catch (error) {
      if (!(error instanceof BrokenArchive)) throw error;
      this.#batches.breakOff(brokenArchive(log.name, error));
    }
    this.#pause();
  }

  /** Has a batch packed. */
  async #send(blocks: readonly LinesOfLog[]): Promise<void> {
    if (this.#threads === undefined) {
      this.#takeLines(this.#pack(blocks));
      return;
    }
    this.#coming.push(this.#threads.pack(this.#task(blocks)));
    while (this.#coming.length > this.#threads.count) await this.#takeNext();
  }

  /** Packs the batch that is not full, while threads are at what came before. */
  async #endLines(): Promise<void> {
    const last = this.#pack(this.#batches.end());
    while (this.#coming.length > 0) await this.#takeNext();
    this.#takeLines(last);
  }

  #pack(blocks: readonly LinesOfLog[]): PackedLines {
    return packLines(this.#columns, this.#task(blocks));
  }

  #task(blocks: readonly LinesOfLog[]): LinesToPack {
    const { strict, hideText } = this.#options;
    return { blocks, rowsInGroup: this.#rowsInGroup, options: { strict, hideText } };
  }

  async #takeNext(): Promise<void> {
    const next = await this.#coming.shift();
    // Nothing is written once it has been given up.
    this.#options.signal?.throwIfAborted();
    if (next !== undefined) this.#takeLines(next);
  }

  #takeLines({ groups, lines, events, anomalies }: PackedLines): void {
    this.lines += lines;
    this.events += events;
    for (const anomaly of anomalies) this.#note(anomaly);
    for (const group of groups) this.#writer.add(group);
    this.#pause();
  }

  async #readRows(log: OpenLog): Promise<void> {
    let count = 0;
    try {
      for await (const row of tableRows(log, this.#onRead)) {
        if (count++ % ROWS_AT_A_TIME === 0) this.#pause();
        const parsed = readRow(row);
        this.#see(parsed, log.name, row.line);
        const isWritten = parsed.success && this.#rows.addEvent(parsed.event);
        if (!isWritten) this.#keep(row, parsed);
      }
    } catch (error) {
      if (!(error instanceof BrokenArchive)) throw error;
      this.#note(brokenArchive(log.name, error));
    }
    this.#pause();
  }

  /** Keeps a row as a line, and its error too if the line does not tell it again. */
  #keep(row: Row, parsed: EventParseResult): void {
    const text = "text" in row ? row.text : "value" in row ? asLine(row.value) : undefined;
    const again = text === undefined ? undefined : readRow({ text });
    const tells = parsed.success || (again?.success === false && isSameError(again.error, parsed.error));
    if (tells && text !== undefined) this.#rows.addLine(text, parsed.success);
    else if (!parsed.success) this.#rows.addRefusal(parsed.error, text);
  }

  #see(parsed: EventParseResult, file: string, line: number): void {
    this.lines++;
    if (parsed.success) this.events++;
    else this.#note(refusal(parsed.error, file, line, this.#options));
  }

  #note(anomaly: Anomaly): void {
    if (this.#options.strict === true && anomaly.severity === "error") throw new LogError(anomaly);
    this.anomalies.push(anomaly);
  }

  readonly #onRead = (bytes: number): void => {
    this.bytes += bytes;
  };

  #pause(): void {
    const { signal, onProgress } = this.#options;
    signal?.throwIfAborted();
    onProgress?.({ bytes: this.bytes, totalBytes: this.#totalBytes, lines: this.lines });
  }
}

/** A row as a line of JSON; `undefined` if it cannot be written so. */
function asLine(value: object): Buffer | undefined {
  try {
    return Buffer.from(JSON.stringify(value));
  } catch {
    return undefined;
  }
}
