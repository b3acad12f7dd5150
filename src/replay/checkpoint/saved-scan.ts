import type { PackedCells } from "../../projections/statistics/cell-table.ts";
import type { PackedTexts } from "../scan/carried-texts.ts";
import { endsOf, idsAlike } from "../scan/joined-ids.ts";
import type { LogPlace } from "../scan/log-so-far.ts";
import { type PackedIds, runsOfIds, SPAN, UUID_WORDS } from "../scan/packed-ids.ts";
import { recordLength } from "../scan/plan-records.ts";
import { type BesidesRecords, isWholeTable, type PackedPlanTable } from "../scan/plan-table.ts";
import { type SharedPart, sharedPart } from "../scan/table-part.ts";
import type { TableShape } from "../scan/table-shape.ts";
import type { CheckpointFile, NumberArray } from "./checkpoint-file.ts";
import { type AnswerHead, arrayCountOf } from "./settled-answer.ts";
import { CELL_ARRAYS, cellsOfArrays } from "./settled-cells.ts";
import { ROW_ARRAYS, rowsOfArrays, type WrittenRows } from "./settled-rows.ts";

/** How far logs were scanned, and what their conversations came to, without the table of these. */
export interface ScannedSoFar {
  readonly logs: readonly LogPlace[];
  /** The last instant of the valid events: epoch milliseconds; not finite without any. */
  readonly lastAt: number;
}

/** What a checkpoint says of its scan, as its header has it. */
export interface SavedPlaces extends ScannedSoFar {
  /** What it came to, if that was settled. */
  readonly settled: AnswerHead | null;
}

/** In how many arrays ids are kept. Those of accounts come first, then those of conversations, and then their records. */
const ARRAYS_OF_IDS = 3;
const ACCOUNTS = 0;
const CONVERSATIONS = ARRAYS_OF_IDS;
const RECORDS = 2 * ARRAYS_OF_IDS;
/** Among the arrays of ids: whose they are, where they lie, and the ids themselves. */
const OWNERS = 0;
const SPANS = 1;
const WORDS = 2;
/** Among the arrays of what was settled: how the ids of conversations end, then the answer. */
const ENDS = 0;
const ANSWER = 1;
/** In how many arrays texts of one kind are kept. */
const ARRAYS_OF_TEXTS = 5;

/** What was gathered before, in a checkpoint that is open. Its table is read when it is asked for. */
export class SavedScan implements ScannedSoFar {
  readonly logs: readonly LogPlace[];
  readonly lastAt: number;
  readonly #settled: AnswerHead | null;
  readonly #file: CheckpointFile;
  readonly #shape: TableShape;
  readonly #refusal: () => Error;
  /** How many arrays there are before those of what was settled. */
  readonly #arraysOfTable: number;

  /**
   * @param file is the scan's from then on.
   * @param refusal what to throw if the file is whole, and has not what it should.
   */
  constructor(file: CheckpointFile, shape: TableShape, { logs, lastAt, settled }: SavedPlaces, refusal: () => Error) {
    this.logs = logs;
    this.lastAt = lastAt;
    this.#settled = settled;
    this.#file = file;
    this.#shape = shape;
    this.#refusal = refusal;
    const arraysOfSettled = settled === null ? 0 : ANSWER + arrayCountOf(settled);
    this.#arraysOfTable = Math.max(0, file.arrays.length - arraysOfSettled);
  }

