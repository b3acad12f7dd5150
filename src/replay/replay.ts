import type { BillingEvent } from "../domain/billing-event.ts";
import { type ConversationEvent, isConversationEvent } from "../domain/conversation-event.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { type EventContent, toContent } from "../domain/event-content.ts";
import type { EventError } from "../domain/event-error.ts";
import { LogFold } from "../domain/fold-log.ts";
import type { LogParts } from "../domain/log-input.ts";
import type { EventParseResult } from "../domain/parse-event.ts";
import { withoutUnknownFields } from "../domain/plain-event.ts";
import { type Anomaly, type AnomalyKind, anomalyOf, LogError, placeOf } from "./anomaly.ts";
import { Identities } from "./identities.ts";
import { forEachLine, lineBlocks } from "./lines.ts";
import { type OpenLog, openLog, totalSize } from "./open-log.ts";
import { encodingOf, parseLine } from "./parse-line.ts";
import { readRow } from "./tables/row.ts";
import { tableRows } from "./tables/table-rows.ts";
import { BrokenArchive } from "./unpack.ts";

/** How far a replay is. */
export interface ReplayProgress {
  /** Bytes read, as they lie in the files. */
  readonly bytes: number;
  /** Bytes in all files; `undefined` when one of them is a pipe. */
  readonly totalBytes: number | undefined;
  readonly lines: number;
}

/** How to replay. */
export interface ReplayOptions {
  /** Stop at the first error, with a {@link LogError}; an unknown type is one then. Default `false`. */
  readonly strict?: boolean | undefined;
  /** Look for duplicates, which keeps every event's id in memory. Default `true`. Results are the same without. */
  readonly findDuplicates?: boolean | undefined;
  /** Leave out of messages what came in a field, since it may hold a visitor's words. Default `false`. */
  readonly hideText?: boolean | undefined;
  /** Called for every valid event, also one that came before. */
  readonly onEvent?: ((event: LedgerEvent) => void) | undefined;
  /** Called after each block of about a megabyte. */
  readonly onProgress?: ((progress: ReplayProgress) => void) | undefined;
  /** Ends the replay with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A log that was read. */
export interface Replay extends LogParts {
  /** What was odd, in the order of the files and lines. */
  readonly anomalies: readonly Anomaly[];
  /** Lines that were not blank. */
  readonly lines: number;
  /** Lines that held a valid event of a conversation, duplicates included. */
  readonly conversationEvents: number;
  /** Lines that held a valid billing event, duplicates included. */
  readonly billingEvents: number;
  /** The first and the last instant of the valid events: epoch milliseconds; `null` without any. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/**
 * Reads logs of events, one JSON object a line, and folds them into the states of their conversations.
 *
 * Files may be compressed with gzip (and zstd, where Node can); `-` is standard input. A log may also be CSV (by its
 * name) or Parquet; see docs/replay.md#csv-and-parquet. Blank lines, CRLF and a byte-order mark are fine. A bad line is
 * reported as an anomaly with its place and the good ones are counted. The order of lines and files changes nothing but the
 * anomalies.
 *
 * Memory grows with the marks of the conversations and, when duplicates are looked for, with the ids; see docs/replay.md.
 *
 * @throws SourceError if a file cannot be read at all (a missing one is found before any is read); `LogError` in strict mode.
 */
export async function replay(logs: string | readonly string[], options: ReplayOptions = {}): Promise<Replay> {
  const names = typeof logs === "string" ? [logs] : logs;
  const opened: OpenLog[] = [];
  for (const name of names) opened.push(await openLog(name));
  const reading = new Reading(options, totalSize(opened));
  for (const log of opened) await reading.read(log);
  return reading.result();
}

const ROWS_AT_A_TIME = 4_096;

/** A replay that is under way. */
class Reading {
  readonly #options: ReplayOptions;
  readonly #totalBytes: number | undefined;
  readonly #fold = new LogFold();
  readonly #identities: Identities | undefined;
  readonly #anomalies: Anomaly[] = [];
  #bytes = 0;
  #lines = 0;
  readonly #billing: BillingEvent[] = [];
  #conversationEvents = 0;
  #firstAt = Number.POSITIVE_INFINITY;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(options: ReplayOptions, totalBytes: number | undefined) {
    this.#options = options;
    this.#totalBytes = totalBytes;
    if (options.findDuplicates !== false) this.#identities = new Identities();
  }

