import { CONVERSATION_EVENT_TYPES } from "../../domain/conversation-event.ts";
import { parseInstant } from "../../domain/instant.ts";
import type { EventIds } from "./event-ids.ts";
import { NO_NUMBER } from "./id-table.ts";
import type { ScanKernel } from "./kernel/scan-kernel.ts";
import {
  A_NESTED,
  A_NUMBER,
  A_TEXT,
  ACCOUNT,
  AN_ID,
  AN_INSTANT,
  AS_OF,
  AT,
  BOT,
  CONVERSATION,
  DATE_LENGTH,
  DONE,
  END,
  EVENT,
  EVENT_HASH,
  FIRST_AT,
  IS_ASKED_MORE,
  KIND,
  LAST_AT,
  LINES,
  LONGEST_ID,
  NEAR,
  NEEDS_PRINTED,
  NEW_DATE,
  NEXT,
  NOWHERE,
  ORDER,
  SEED,
  SEES_IDS,
  SEQUENCE,
  STOP,
  TO_TAKE,
  UNLEARNED,
  VISITOR,
  WAITING,
  WAITS,
} from "./kernel/terms.ts";
import { LearnedLines, type LinePart } from "./learned-lines.ts";
import { FIELD, lineLayout, type ScannedField } from "./line-layout.ts";
import { NameTable } from "./name-table.ts";
import { CLOSE, COLON, COMMA, NEWLINE, OPEN, OPEN_LIST, QUOTE, RETURN, ZERO } from "./plain-bytes.ts";
import type { PlanTable } from "./plan-table.ts";
import { kindOf } from "./table-shape.ts";

/** A value that belongs to the layout: the type of an event, who closed a chat, a rating. */
const CONSTANT = -2;
const WORD = 4;
/** After so many lines in a row that cannot be learned, only one in so many is looked at: others will be like them. */
const UNLEARNABLE_IN_A_ROW = 64;
const LOOKED_AT = 16;
const NOTHING = new Uint8Array(0);

/** What was seen of a log. */
export interface SeenOfLog {
  /** How many lines, blank ones too. */
  lines: number;
  /** The first and the last instant of the valid events; not finite if there are none. */
  firstAt: number;
  lastAt: number;
}

/**
 * Reads lines into a table: runs the kernel, and does what it leaves. A line that is like none that was learned is read field by field,
 * and if it is valid its layout is learned; an event of a conversation that is not near, or of which more is asked, is taken here.
 */
export class LineScanner {
  readonly #table: PlanTable;
  readonly #asOf: number;
  readonly #needsPrinted: boolean;
  readonly #keys = new NameTable(lineLayout.fields.map(({ name }) => name));
  readonly #botBit = lineLayout.fields.find(({ name }) => name === "botId")?.bit ?? 0;
  readonly #types = new NameTable(CONVERSATION_EVENT_TYPES);
  readonly #ids: EventIds | undefined;
  readonly #bot: Uint8Array | undefined;
  /** The ids that are asked for, and how the kernel is to read them; others are ids like any other. */
  readonly #asked: ReadonlyMap<string, number>;
  readonly #isAskedMore: boolean;
  #learned: LearnedLines | undefined;
  /** How many lines have come, since the last that was learned, that were like none, and could not be learned either. */
  #unlearnable = 0;

