import type { EventParseResult } from "../../domain/parse-event.ts";
import { type Anomaly, brokenArchive, LogError, refusal } from "../anomaly.ts";
import { forEachLine, lineBlocks } from "../lines.ts";
import type { OpenLog } from "../open-log.ts";
import { encodingOf, parseLine } from "../parse-line.ts";
import type { ReplayOptions } from "../replay.ts";
import { type Row, readRow } from "../tables/row.ts";
import { tableRows } from "../tables/table-rows.ts";
import { BrokenArchive } from "../unpack.ts";
import type { PackedWriter } from "./packed-writer.ts";
import { isSameError } from "./refusal.ts";

/** How to read logs that are packed. */
export type PackingOptions = Pick<ReplayOptions, "strict" | "hideText" | "onProgress" | "signal">;

const ROWS_AT_A_TIME = 4_096;

/** Logs that are being packed, one after the other. */
export class Packing {
  readonly #writer: PackedWriter;
  readonly #totalBytes: number | undefined;
  readonly #options: PackingOptions;
  readonly anomalies: Anomaly[] = [];
  bytes = 0;
  lines = 0;
  events = 0;

  constructor(writer: PackedWriter, totalBytes: number | undefined, options: PackingOptions) {
    this.#writer = writer;
    this.#totalBytes = totalBytes;
    this.#options = options;
  }

  async read(log: OpenLog): Promise<void> {
    try {
      if (log.format === "ndjson") await this.#readLines(log);
      else await this.#readRows(log);
    } catch (error) {
      if (!(error instanceof BrokenArchive)) throw error;
      this.#note(brokenArchive(log.name, error));
    }
  }

  async #readLines(log: OpenLog): Promise<void> {
    let line = 1;
    for await (const bytes of lineBlocks(log.chunks(this.#onRead))) {
      this.#pause();
      const encoding = encodingOf(bytes);
      line = forEachLine(bytes, line, (from, to, at) => {
        const parsed = parseLine(bytes, from, to, encoding);
        this.#see(parsed, log.name, at);
        const isWritten = parsed.success && this.#writer.addEvent(parsed.event);
        if (!isWritten) this.#writer.addLine(bytes.subarray(from, to), parsed.success);
      });
    }
    this.#pause();
  }

  async #readRows(log: OpenLog): Promise<void> {
    let count = 0;
    for await (const row of tableRows(log, this.#onRead)) {
      if (count++ % ROWS_AT_A_TIME === 0) this.#pause();
      const parsed = readRow(row);
      this.#see(parsed, log.name, row.line);
      const isWritten = parsed.success && this.#writer.addEvent(parsed.event);
      if (!isWritten) this.#keep(row, parsed);
    }
    this.#pause();
  }

  /** Keeps a row as a line, and its error too if the line does not tell it again. */
  #keep(row: Row, parsed: EventParseResult): void {
    const text = "text" in row ? row.text : "value" in row ? asLine(row.value) : undefined;
    const again = text === undefined ? undefined : readRow({ text });
    const tells = parsed.success || (again?.success === false && isSameError(again.error, parsed.error));
    if (tells && text !== undefined) this.#writer.addLine(text, parsed.success);
    else if (!parsed.success) this.#writer.addRefusal(parsed.error, text);
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
