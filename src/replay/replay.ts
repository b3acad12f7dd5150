import type { BillingEvent } from "../domain/billing-event.ts";
import { type ConversationEvent, isConversationEvent } from "../domain/conversation-event.ts";
import type { LedgerEvent } from "../domain/event.ts";
import { type EventContent, toContent } from "../domain/event-content.ts";
import { LogFold } from "../domain/fold-log.ts";
import type { LogParts } from "../domain/log-input.ts";
import type { EventParseResult } from "../domain/parse-event.ts";
import { withoutUnknownFields } from "../domain/plain-event.ts";
import { type Anomaly, brokenArchive, LogError, refusal, repetition } from "./anomaly.ts";
import { Identities } from "./identities.ts";
import { instantOrNull } from "./instant-or-null.ts";
import { type OpenLog, openLogs, totalSize } from "./open-log.ts";
import { parsedLines } from "./parsed-lines.ts";
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
  const opened = await openLogs(logs);
  const reading = new Reading(options, totalSize(opened));
  for (const log of opened) await reading.read(log);
  return reading.result();
}

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
      for await (const batch of parsedLines(log, this.#onRead)) {
        this.#options.signal?.throwIfAborted();
        for (const { line, parsed } of batch) this.#take(parsed, log.name, line);
        this.#sayProgress();
      }
    } catch (error) {
      if (!(error instanceof BrokenArchive)) throw error;
      this.#note(brokenArchive(log.name, error));
    }
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
      firstAt: instantOrNull(this.#firstAt),
      lastAt: instantOrNull(this.#lastAt),
    };
  }

  #take(parsed: EventParseResult, file: string, line: number): void {
    this.#lines++;
    if (parsed.success) this.#takeEvent(parsed.event, file, line);
    else this.#note(refusal(parsed.error, file, line, this.#options));
  }

  #takeEvent(event: LedgerEvent, file: string, line: number): void {
    const content = isConversationEvent(event) ? this.#takeOfConversation(event) : this.#takeBilling(event);
    if (content.at < this.#firstAt) this.#firstAt = content.at;
    if (content.at > this.#lastAt) this.#lastAt = content.at;
    this.#options.onEvent?.(withoutUnknownFields(event));
    const recognition = this.#identities?.recognise(event.accountId, content, file, line);
    if (recognition !== undefined) this.#note(repetition(recognition, file, line, event.id));
  }

  #takeOfConversation(event: ConversationEvent): EventContent {
    this.#conversationEvents++;
    return this.#fold.add(event);
  }

  #takeBilling(event: BillingEvent): EventContent {
    this.#billing.push(withoutUnknownFields(event));
    return toContent(event);
  }

  #note(anomaly: Anomaly): void {
    if (this.#options.strict === true && anomaly.severity === "error") throw new LogError(anomaly);
    this.#anomalies.push(anomaly);
  }
}