  /**
   * @param asOf later events are valid, and not taken. If it is not finite nothing is taken, and all that is looked at is whether
   *   lines are usual.
   * @param ids sees the ids of all valid events, later ones too.
   * @param needsPrinted as `ScanOptions` say.
   */
  constructor(table: PlanTable, asOf: number, ids: EventIds | undefined, needsPrinted = false) {
    this.#table = table;
    this.#asOf = asOf;
    this.#needsPrinted = needsPrinted;
    this.#ids = ids;
    this.#bot = table.bot === undefined ? undefined : Buffer.from(table.bot);
    this.#asked = new Map([
      ["accountId", ACCOUNT],
      ["conversationId", CONVERSATION],
      ...(ids === undefined && table.texts.length === 0 ? [] : [["id", EVENT] as const]),
      ...(table.visitors === undefined ? [] : [["visitorId", VISITOR] as const]),
      ...(table.bot === undefined ? [] : [["botId", BOT] as const]),
    ]);
    this.#isAskedMore = this.#asked.size > 2 || table.countsEvents;
  }

  /** The kernel in whose memory lines must be to be scanned, until it is released; `undefined` if there is none to be had. */
  get kernel(): ScanKernel | undefined {
    const { kernel } = this.#table.near;
    if (kernel !== undefined && kernel.user !== this) {
      kernel.user = this;
      kernel.set(IS_ASKED_MORE, this.#isAskedMore ? 1 : 0);
      kernel.setDouble(AS_OF, this.#asOf);
      kernel.set(NEEDS_PRINTED, this.#needsPrinted ? 1 : 0);
      kernel.set(SEES_IDS, this.#ids === undefined ? 0 : 1);
      kernel.set(SEED, this.#ids?.seed ?? 0);
      this.#learned = new LearnedLines(kernel);
    }
    return kernel;
  }

  /**
   * Takes the events of the lines in [from, to), and gives where the first line begins that the ordinary parser must look at, or `to`.
   * Of that line nothing has been taken.
   *
   * @param seen of the log of these lines.
   */
  scan(kernel: ScanKernel, from: number, to: number, seen: SeenOfLog): number {
    kernel.set(LINES, 0);
    kernel.setDouble(FIRST_AT, seen.firstAt);
    kernel.setDouble(LAST_AT, seen.lastAt);
    const end = this.#scan(kernel, from, to);
    seen.lines += kernel.get(LINES);
    seen.firstAt = kernel.getDouble(FIRST_AT);
    seen.lastAt = kernel.getDouble(LAST_AT);
    return end;
  }

  #scan(kernel: ScanKernel, from: number, to: number): number {
    let learnedAt = NOWHERE;
    for (let p = from; ; ) {
      p = kernel.run.scan(p, to);
      switch (kernel.get(STOP)) {
        case DONE:
          return to;
        case TO_TAKE:
          if (!this.#take(kernel)) return p;
          p = kernel.get(NEXT);
          kernel.set(LINES, kernel.get(LINES) + 1);
          break;
        case WAITS: {
          const moment = { at: kernel.getDouble(AT), order: kernel.get(ORDER) };
          this.#table.waitNear(kernel.get(NEAR), kernel.get(WAITING), moment);
          break;
        }
        case NEW_DATE:
          if (!tellDate(kernel, kernel.get(NEXT))) return p;
          break;
        case UNLEARNED:
          if (p === learnedAt || !this.#learn(kernel, p)) return p;
          learnedAt = p;
          break;
        default:
          return p;
      }
    }
  }

  #learn(kernel: ScanKernel, from: number): boolean {
    if (this.#unlearnable >= UNLEARNABLE_IN_A_ROW && ++this.#unlearnable % LOOKED_AT !== 0) return false;
    const line = this.#partsOf(kernel, from);
    const isLearned = line !== undefined && this.#learned?.learn(line.parts, line.kind) === true;
    this.#unlearnable = isLearned ? 0 : this.#unlearnable + 1;
    return isLearned;
  }

  /** Takes the event of the line that was read, unless it must be looked at more closely for its id's sake. */
  #take(kernel: ScanKernel): boolean {
    if (this.#ids?.seeHash(kernel.get(EVENT_HASH), kernel.get(EVENT_HASH + WORD)) === true) return false;
    const at = kernel.getDouble(AT);
    if (at > this.#asOf) return true;
    const { near } = this.#table;
    let conversation = kernel.get(NEAR);
    if (conversation === NO_NUMBER) conversation = near.add(kernel, near.ownerIn(kernel, this.#table.accounts));
    const kind = this.#bot === undefined ? kernel.get(KIND) : this.#kindByBot(kernel, this.#bot);
    const moment = { at, order: kernel.get(ORDER) };
    this.#table.takeNear(conversation, kind, moment);
    for (const texts of this.#table.texts) {
      const number = near.farNumberOf(conversation);
      if (!texts.isNearer(number, kind, at, moment.order)) continue;
      texts.take(number, at, moment.order, textAt(kernel, EVENT) ?? NOTHING, textAt(kernel, VISITOR));
    }
    return true;
  }

  /** The kind of an event with regard to the bot that is asked for. */
  #kindByBot(kernel: ScanKernel, asked: Uint8Array): number {
    const kind = kernel.get(KIND);
    const bot = (kind & 1) === 0 ? undefined : textAt(kernel, BOT);
    const isOfBot = bot !== undefined && Buffer.compare(bot, asked) === 0;
    return isOfBot ? kindOf(kind >> 1, true, true) : kind;
  }

  /** The parts of a line and the kind of its event, read field by field; `undefined` if anything in it is unusual. */
  #partsOf(kernel: ScanKernel, from: number): ScannedLine | undefined {
    const { bytes, run } = kernel;
    const parts: LinePart[] = [];
    let seen = 0;
    let type = NOWHERE;
    let partFrom = from;
    let p = run.afterSpace(from);
    for (let before: number = OPEN; bytes[p] === before; before = COMMA) {
      const key = run.afterSpace(p + 1);
      if (bytes[key] !== QUOTE) return undefined;
      const keyFrom = key + 1;
      // An escape in a name could make it another one.
      const keyTo = run.endOfPlain(keyFrom);
      if (bytes[keyTo] !== QUOTE) return undefined;
      const colon = run.afterSpace(keyTo + 1);
      if (bytes[colon] !== COLON) return undefined;
      const field = lineLayout.fields[this.#keys.find(bytes, keyFrom, keyTo)];
      if (field !== undefined && (seen & field.bit) !== 0) return undefined;
      seen |= field?.bit ?? 0;
      const written = run.afterSpace(colon + 1);
      const isString = bytes[written] === QUOTE;
      const isNested = field === undefined && (bytes[written] === OPEN || bytes[written] === OPEN_LIST);
      // What opens a value belongs to the layout.
      const start = isString || isNested ? written + 1 : written;
      const { value, end } = isNested
        ? { value: A_NESTED, end: run.endOfNested(start) }
        : this.#valueAt(field, isString, kernel, start);
      if (end === NOWHERE || (isString && bytes[end] !== QUOTE)) return undefined;
      if (field?.reads === FIELD.type) type = this.#types.find(bytes, start, end);
      if (value !== CONSTANT) {
        parts.push({ from: partFrom, to: start, value });
        partFrom = end;
      }
      p = run.afterSpace(isString ? end + 1 : end);
    }
    if (bytes[p] !== CLOSE) return undefined;
    p = run.afterSpace(p + 1);
    if (bytes[p] === RETURN) p++;
    const required = lineLayout.required[type];
    if (bytes[p] !== NEWLINE || required === undefined || (seen & required) !== required) return undefined;
    parts.push({ from: partFrom, to: p + 1, value: END });
    const hasBot = (seen & this.#botBit) !== 0;
    return { parts, kind: 2 * type + (hasBot ? 1 : 0) };
  }

  #valueAt(field: ScannedField | undefined, isString: boolean, kernel: ScanKernel, start: number): ScannedValue {
    const { bytes, run } = kernel;
    if (field === undefined) {
      return isString ? { value: A_TEXT, end: run.endOfText(start) } : unknownValueAt(kernel, start);
    }
    if (isString !== isWritten(field.reads)) return { value: CONSTANT, end: NOWHERE };
    switch (field.reads) {
      case FIELD.id: {
        const end = run.endOfPlain(start);
        const isId = end > start && end - start <= LONGEST_ID;
        return { value: this.#asked.get(field.name) ?? AN_ID, end: isId ? end : NOWHERE };
      }
      case FIELD.text:
        return { value: A_TEXT, end: run.endOfText(start) };
      case FIELD.instant: {
        const isDate = run.isDateTold(start) !== 0 || tellDate(kernel, start);
        return { value: AN_INSTANT, end: isDate ? run.readInstant(start) : NOWHERE };
      }
      case FIELD.sequence:
        return { value: SEQUENCE, end: run.endOfNumber(start) };
      case FIELD.digit: {
        const digit = (bytes[start] ?? 0) - ZERO;
        const isOne = digit >= 0 && digit <= 9 && ((field.digits >> digit) & 1) !== 0;
        return { value: CONSTANT, end: isOne ? start + 1 : NOWHERE };
      }
      case FIELD.type:
      case FIELD.word: {
        const end = run.endOfPlain(start);
        const word = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + LONGEST_ID)));
        return { value: CONSTANT, end: field.reads === FIELD.type || field.words.includes(word) ? end : NOWHERE };
      }
    }
  }
}

/** A value of a field that nobody names, and no string: a number, or a literal, which belongs to the layout. */
function unknownValueAt({ run }: ScanKernel, start: number): ScannedValue {
  const end = run.endOfLiteral(start);
  return end === NOWHERE ? { value: A_NUMBER, end: run.endOfAnyNumber(start) } : { value: CONSTANT, end };
}

/** Tells the kernel of the date that is written at a place, by the one reading of instants; says whether it is one. */
function tellDate(kernel: ScanKernel, at: number): boolean {
  const begins = parseInstant(`${kernel.bytes.toString("latin1", at, at + DATE_LENGTH)}T00:00:00.000Z`);
  if (begins === undefined) return false;
  kernel.run.tellDate(at, begins);
  return true;
}

/** The bytes of an id that was asked for; `undefined` if the line has none. */
function textAt(kernel: ScanKernel, value: number): Uint8Array | undefined {
  const [from, to] = kernel.placeOf(value);
  return from === NOWHERE ? undefined : kernel.bytes.subarray(from, to);
}

function isWritten(reads: ScannedField["reads"]): boolean {
  return reads !== FIELD.sequence && reads !== FIELD.digit;
}

/** How a value is read, and where it ends; {@link NOWHERE} if it is not a usual value of its field. */
interface ScannedValue {
  readonly value: number;
  readonly end: number;
}

interface ScannedLine {
  readonly parts: readonly LinePart[];
  readonly kind: number;
}
