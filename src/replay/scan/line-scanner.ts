import { CONVERSATION_EVENT_TYPES } from "../../domain/conversation-event.ts";
import type { EventIds } from "./event-ids.ts";
import { LONGEST_ID, NO_NUMBER } from "./id-table.ts";
import { INSTANT_LENGTH, InstantScanner } from "./instant-scanner.ts";
import { END, LearnedLines, type LinePart, UNKNOWN } from "./learned-lines.ts";
import { FIELD, lineLayout, type ScannedField } from "./line-layout.ts";
import { NameTable } from "./name-table.ts";
import {
  CLOSE,
  COLON,
  COMMA,
  endOfAnyNumber,
  endOfId,
  endOfName,
  endOfNumber,
  endOfPlain,
  endOfText,
  NEWLINE,
  NOWHERE,
  numberIn,
  OPEN,
  QUOTE,
  RETURN,
  ZERO,
} from "./plain-bytes.ts";
import type { PlanTable } from "./plan-table.ts";
import { GREATEST_SEQUENCE, kindOf, orderOf } from "./table-shape.ts";

/*
 * The engine of fast replay: it reads a line where it lies, as bytes, and builds neither objects nor strings.
 *
 * It knows flat objects without blanks, with no escape in a name or an id and nothing beyond ASCII in an id. A line is first
 * held against the layouts that were learned. If it is like none of them it is read field by field, and if it is valid its
 * layout is learned. In a line that is accepted every byte has been looked at, so none is that `JSON.parse` and the schema would not
 * accept. Whatever is unusual in any way is given back, for the ordinary parser to decide.
 */

// Numbers as they are, and before anything else, so that the build writes them where they are used.

/** A line that is not laid out as expected. */
export const UNUSUAL = -1;
/** How many bytes after the last line must be readable, since bytes are looked at several at a time. */
export const PADDING = 64;

/** No layout that was learned fits. */
const UNLEARNED = -2;
/** Much longer than any line of a log, and shorter than a line that cannot be parsed. */
const LONGEST_LINE = 0x10000000;

/** A value that belongs to the layout: the type of an event, who closed a chat, a rating. */
const CONSTANT = -2;
// How other values are read in lines of a learned layout; ids first.
const AN_ID = 0;
const ACCOUNT = 1;
// These only where they are asked for; else they are ids like any other.
const EVENT = 2;
const VISITOR = 3;
const BOT = 4;
const CONVERSATION = 5;
const A_TEXT = 6;
const AN_INSTANT = 7;
const SEQUENCE = 8;
const A_NUMBER = 9;

const NOTHING = new Uint8Array(0);

/** Reads lines into a table. */
export class LineScanner {
  readonly #table: PlanTable;
  readonly #asOf: number;
  /** Whether no event is taken, and all that is looked at is whether lines are usual. */
  readonly #isBlind: boolean;
  readonly #keys = new NameTable(lineLayout.fields.map(({ name }) => name));
  readonly #botBit = lineLayout.fields.find(({ name }) => name === "botId")?.bit ?? 0;
  readonly #types = new NameTable(CONVERSATION_EVENT_TYPES);
  readonly #instants = new InstantScanner();
  readonly #learned = new LearnedLines();
  readonly #ids: EventIds | undefined;
  readonly #bot: Uint8Array | undefined;
  /** What is asked for besides a plan, and where in the line all of it stands: [from, to) of each id. */
  readonly #asksMore: boolean;
  readonly #keepsTexts: boolean;
  readonly #asked: ReadonlyMap<string, number>;
  readonly #places = new Int32Array(2 * (CONVERSATION + 1));
  #conversationLength = 0;
  // What else is known of the line that was followed.
  #kind = 0;
  #accountFrom = 0;
  #accountTo = 0;
  #conversationFrom = 0;
  #conversationTo = 0;
  #sequence = NOWHERE;
  readonly #moment = { at: 0, order: 0 };
  /** The first and the last instant of the valid events. */
  firstAt = Number.POSITIVE_INFINITY;
  lastAt = Number.NEGATIVE_INFINITY;

