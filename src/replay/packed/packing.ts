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
import { type LinesOfLog, packLines } from "./lines-to-pack.ts";
import { ROWS_IN_GROUP } from "./packed-metadata.ts";
import type { PackedWriter } from "./packed-writer.ts";
import { isSameError } from "./refusal.ts";
import type { WriterLibrary } from "./stored-columns.ts";

/** How to read logs that are packed. */
export type PackingOptions = Pick<ReplayOptions, "strict" | "hideText" | "onProgress" | "signal">;

const ROWS_AT_A_TIME = 4_096;

/**
 * Logs that are being packed, one after the other. Lines are packed in batches, each of which is a group of rows. Rows of tables are in groups of
 * their own.
 */
export class Packing {
  readonly #library: WriterLibrary;
  readonly #writer: PackedWriter;
  readonly #totalBytes: number | undefined;
  readonly #options: PackingOptions;
  readonly #rowsInGroup: number;
  readonly #batches: LineBatches;
  readonly #rows: GroupPacker;
  readonly anomalies: Anomaly[] = [];
  bytes = 0;
  lines = 0;
  events = 0;

  constructor(
    library: WriterLibrary,
    writer: PackedWriter,
    totalBytes: number | undefined,
    options: PackingOptions,
    rowsInGroup = ROWS_IN_GROUP,
  ) {
    this.#library = library;
    this.#writer = writer;
    this.#totalBytes = totalBytes;
    this.#options = options;
    this.#rowsInGroup = rowsInGroup;
    this.#batches = new LineBatches(rowsInGroup);
    this.#rows = new GroupPacker(library, (group) => writer.add(group), rowsInGroup);
  }

  async read(log: OpenLog): Promise<void> {
    if (log.format === "ndjson") {
      this.#rows.endGroup();
      await this.#readLines(log);
    } else {
      this.#endLines();
      await this.#readRows(log);
    }
  }

  /** Packs what is left. */
  finish(): void {
    this.#rows.endGroup();
    this.#endLines();
    this.#writer.finish();
  }

  async #readLines(log: OpenLog): Promise<void> {
    this.#batches.begin(log.name);
    try {
      for await (const block of lineBlocks(log.chunks(this.#onRead))) {
        this.#pause();
        for (const batch of this.#batches.take(block)) this.#packLines(batch);
      }
    } catch (error) {
      if (!(error instanceof BrokenArchive)) throw error;
      this.#batches.breakOff(brokenArchive(log.name, error));
    }
    this.#pause();
  }

  #endLines(): void {
    this.#packLines(this.#batches.end());
  }

  #packLines(logs: readonly LinesOfLog[]): void {
    const { strict, hideText } = this.#options;
    const task = { logs, rowsInGroup: this.#rowsInGroup, options: { strict, hideText } };
    const { groups, lines, events, anomalies } = packLines(this.#library, task);
    this.lines += lines;
    this.events += events;
    for (const anomaly of anomalies) this.#note(anomaly);
    for (const group of groups) this.#writer.add(group);
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
