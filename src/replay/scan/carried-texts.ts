import { roomFor, withRoom } from "../with-room.ts";

/** Which text is kept of each conversation, and of which of its events: plain data, so that it can be sent to another thread. */
export interface Carrying {
  /** The id of the event; or the visitor's, of an event that has one. */
  readonly of: "id" | "visitor";
  /** Whether of the first such event, else of the last. */
  readonly isFirst: boolean;
  /** For each kind of event 1 if it is such a one. */
  readonly concerned: Int32Array;
}

/** The texts as they are handed from thread to thread. */
export interface PackedTexts {
  /** Of each conversation the event: its instant, which is not finite if there is none, and its order. */
  readonly instants: Float64Array<ArrayBuffer>;
  readonly orders: Int32Array<ArrayBuffer>;
  /** Where its text begins, in words, and how many bytes it has. */
  readonly starts: Int32Array<ArrayBuffer>;
  readonly lengths: Int32Array<ArrayBuffer>;
  readonly words: Int32Array<ArrayBuffer>;
}

/** A text that is kept, and where in the order its event stands. */
export interface CarriedText {
  readonly at: number;
  readonly order: number;
  readonly text: string;
}

const WORD = 4;
const SMALLEST = 1 << 10;
/** More than two ids and what parts them. */
const LONGEST = 1 << 11;
/** Stands between an event's id and a visitor's. No id has it. */
const BETWEEN = 0;

/**
 * A text of one event of each conversation: the first of some kinds in the whole order of events, or the last. Of events at one
 * place in the order the id tells which comes first, and then the visitor; so the id is kept with a visitor.
 */
export class CarriedTexts {
  readonly #carrying: Carrying;
  readonly #none: number;
  #instants: Float64Array<ArrayBuffer>;
  #orders: Int32Array<ArrayBuffer>;
  #starts: Int32Array<ArrayBuffer>;
  #lengths: Int32Array<ArrayBuffer>;
  #words: Int32Array<ArrayBuffer>;
  #wordCount: number;
  readonly #text = Buffer.alloc(LONGEST);

  /** @param packed those that it has from the beginning; they are its own from then on. */
  constructor(carrying: Carrying, packed?: PackedTexts) {
    this.#carrying = carrying;
    this.#none = carrying.isFirst ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    this.#instants = packed?.instants ?? new Float64Array(0);
    this.#orders = packed?.orders ?? new Int32Array(0);
    this.#starts = packed?.starts ?? new Int32Array(0);
    this.#lengths = packed?.lengths ?? new Int32Array(0);
    this.#words = packed?.words ?? new Int32Array(0);
    this.#wordCount = this.#words.length;
  }

  /** Whether an event's visitor is looked at. */
  get isOfVisitor(): boolean {
    return this.#carrying.of === "visitor";
  }

  /**
   * Whether the text of an event may be the one to keep; if so, {@link take} is to be told of it.
   *
   * @param kind as the table of a plan takes it.
   */
  isNearer(conversation: number, kind: number, at: number, order: number): boolean {
    return this.#carrying.concerned[kind] === 1 && this.#isAtLeastAsNear(conversation, at, order);
  }

  /** Takes the text of an event: its id, and the visitor's. */
  take(conversation: number, at: number, order: number, id: Uint8Array, visitor: Uint8Array | undefined): void {
    const text = this.#text;
    text.set(id);
    let length = id.length;
    if (this.isOfVisitor) {
      if (visitor === undefined) return;
      text[length++] = BETWEEN;
      text.set(visitor, length);
      length += visitor.length;
    }
    this.#keep(conversation, at, order, text.subarray(0, length));
  }

  /** Takes the text of an event that was read as a value, if it may be the one to keep. */
  takeOf(
    conversation: number,
    kind: number,
    at: number,
    order: number,
    { id, visitorId }: { readonly id: string; readonly visitorId?: string | undefined },
  ): void {
    if (!this.isNearer(conversation, kind, at, order)) return;
    this.take(conversation, at, order, Buffer.from(id), visitorId === undefined ? undefined : Buffer.from(visitorId));
  }