  async read(log: OpenLog): Promise<void> {
    try {
      if (log.format === "ndjson") await this.#readLines(log);
      else await this.#readRows(log);
    } catch (error) {
      if (!(error instanceof BrokenArchive)) throw error;
      this.#note("broken-archive", log.name, undefined, undefined, `The compressed file is damaged: ${error.message}.`);
    }
  }

  async #readLines(log: OpenLog): Promise<void> {
    let line = 1;
    for await (const bytes of lineBlocks(log.chunks(this.#onRead))) {
      this.#options.signal?.throwIfAborted();
      const encoding = encodingOf(bytes);
      line = forEachLine(bytes, line, (from, to, at) => {
        this.#take(parseLine(bytes, from, to, encoding), log.name, at);
      });
      this.#sayProgress();
    }
  }

  async #readRows(log: OpenLog): Promise<void> {
    let count = 0;
    for await (const row of tableRows(log, this.#onRead)) {
      if (count % ROWS_AT_A_TIME === 0) {
        this.#options.signal?.throwIfAborted();
        this.#sayProgress();
      }
      this.#take(readRow(row), log.name, row.line);
      count++;
    }
    this.#sayProgress();
  }

  readonly #onRead = (bytes: number): void => {
    this.#bytes += bytes;
  };

  #sayProgress(): void {
    this.#options.onProgress?.({ bytes: this.#bytes, totalBytes: this.#totalBytes, lines: this.#lines });
  }

  result(): Replay {
    return {
      conversations: (accountId) => this.#fold.conversations(accountId),
      unsorted: (accountId) => this.#fold.unsorted(accountId),
      billing: this.#billing,
      anomalies: this.#anomalies,
      lines: this.#lines,
      conversationEvents: this.#conversationEvents,
      billingEvents: this.#billing.length,
      firstAt: Number.isFinite(this.#firstAt) ? this.#firstAt : null,
      lastAt: Number.isFinite(this.#lastAt) ? this.#lastAt : null,
    };
  }

  #take(parsed: EventParseResult, file: string, line: number): void {
    this.#lines++;
    if (parsed.success) this.#takeEvent(parsed.event, file, line);
    else this.#refuse(parsed.error, file, line);
  }

  #takeEvent(event: LedgerEvent, file: string, line: number): void {
    const content = isConversationEvent(event) ? this.#takeOfConversation(event) : this.#takeBilling(event);
    if (content.at < this.#firstAt) this.#firstAt = content.at;
    if (content.at > this.#lastAt) this.#lastAt = content.at;
    this.#options.onEvent?.(withoutUnknownFields(event));
    const recognition = this.#identities?.recognise(event.accountId, content, file, line);
    if (recognition === undefined) return;
    const first = placeOf(recognition.first);
    const message =
      recognition.is === "duplicate"
        ? `The event ${JSON.stringify(event.id)} came before, at ${first}; it is taken once.`
        : `The id ${JSON.stringify(event.id)} belongs to another event at ${first}; both are taken. Mend the source.`;
    this.#note(recognition.is, file, line, event.id, message);
  }

  #takeOfConversation(event: ConversationEvent): EventContent {
    this.#conversationEvents++;
    return this.#fold.add(event);
  }

  #takeBilling(event: BillingEvent): EventContent {
    this.#billing.push(withoutUnknownFields(event));
    return toContent(event);
  }

  #refuse(error: EventError, file: string, line: number): void {
    const shown = this.#options.hideText === true ? error.withoutReceived() : error;
    this.#note(error.code, file, line, error.eventId, shown.message);
  }

  #note(kind: AnomalyKind, file: string, line: number | undefined, eventId: string | undefined, message: string): void {
    const anomaly = anomalyOf(kind, file, line, eventId, message, this.#options.strict === true);
    if (this.#options.strict === true && anomaly.severity === "error") throw new LogError(anomaly);
    this.#anomalies.push(anomaly);
  }
}
