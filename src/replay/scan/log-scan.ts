import type { BillingEvent } from "../../domain/billing-event.ts";
import {
  CONVERSATION_EVENT_TYPES,
  type ConversationEvent,
  isConversationEvent,
} from "../../domain/conversation-event.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import { type EventContent, toContent } from "../../domain/event-content.ts";
import { parseInstant } from "../../domain/instant.ts";
import type { EventParseResult } from "../../domain/parse-event.ts";
import { withoutUnknownFields } from "../../domain/plain-event.ts";
import { type Anomaly, refusal } from "../anomaly.ts";
import { isBlank, lineEnd, withoutReturn } from "../lines.ts";
import { type Encoding, encodingOf, parseLine } from "../parse-line.ts";
import { ConversationNumbers } from "./conversation-numbers.ts";
import type { EventIds } from "./event-ids.ts";
import type { GreatSequences } from "./great-sequences.ts";
import { NO_NUMBER } from "./id-table.ts";
import type { ScanKernel } from "./kernel/scan-kernel.ts";
import { BLOCK, BLOCK_SIZE, CHUNK_SIZE, GREATEST_SEQUENCE } from "./kernel/terms.ts";
import { lineLayout } from "./line-layout.ts";
import { LineScanner, type SeenOfLog } from "./line-scanner.ts";
import { NEWLINE } from "./plain-bytes.ts";
import type { PlanTable } from "./plan-table.ts";
import { kindOf, orderOf } from "./table-shape.ts";

/** An event that a plan has no room for, or a line that was not to be there. The log is read in another way then. */
export class BeyondPlan extends Error {}

/** How to scan. */
export interface ScanOptions {
  /** Epoch milliseconds; later events are not seen. `Infinity` sees all. */
  readonly asOf: number;
  readonly hideText: boolean;
  /** Keep the events of billing. */
  readonly keepsBilling?: boolean | undefined;
  /** Whether all lines must be of the usual layout, or blank. */
  readonly isAllUsual?: boolean | undefined;
  /** Whether a line is usual only if its instant is printed as UTC with milliseconds: what else reads it may know no other. */
  readonly needsPrinted?: boolean | undefined;
  /** Takes the events that have no room in a table for their sequence; without it they are beyond the plan. */
  readonly great?: GreatSequences | undefined;
}

/** Sees the lines of a log as they are read. What it is given is good until it returns. */
export interface LineObserver {
  /** Lines of the usual layout, one after the other, each with its end. */
  onUsual(lines: Uint8Array): void;
  /** What the ordinary parser made of another line. */
  onParsed(parsed: EventParseResult): void;
}

const UNUSUAL_IN_A_ROW = 32;
const LINES_NOT_TRIED = 1_000;

/**
 * A log while it is scanned, block by block: lines of the usual layout by the scanner, others by the ordinary parser, and all
 * of them into one table.
 */
export class LogScan {
  readonly #table: PlanTable;
  readonly #options: ScanOptions;
  readonly #scanner: LineScanner;
  readonly #file: string;
  readonly #ids: EventIds | undefined;
  readonly #observer: LineObserver | undefined;
  readonly #anomalies: Anomaly[] = [];
  readonly #billing: BillingEvent[] = [];
  readonly #sightings: Sighted[] = [];
  readonly #conversations: ConversationNumbers;
  readonly #seen: SeenOfLog = { lines: 0, firstAt: Number.POSITIVE_INFINITY, lastAt: Number.NEGATIVE_INFINITY };
  /** How many unusual lines have come in a row, and how many lines are not to be tried. */
  #unusual = 0;
  #notTried = 0;
  #blank = 0;

  constructor(
    table: PlanTable,
    file: string,
    options: ScanOptions,
    ids?: EventIds,
    observer?: LineObserver,
    scanner = new LineScanner(table, options.asOf, ids, options.needsPrinted),
  ) {
    this.#table = table;
    this.#conversations = new ConversationNumbers(table.accounts, table.conversations);
    this.#file = file;
    this.#options = options;
    this.#ids = ids;
    this.#observer = observer;
    this.#scanner = scanner;
  }