  /** Takes the text that another table of its kind has of a conversation. */
  takeFrom({ instants, orders, starts, lengths, words }: PackedTexts, other: number, own: number): void {
    const at = instants[other] ?? Number.NaN;
    const order = orders[other] ?? 0;
    if (!Number.isFinite(at) || !this.#isAtLeastAsNear(own, at, order)) return;
    const start = words.byteOffset + WORD * (starts[other] ?? 0);
    this.#keep(own, at, order, new Uint8Array(words.buffer, start, lengths[other] ?? 0));
  }

  #isAtLeastAsNear(conversation: number, at: number, order: number): boolean {
    const { isFirst } = this.#carrying;
    const known = this.#instants[conversation] ?? this.#none;
    if (at !== known) return isFirst === at < known;
    const knownOrder = this.#orders[conversation] ?? 0;
    return order === knownOrder || isFirst === order < knownOrder;
  }

  #keep(conversation: number, at: number, order: number, text: Uint8Array): void {
    if (conversation >= this.#instants.length) this.#grow(conversation);
    const isTied = at === this.#instants[conversation] && order === this.#orders[conversation];
    if (isTied) {
      const comparison = Buffer.compare(text, this.#bytesOf(conversation));
      if (comparison === 0 || this.#carrying.isFirst !== comparison < 0) return;
    }
    this.#instants[conversation] = at;
    this.#orders[conversation] = order;
    // What was kept before gives up its room if that is enough.
    if (text.length > (this.#lengths[conversation] ?? 0)) this.#starts[conversation] = this.#findRoom(text.length);
    this.#lengths[conversation] = text.length;
    this.#bytesOf(conversation).set(text);
  }

  #findRoom(bytes: number): number {
    const start = this.#wordCount;
    this.#wordCount += Math.ceil(bytes / WORD);
    if (this.#wordCount > this.#words.length) {
      this.#words = withRoom(this.#words, roomFor(this.#words, this.#wordCount, SMALLEST));
    }
    return start;
  }

  #grow(conversation: number): void {
    const before = this.#instants.length;
    const room = roomFor(this.#instants, conversation + 1, SMALLEST);
    this.#instants = withRoom(this.#instants, room).fill(this.#none, before);
    this.#orders = withRoom(this.#orders, room);
    this.#starts = withRoom(this.#starts, room);
    this.#lengths = withRoom(this.#lengths, room);
  }

  /** The text of a conversation, and the instant and order of its event; `undefined` if there is none. */
  textOf(conversation: number): CarriedText | undefined {
    const at = this.#instants[conversation] ?? this.#none;
    if (!Number.isFinite(at)) return undefined;
    const bytes = this.#bytesOf(conversation);
    const text = this.isOfVisitor ? bytes.subarray(bytes.indexOf(BETWEEN) + 1) : bytes;
    return { at, order: this.#orders[conversation] ?? 0, text: Buffer.from(text).toString("utf8") };
  }

  /** What it has of the first so many conversations, in its own memory. */
  packed(conversations: number): PackedTexts {
    return {
      instants: this.#instants.subarray(0, conversations),
      orders: this.#orders.subarray(0, conversations),
      starts: this.#starts.subarray(0, conversations),
      lengths: this.#lengths.subarray(0, conversations),
      words: this.#words.subarray(0, this.#wordCount),
    };
  }

  #bytesOf(conversation: number): Uint8Array {
    const { buffer, byteOffset } = this.#words;
    const start = byteOffset + WORD * (this.#starts[conversation] ?? 0);
    return new Uint8Array(buffer, start, this.#lengths[conversation] ?? 0);
  }
}

/** Whether texts lie within their memory. */
export function areWholeTexts({ instants, orders, starts, lengths, words }: PackedTexts): boolean {
  const areEven = [orders, starts, lengths].every(({ length }) => length === instants.length);
  return areEven && starts.every((start, i) => isInside(start, lengths[i] ?? 0, words.length));
}

function isInside(start: number, length: number, words: number): boolean {
  return start >= 0 && length >= 0 && length <= LONGEST && WORD * start + length <= WORD * words;
}
