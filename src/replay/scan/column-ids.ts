import { isUtf8 } from "node:buffer";
import { isId } from "../../domain/event-fields.ts";
import { type IdTable, NO_NUMBER } from "./id-table.ts";
import { AN_ID_AT_LEAST } from "./kernel/terms.ts";
import type { ColumnBytes, ColumnTexts } from "./packed-column.ts";

const WORD = 4;
const LONGEST_PLAIN = 128;

/** The ids of a column, which are looked at and looked up once for a group of rows, not once for a row. */
export class ColumnIds {
  readonly #column: ColumnBytes;
  readonly #texts: ColumnTexts;
  readonly #table: IdTable;
  /** Of each text its number in the table, or {@link AN_ID_AT_LEAST}, or {@link NO_NUMBER}; and whose id it was then. */
  readonly numbers: Int32Array;
  readonly #owners: Int32Array;

  /** @param memory for what is known of the texts, if it has room for it. */
  constructor(column: ColumnBytes, texts: ColumnTexts, table: IdTable, memory?: IdMemory) {
    const { numbers, owners } = memoryFor(texts, memory);
    this.#column = column;
    this.#texts = texts;
    this.#table = table;
    this.numbers = numbers.fill(NO_NUMBER);
    this.#owners = owners.fill(0);
  }

  /** The number of a text in the table if it was looked up before, for the same owner; else {@link NO_NUMBER}. */
  known(text: number, owner: number): number {
    const number = this.#owners[text] === owner ? (this.numbers[text] ?? NO_NUMBER) : NO_NUMBER;
    return number === AN_ID_AT_LEAST ? NO_NUMBER : number;
  }

  /** Looks up all texts that are ids in the table, of one owner: at once, where most of them are. */
  lookUp(owner: number): void {
    const { starts, ends } = this.#texts;
    for (let text = 0; text < starts.length; text++) {
      this.numbers[text] = this.#table.knownNumberOf(this.#column.view, starts[text] ?? 0, ends[text] ?? 0, owner);
      this.#owners[text] = owner;
    }
  }

  /** Whether there is such a text, and it can be an id. */
  isId(text: number): boolean {
    const from = this.#texts.starts[text];
    const to = this.#texts.ends[text];
    if (from === undefined || to === undefined) return false;
    if (this.numbers[text] !== NO_NUMBER) return true;
    const isOne = isIdIn(this.#column, from, to);
    if (isOne) this.numbers[text] = AN_ID_AT_LEAST;
    return isOne;
  }

  /** The number of an id in the table. The same text may be an id of several owners. */
  numberOf(text: number, owner: number): number {
    const { view } = this.#column;
    const number = this.#table.numberOf(view, this.#texts.starts[text] ?? 0, this.#texts.ends[text] ?? 0, owner);
    this.numbers[text] = number;
    this.#owners[text] = owner;
    return number;
  }
}

/** For each text of a column its number in a table, and whose id it is. */
export interface IdMemory {
  readonly numbers: Int32Array;
  readonly owners: Int32Array;
}

function memoryFor({ starts: { length } }: ColumnTexts, memory: IdMemory | undefined): IdMemory {
  return memory === undefined || length > memory.numbers.length
    ? { numbers: new Int32Array(length), owners: new Int32Array(length) }
    : { numbers: memory.numbers.subarray(0, length), owners: memory.owners.subarray(0, length) };
}

/** Whether an id lies in [from, to). Of the view a word more must be readable. */
export function isIdIn({ bytes, view }: Pick<ColumnBytes, "bytes" | "view">, from: number, to: number): boolean {
  return isPlain(bytes, view, from, to) || isAnyId(bytes.subarray(from, to));
}

/** Most ids are ASCII, and need not become strings. */
function isPlain(bytes: Uint8Array, view: DataView, from: number, to: number): boolean {
  if (from === to || to - from > LONGEST_PLAIN) return false;
  let p = from;
  // The highest bit of a byte, or what is taken from the byte above a zero.
  for (; p + WORD <= to; p += WORD) {
    const word = view.getInt32(p, true);
    if (((word | (word - 0x01010101)) & 0x80808080) !== 0) return false;
  }
  for (; p < to; p++) {
    const byte = bytes[p] ?? 0;
    if (byte === 0 || byte > 0x7f) return false;
  }
  return true;
}

function isAnyId(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && isId(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
}
