import { sizeOf, UUID } from "./kept-ids.ts";

const WORD = 4;
/** How many words are kept of a UUID. */
export const UUID_WORDS = sizeOf(UUID) / WORD;

// Of each span: where what is kept of the id begins (in words), and its length, see `kept-ids.ts`.
export const START = 0;
export const LENGTH = 1;
export const SPAN = 2;

/** The ids of a table, by number. */
export interface PackedIds {
  readonly owners: Int32Array<ArrayBuffer>;
  /** Where each is kept. None where all are UUIDs, as most often: these lie one after the other. */
  readonly spans: Int32Array<ArrayBuffer>;
  readonly words: Int32Array<ArrayBuffer>;
}

/** How many ids a packed table has. */
export function countOf({ owners }: PackedIds): number {
  return owners.length;
}

/** Where what is kept of an id begins, in words. */
export function startOfId(spans: Int32Array, number: number): number {
  return spans.length === 0 ? UUID_WORDS * number : (spans[SPAN * number + START] ?? 0);
}

/** The length of an id, as it is kept. */
export function lengthOfId(spans: Int32Array, number: number): number {
  return spans.length === 0 ? UUID : (spans[SPAN * number + LENGTH] ?? 0);
}

/** Whether ids lie within the memory of a table, and their owners are of so many. */
export function areWholeIds(ids: PackedIds, owners: number): boolean {
  const { spans, words } = ids;
  const count = countOf(ids);
  for (let number = 0; number < count; number++) {
    const owner = ids.owners[number] ?? 0;
    if (owner < 0 || owner >= owners) return false;
  }
  if (spans.length === 0) return words.length === UUID_WORDS * count;
  if (spans.length !== SPAN * count) return false;
  for (let number = 0; number < count; number++) {
    const start = startOfId(spans, number);
    const length = lengthOfId(spans, number);
    const isInside = start >= 0 && WORD * start + sizeOf(length) <= WORD * words.length;
    if (!isInside || (length < 0 && length !== UUID)) return false;
  }
  return true;
}

/** The bytes of ids. */
export function bytesOfIds({ words }: PackedIds): DataView {
  return new DataView(words.buffer, words.byteOffset, words.byteLength);
}

/** The first of these of an id. */
export function byteOfId(spans: Int32Array, number: number): number {
  return WORD * startOfId(spans, number);
}

/** Whether an id of a table is an id of another one, whoever owns them. */
export function areAlike(one: PackedIds, number: number, other: PackedIds, otherNumber: number): boolean {
  const length = lengthOfId(one.spans, number);
  if (length !== lengthOfId(other.spans, otherNumber)) return false;
  const start = startOfId(one.spans, number);
  const otherStart = startOfId(other.spans, otherNumber);
  for (let word = Math.ceil(sizeOf(length) / WORD) - 1; word >= 0; word--) {
    if (one.words[start + word] !== other.words[otherStart + word]) return false;
  }
  return true;
}

/** The spans of so many UUIDs that lie one after the other, and room for so many ids. */
export function spansOfUuids(count: number, room: number): Int32Array<ArrayBuffer> {
  const spans = new Int32Array(SPAN * room);
  for (let number = 0; number < count; number++) {
    spans[SPAN * number + START] = UUID_WORDS * number;
    spans[SPAN * number + LENGTH] = UUID;
  }
  return spans;
}

/** Where ids lie among words that hold others too. */
export interface IdRuns {
  /** Of each the first of its words, and how many these are. */
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  /** Where they lie when nothing is between them any more. */
  readonly spans: Int32Array<ArrayBuffer>;
}

/** Where the ids of these spans lie; `undefined` if they do not lie one after the other among so many words. */
export function runsOfIds(spans: Int32Array, words: number): IdRuns | undefined {
  const starts = new Int32Array(spans.length / SPAN);
  const lengths = new Int32Array(starts.length);
  const moved = Int32Array.from(spans);
  let [end, size] = [0, 0];
  for (let number = 0; number < starts.length; number++) {
    const start = startOfId(spans, number);
    const length = Math.ceil(sizeOf(lengthOfId(spans, number)) / WORD);
    if (start < end) return undefined;
    starts[number] = start;
    lengths[number] = length;
    moved[SPAN * number + START] = size;
    end = start + length;
    size += length;
  }
  return end <= words ? { starts, lengths, spans: moved } : undefined;
}
