import { isUtf8 } from "node:buffer";
import { isId } from "../../domain/event-fields.ts";
import { type IdTable, NO_NUMBER } from "./id-table.ts";
import type { ColumnBytes, ColumnTexts } from "./packed-column.ts";

const WORD = 4;
const LONGEST_PLAIN = 128;

/** The ids of a column, which are looked at and looked up once for a group of rows, not once for a row. */
export class ColumnIds {
  readonly #column: ColumnBytes;
  readonly #texts: ColumnTexts;
  readonly #table: IdTable;
  /** Of each text its number in the table, and whose id it was then. */
  readonly #numbers: Int32Array;
  readonly #owners: Int32Array;

  constructor(column: ColumnBytes, texts: ColumnTexts, table: IdTable) {
    this.#column = column;
    this.#texts = texts;
    this.#table = table;
    this.#numbers = new Int32Array(texts.starts.length).fill(NO_NUMBER);
    this.#owners = new Int32Array(texts.starts.length);
  }

  /** The number of a text in the table if it was looked up before, for the same owner; else {@link NO_NUMBER}. */
  known(text: number, owner: number): number {
    return this.#owners[text] === owner ? (this.#numbers[text] ?? NO_NUMBER) : NO_NUMBER;
  }

  /** Whether there is such a text, and it can be an id. */
  isId(text: number): boolean {
    const from = this.#texts.starts[text];
    const to = this.#texts.ends[text];
    if (from === undefined || to === undefined) return false;
    const { bytes, view } = this.#column;
    return isPlain(bytes, view, from, to) || isAnyId(bytes.subarray(from, to));
  }

  /** The number of an id in the table. The same text may be an id of several owners. */
  numberOf(text: number, owner: number): number {
    const { view } = this.#column;
    const number = this.#table.numberOf(view, this.#texts.starts[text] ?? 0, this.#texts.ends[text] ?? 0, owner);
    this.#numbers[text] = number;
    this.#owners[text] = owner;
    return number;
  }
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