  /** Memory to read a file into, from where nothing needs to be copied to be scanned; good until the {@link end}. */
  get memory(): readonly [Buffer, Buffer] {
    return this.#scanner.kernel?.chunks ?? [Buffer.allocUnsafeSlow(CHUNK_SIZE), Buffer.allocUnsafeSlow(CHUNK_SIZE)];
  }

  /**
   * Takes a block of whole lines; the last one of a log may lack its newline.
   *
   * @throws BeyondPlan
   */
  take(block: Buffer): void {
    const { kernel } = this.#scanner;
    if (kernel === undefined) {
      const encoding = encodingOf(block);
      for (let from = 0; from < block.length; ) from = this.#takeUnusual(block, from, encoding);
    } else if (block.buffer === kernel.bytes.buffer && block.at(-1) === NEWLINE) {
      this.#takeLines(kernel, block, block.byteOffset, block.byteOffset + block.length);
    } else this.#takePieces(kernel, block);
  }

  /** Lines so far that were not blank. */
  get lines(): number {
    return this.#seen.lines - this.#blank;
  }

  /** A scan of another log, into the same table: each knows the layouts that the other has met. They may go on side by side. */
  ofAlso(file: string): LogScan {
    return new LogScan(this.#table, file, this.#options, this.#ids, this.#observer, this.#scanner);
  }

  /** Nothing more comes: gives what was read, and gives back what was borrowed for it. */
  end(): ScanResult {
    this.#table.near.release();
    return this.result;
  }

  /** What was read so far. */
  get result(): ScanResult {
    const { lines, firstAt, lastAt } = this.#seen;
    return {
      nextLine: lines + 1,
      lines: this.lines,
      anomalies: this.#anomalies,
      billing: this.#billing,
      sightings: this.#sightings,
      firstAt,
      lastAt,
    };
  }

  /** Takes lines as many at a time as the kernel has room for. */
  #takePieces(kernel: ScanKernel, block: Buffer): void {
    const { bytes } = kernel;
    for (let from = 0; from < block.length; ) {
      const piece = block.subarray(from, pieceEnd(block, from));
      if (piece.length > BLOCK_SIZE) this.#takeUnusual(piece, 0, encodingOf(piece));
      else {
        bytes.set(piece, BLOCK);
        bytes[BLOCK + piece.length] = NEWLINE;
        this.#takeLines(kernel, piece, BLOCK, BLOCK + piece.length + (piece.at(-1) === NEWLINE ? 0 : 1));
      }
      from += piece.length;
    }
  }

  /** Takes lines that also stand in [from, to) of the kernel's memory, each with its end. */
  #takeLines(kernel: ScanKernel, lines: Buffer, from: number, to: number): void {
    const scanner = this.#scanner;
    const encoding = encodingOf(lines);
    for (let p = from; p < to; ) {
      const isTried = encoding !== "unknown" && this.#notTried === 0;
      const unusual = isTried ? scanner.scan(kernel, p, to, this.#seen) : p;
      if (unusual > p) {
        this.#unusual = 0;
        this.#observer?.onUsual(kernel.bytes.subarray(p, unusual));
      }
      if (unusual === to) return;
      this.#seeUnusual(isTried);
      p = this.#takeUnusual(lines, unusual - from, encoding) + from;
    }
  }