  /**
   * @param asOf later events are valid, and not taken.
   * @param ids sees the ids of all valid events, later ones too.
   */
  constructor(table: PlanTable, asOf: number, ids: EventIds | undefined) {
    this.#table = table;
    this.#asOf = asOf;
    this.#isBlind = asOf === Number.NEGATIVE_INFINITY;
    this.#ids = ids;
    this.#bot = table.bot === undefined ? undefined : Buffer.from(table.bot);
    this.#asked = new Map([
      ["accountId", ACCOUNT],
      ["conversationId", CONVERSATION],
      ...(ids === undefined && table.texts.length === 0 ? [] : [["id", EVENT] as const]),
      ...(table.visitors === undefined ? [] : [["visitorId", VISITOR] as const]),
      ...(table.bot === undefined ? [] : [["botId", BOT] as const]),
    ]);
    this.#asksMore = this.#asked.size > 2;
    this.#keepsTexts = table.texts.length > 0;
  }

  /**
   * Takes the event of the line that begins at `from`, and gives where the next line begins; {@link UNUSUAL} if the ordinary
   * parser must look at it, and then nothing has been taken.
   *
   * @param end where whole lines end. {@link PADDING} bytes more must be readable.
   */
  scan(bytes: Uint8Array, view: DataView, from: number, end: number): number {
    const next = this.#follow(bytes, view, from, end);
    if (next !== UNLEARNED) return next === UNUSUAL ? UNUSUAL : this.#takeFollowed(bytes, view, next);
    const line = this.#partsOf(bytes, view, from);
    const isLearned = line !== undefined && this.#learned.learn(bytes, view, line.parts, line.kind);
    const again = isLearned ? this.#follow(bytes, view, from, end) : UNUSUAL;
    return again < 0 ? UNUSUAL : this.#takeFollowed(bytes, view, again);
  }

  /** Finds where a line of a layout that was learned ends, and what stands where in it; {@link UNLEARNED} if none fits. */
  #follow(bytes: Uint8Array, view: DataView, from: number, end: number): number {
    const learned = this.#learned;
    const places = this.#places;
    this.#sequence = NOWHERE;
    let [accountFrom, accountTo, conversationFrom, conversationTo] = [0, 0, 0, 0];
    let p = from;
    if (this.#asksMore) places.fill(NOWHERE);
    for (let node = UNKNOWN; ; ) {
      node = learned.find(node, view, p);
      if (node === UNKNOWN) return UNLEARNED;
      p = (p + learned.lengthOf(node)) | 0;
      const value = learned.valueOf(node);
      if (value <= CONVERSATION) {
        if (value === END) {
          this.#kind = learned.resultOf(node);
          this.#accountFrom = accountFrom;
          this.#accountTo = accountTo;
          this.#conversationFrom = conversationFrom;
          this.#conversationTo = conversationTo;
          return p - from > LONGEST_LINE ? UNUSUAL : p;
        }
        const start = p;
        if (value === CONVERSATION) {
          // Most are as long as the one before. Whether this one is an id is known when it is looked for.
          p = start + this.#conversationLength;
          if (p >= end || bytes[p] !== QUOTE) p = endOfId(bytes, view, start);
          this.#conversationLength = p - start;
        } else p = endOfId(bytes, view, p);
        // The bytes after it are the next part's, a quote first.
        if (p === start || p - start > LONGEST_ID) return UNUSUAL;
        if (value === ACCOUNT) {
          accountFrom = start;
          accountTo = p;
        } else if (value === CONVERSATION) {
          conversationFrom = start;
          conversationTo = p;
        } else if (value !== AN_ID) {
          places[2 * value] = start;
          places[2 * value + 1] = p;
        }
      } else if (value === AN_INSTANT) {
        if (!this.#instants.read(bytes, view, p, this.#moment)) return UNUSUAL;
        p = (p + INSTANT_LENGTH) | 0;
      } else if (value === A_TEXT) p = endOfText(bytes, view, p);
      else {
        const start = p;
        p = value === SEQUENCE ? endOfNumber(bytes, p) : endOfAnyNumber(bytes, p);
        if (p === NOWHERE) return UNUSUAL;
        if (value === SEQUENCE) {
          this.#sequence = numberIn(bytes, start, p);
          if (this.#sequence > GREATEST_SEQUENCE) return UNUSUAL;
        }
      }
    }
  }

  /** Takes the event of the line that was followed to its end. */
  #takeFollowed(bytes: Uint8Array, view: DataView, end: number): number {
    const moment = this.#moment;
    const from = this.#conversationFrom;
    const to = this.#conversationTo;
    const accountFrom = this.#accountFrom;
    const accountTo = this.#accountTo;
    const { near } = this.#table;
    let conversation = this.#isBlind ? NO_NUMBER : near.find(view, accountFrom, accountTo, from, to);
    // What a table has is an id.
    if (conversation === NO_NUMBER && endOfId(bytes, view, from) !== to) return UNUSUAL;
    if (this.#ids !== undefined && this.#isWanted(this.#ids, view, accountFrom, accountTo)) return UNUSUAL;
    if (moment.at < this.firstAt) this.firstAt = moment.at;
    if (moment.at > this.lastAt) this.lastAt = moment.at;
    if (moment.at > this.#asOf) return end;
    if (conversation === NO_NUMBER) {
      const account = this.#table.accounts.numberOf(view, accountFrom, accountTo, 0);
      conversation = near.add(view, account, accountFrom, accountTo, from, to);
    }
    const kind = this.#kind;
    const rank = kind >> 1;
    moment.order = this.#sequence === NOWHERE ? rank : orderOf(this.#sequence, rank);
    const ofKind = this.#bot === undefined ? kind : this.#kindByBot(kind, bytes);
    this.#table.takeNear(conversation, ofKind, moment);
    if (this.#keepsTexts) this.#takeTexts(bytes, conversation, ofKind);
    return end;
  }

  #takeTexts(bytes: Uint8Array, near: number, kind: number): void {
    const { at, order } = this.#moment;
    const conversation = this.#table.near.farNumberOf(near);
    for (const texts of this.#table.texts) {
      if (!texts.isNearer(conversation, kind, at, order)) continue;
      texts.take(conversation, at, order, this.#textAt(bytes, EVENT) ?? NOTHING, this.#textAt(bytes, VISITOR));
    }
  }

  /** Whether the event must be looked at more closely for its id's sake. */
  #isWanted(ids: EventIds, view: DataView, accountFrom: number, accountTo: number): boolean {
    const places = this.#places;
    const from = places[2 * EVENT] ?? 0;
    return ids.see(view, accountFrom, accountTo, view, from, places[2 * EVENT + 1] ?? from);
  }

  /** The kind of an event with regard to the bot that is asked for. */
  #kindByBot(kind: number, bytes: Uint8Array): number {
    const bot = (kind & 1) === 0 ? undefined : this.#textAt(bytes, BOT);
    const isOfBot = bot !== undefined && this.#bot !== undefined && Buffer.compare(bot, this.#bot) === 0;
    return isOfBot ? kindOf(kind >> 1, true, true) : kind;
  }

  /** The bytes of an id that was asked for; `undefined` if the line has none. */
  #textAt(bytes: Uint8Array, value: number): Uint8Array | undefined {
    const from = this.#places[2 * value] ?? NOWHERE;
    return from === NOWHERE ? undefined : bytes.subarray(from, this.#places[2 * value + 1]);
  }

  /** The parts of a line and the kind of its event, read field by field; `undefined` if anything in it is unusual. */
  #partsOf(bytes: Uint8Array, view: DataView, from: number): ScannedLine | undefined {
    const parts: LinePart[] = [];
    let seen = 0;
    let type = NOWHERE;
    let partFrom = from;
    let p = from;
    for (let before: number = OPEN; bytes[p] === before && bytes[p + 1] === QUOTE; before = COMMA) {
      const keyFrom = p + 2;
      // An escape in a name could make it another one.
      const keyTo = endOfPlain(bytes, view, keyFrom);
      if (bytes[keyTo] !== QUOTE || bytes[keyTo + 1] !== COLON) return undefined;
      const field = lineLayout.fields[this.#keys.find(bytes, keyFrom, keyTo)];
      if (field !== undefined && (seen & field.bit) !== 0) return undefined;
      seen |= field?.bit ?? 0;
      const isString = bytes[keyTo + 2] === QUOTE;
      const start = isString ? keyTo + 3 : keyTo + 2;
      const { value, end } = this.#valueAt(field, isString, bytes, view, start);
      if (end === NOWHERE || (isString && bytes[end] !== QUOTE)) return undefined;
      if (field?.reads === FIELD.type) type = this.#types.find(bytes, start, end);
      if (value !== CONSTANT) {
        parts.push({ from: partFrom, to: start, value });
        partFrom = end;
      }
      p = isString ? end + 1 : end;
    }
    if (bytes[p] !== CLOSE) return undefined;
    p += bytes[p + 1] === RETURN ? 2 : 1;
    const required = lineLayout.required[type];
    if (bytes[p] !== NEWLINE || required === undefined || (seen & required) !== required) return undefined;
    parts.push({ from: partFrom, to: p + 1, value: END });
    const hasBot = (seen & this.#botBit) !== 0;
    return { parts, kind: 2 * type + (hasBot ? 1 : 0) };
  }

  #valueAt(
    field: ScannedField | undefined,
    isString: boolean,
    bytes: Uint8Array,
    view: DataView,
    start: number,
  ): ScannedValue {
    if (field === undefined) {
      return isString ? { value: A_TEXT, end: endOfText(bytes, view, start) } : unknownValueAt(bytes, start);
    }
    if (isString !== isWritten(field.reads)) return { value: CONSTANT, end: NOWHERE };
    switch (field.reads) {
      case FIELD.id: {
        const end = endOfId(bytes, view, start);
        const isId = end > start && end - start <= LONGEST_ID;
        return { value: this.#asked.get(field.name) ?? AN_ID, end: isId ? end : NOWHERE };
      }
      case FIELD.text:
        return { value: A_TEXT, end: endOfText(bytes, view, start) };
      case FIELD.instant: {
        const isInstant = this.#instants.read(bytes, view, start, this.#moment);
        return { value: AN_INSTANT, end: isInstant ? start + INSTANT_LENGTH : NOWHERE };
      }
      case FIELD.sequence:
        return { value: SEQUENCE, end: endOfNumber(bytes, start) };
      case FIELD.digit: {
        const digit = (bytes[start] ?? 0) - ZERO;
        const isOne = digit >= 0 && digit <= 9 && ((field.digits >> digit) & 1) !== 0;
        return { value: CONSTANT, end: isOne ? start + 1 : NOWHERE };
      }
      case FIELD.type:
      case FIELD.word: {
        const end = endOfId(bytes, view, start);
        const word = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + LONGEST_ID)));
        return { value: CONSTANT, end: field.reads === FIELD.type || field.words.includes(word) ? end : NOWHERE };
      }
    }
  }
}

/** A value of a field that nobody names, and no string: a number, or a name that belongs to the layout. */
function unknownValueAt(bytes: Uint8Array, start: number): ScannedValue {
  const end = endOfName(bytes, start);
  return end === NOWHERE ? { value: A_NUMBER, end: endOfAnyNumber(bytes, start) } : { value: CONSTANT, end };
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