  /** What it came to, if that was settled, as an answer to this question. */
  cells(about: string): PackedCells | undefined {
    if (this.#settled?.about !== about) return undefined;
    const cells = cellsOfArrays(this.#arraysOfAnswer(0, CELL_ARRAYS), this.#accountCount);
    if (cells === undefined) throw this.#refusal();
    return cells;
  }

  /** The rows that its cells make, if they were written in this way. The file is theirs from then on, and closed with them. */
  rows(about: string): WrittenRows | undefined {
    if (this.#settled?.rows !== about) return undefined;
    const text = CELL_ARRAYS + ROW_ARRAYS - 1;
    const place = this.#arraysOfTable + ANSWER + text;
    if (this.#file.arrays[place]?.of !== "int32") throw this.#refusal();
    const rows = rowsOfArrays(this.#arraysOfAnswer(CELL_ARRAYS, text), this.#file.bytes(place), this.#accountCount);
    if (rows === undefined) throw this.#refusal();
    return { ...rows, close: () => this.close() };
  }

  /** All that was gathered. */
  table(): PackedPlanTable {
    const besides = this.#besidesRecords(this.#idsFrom(CONVERSATIONS));
    const records = this.#file.array(RECORDS);
    if (!(records instanceof Int32Array)) throw this.#refusal();
    return { ...besides, records };
  }

  /** What was gathered of the conversations that another table has too: of the others no more is read than how their ids end. */
  sharedWith(others: PackedPlanTable): SharedPart {
    const { extremes } = this.#shape;
    const ends = endsOf(others.conversations);
    const alike = idsAlike(ends, (memory) => this.#endsOfIds(memory));
    const besides = this.#besidesRecords(this.#idsOf(alike.numbers));
    if (this.#file.arrays[RECORDS]?.of !== "int32") throw this.#refusal();
    const records = (rows: Int32Array) => this.#file.rows(RECORDS, recordLength(extremes), rows);
    return sharedPart(besides, alike, records, { ...others, ends }, extremes);
  }

  close(): void {
    this.#file.close();
  }

  /** How the ids of all conversations end, as many at a time as have room there. */
  #endsOfIds(memory: Int32Array<ArrayBuffer>): Iterable<Int32Array> {
    const ends = this.#file.arrays[this.#arraysOfTable + ENDS];
    if (ends?.of !== "int32" || ends.length !== this.#conversationCount) throw this.#refusal();
    return this.#file.pieces(this.#arraysOfTable + ENDS, memory);
  }

  /** The ids of some conversations, whose numbers rise. */
  #idsOf(numbers: Int32Array): PackedIds {
    const [owners, spans, words] = this.#file.arrays.slice(CONVERSATIONS, RECORDS);
    if (owners?.of !== "int32" || spans?.of !== "int32" || words?.of !== "int32") throw this.#refusal();
    const ofThem = this.#file.rows(CONVERSATIONS + OWNERS, 1, numbers);
    if (spans.length === 0) {
      if (words.length !== UUID_WORDS * owners.length) throw this.#refusal();
      const uuids = this.#file.rows(CONVERSATIONS + WORDS, UUID_WORDS, numbers);
      return { owners: ofThem, spans: new Int32Array(0), words: uuids };
    }
    if (spans.length !== SPAN * owners.length) throw this.#refusal();
    const runs = runsOfIds(this.#file.rows(CONVERSATIONS + SPANS, SPAN, numbers), words.length);
    if (runs === undefined) throw this.#refusal();
    const { starts, lengths } = runs;
    return { owners: ofThem, spans: runs.spans, words: this.#file.runs(CONVERSATIONS + WORDS, starts, lengths) };
  }

  /** @param conversations all, or some of them. */
  #besidesRecords(conversations: PackedIds): BesidesRecords {
    const accounts = this.#idsFrom(ACCOUNTS);
    const [places, instants, orders, counts, ...others] = this.#arrays(RECORDS + 1, this.#arraysOfTable);
    const isKnown =
      places instanceof Int32Array &&
      instants instanceof Float64Array &&
      orders instanceof Int32Array &&
      counts instanceof Float64Array;
    const texts = textsOf(others);
    if (!isKnown || texts === undefined) throw this.#refusal();
    const besides = { accounts, conversations, waiting: { places, instants, orders }, counts, texts };
    const words = this.#file.arrays[RECORDS]?.length ?? 0;
    if (!isWholeTable(besides, words, this.#conversationCount, this.#shape)) throw this.#refusal();
    return besides;
  }

  /** The ids whose arrays begin there. */
  #idsFrom(place: number): PackedIds {
    const [owners, spans, words] = this.#arrays(place, place + ARRAYS_OF_IDS);
    const areKnown = owners instanceof Int32Array && spans instanceof Int32Array && words instanceof Int32Array;
    if (!areKnown) throw this.#refusal();
    return { owners, spans, words };
  }

  get #accountCount(): number {
    return this.#file.arrays[ACCOUNTS + OWNERS]?.length ?? 0;
  }

  get #conversationCount(): number {
    return this.#file.arrays[CONVERSATIONS + OWNERS]?.length ?? 0;
  }

  /** The arrays of the answer that was settled, from one of them up to another. */
  #arraysOfAnswer(from: number, to: number): readonly NumberArray[] {
    const first = this.#arraysOfTable + ANSWER;
    return this.#arrays(first + from, first + to);
  }

  #arrays(from: number, to: number): readonly NumberArray[] {
    return this.#file.arrays.slice(from, to).map((_, i) => this.#file.array(from + i));
  }
}

function textsOf(arrays: readonly NumberArray[]): readonly PackedTexts[] | undefined {
  const texts: PackedTexts[] = [];
  for (let i = 0; i < arrays.length; i += ARRAYS_OF_TEXTS) {
    const [instants, orders, starts, lengths, words] = arrays.slice(i, i + ARRAYS_OF_TEXTS);
    const isKnown =
      instants instanceof Float64Array &&
      orders instanceof Int32Array &&
      starts instanceof Int32Array &&
      lengths instanceof Int32Array &&
      words instanceof Int32Array;
    if (!isKnown) return undefined;
    texts.push({ instants, orders, starts, lengths, words });
  }
  return texts;
}