  /** Where nothing but unusual lines comes, most are not even tried. */
  #seeUnusual(isTried: boolean): void {
    if (!isTried) this.#notTried = Math.max(0, this.#notTried - 1);
    else if (++this.#unusual === UNUSUAL_IN_A_ROW) {
      this.#unusual = 0;
      this.#notTried = LINES_NOT_TRIED;
    }
  }

  /** Takes the line that begins at `from` in the ordinary way, and gives where the next one begins. */
  #takeUnusual(block: Buffer, from: number, encoding: Encoding): number {
    const end = lineEnd(block, from);
    const to = withoutReturn(block, from, end);
    this.#seen.lines++;
    if (isBlank(block, from, to)) this.#blank++;
    else this.takeParsed(parseLine(block, from, to, encoding), this.#seen.lines);
    return end + 1;
  }

  /** Takes what the ordinary parser made of a row of a table. */
  takeRow(parsed: EventParseResult, line: number): void {
    this.#seen.lines++;
    this.takeParsed(parsed, line);
  }

  /** Takes what the ordinary parser made of a line that has been counted. */
  takeParsed(parsed: EventParseResult, line: number): void {
    if (this.#options.isAllUsual === true) throw new BeyondPlan();
    this.#observer?.onParsed(parsed);
    if (parsed.success) this.#takeEvent(parsed.event, line);
    else this.#anomalies.push(refusal(parsed.error, this.#file, line, this.#options));
  }

  #takeEvent(event: LedgerEvent, line: number): void {
    const at = parseInstant(event.occurredAt) ?? Number.NaN;
    this.#seen.firstAt = Math.min(this.#seen.firstAt, at);
    this.#seen.lastAt = Math.max(this.#seen.lastAt, at);
    if (this.#ids?.seeEvent(event) === true) {
      this.#sightings.push({ accountId: event.accountId, content: toContent(event), line });
    }
    if (isConversationEvent(event)) {
      if (at <= this.#options.asOf) this.#takeOfConversation(event, at);
    } else if (this.#options.keepsBilling === true) this.#billing.push(withoutUnknownFields(event));
  }

  #takeOfConversation(event: ConversationEvent, at: number): void {
    const { accountId, conversationId, sequence } = event;
    const { great } = this.#options;
    const isGreat = sequence !== undefined && sequence > GREATEST_SEQUENCE;
    if (isGreat && great === undefined) throw new BeyondPlan();
    const rank = CONVERSATION_EVENT_TYPES.indexOf(event.type);
    const bot = lineLayout.hasBot[rank] === true && "botId" in event ? event.botId : undefined;
    const kind = kindOf(rank, bot !== undefined, bot !== undefined && bot === this.#table.bot);
    const keepsTexts = this.#table.texts.length > 0;
    const near = isGreat || keepsTexts ? NO_NUMBER : this.#table.near.find(accountId, conversationId);
    if (near !== NO_NUMBER) {
      this.#table.takeNear(near, kind, { at, order: orderOf(sequence, rank) });
      return;
    }
    const conversation = this.#conversations.numberOf(accountId, conversationId);
    const texts = keepsTexts ? { id: event.id, visitorId: event.visitorId } : undefined;
    const unordered = { conversation, kind, rank, at, texts };
    if (isGreat) great?.setAside(unordered, sequence);
    else this.#table.takeUnordered(unordered, sequence);
  }
}

/** Where the whole lines from `from` on end that the kernel has room for; of a longer line where it ends. */
function pieceEnd(block: Buffer, from: number): number {
  if (block.length - from <= BLOCK_SIZE) return block.length;
  const end = block.lastIndexOf(NEWLINE, from + BLOCK_SIZE - 1) + 1;
  return end > from ? end : Math.min(lineEnd(block, from) + 1, block.length);
}

/** An event that was pointed out for its id's sake. */
export interface Sighted {
  readonly accountId: string;
  readonly content: EventContent;
  /** Its line in what was read. */
  readonly line: number;
}

/** What was read of a log, or of a part of it. */
export interface ScanResult {
  /** The number of the line after the last. */
  readonly nextLine: number;
  /** Lines that were not blank. */
  readonly lines: number;
  readonly anomalies: readonly Anomaly[];
  /** The events of billing, if they are kept. */
  readonly billing: readonly BillingEvent[];
  /** The events that were pointed out, in the order of the lines. */
  readonly sightings: readonly Sighted[];
  /** The first and the last instant of the valid events; not finite if there are none. */
  readonly firstAt: number;
  readonly lastAt: number;
}
