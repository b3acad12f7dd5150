import { sizeOf, UUID } from "./kept-ids.ts";

// Of each entry: the owner of the id, where what is kept of it begins (in words), and its length, see `kept-ids.ts`.
export const OWNER = 0;
export const START = 1;
export const LENGTH = 2;
export const STRIDE = 3;
const WORD = 4;

/** The ids of a table, by number. */
export interface PackedIds {
  readonly entries: Int32Array<ArrayBuffer>;
  readonly words: Int32Array<ArrayBuffer>;
}

/** How many ids a packed table has. */
export function countOf({ entries }: PackedIds): number {
  return entries.length / STRIDE;
}

/** Whether ids lie within the memory of a table, and their owners are of so many. */
export function areWholeIds({ entries, words }: PackedIds, owners: number): boolean {
  if (entries.length % STRIDE !== 0) return false;
  for (let entry = 0; entry < entries.length; entry += STRIDE) {
    const owner = entries[entry + OWNER] ?? 0;
    const start = entries[entry + START] ?? 0;
    const length = entries[entry + LENGTH] ?? 0;
    const isInside = start >= 0 && WORD * start + sizeOf(length) <= WORD * words.length;
    const isKept = isInside && (length >= 0 || length === UUID);
    if (!isKept || owner < 0 || owner >= owners) return false;
  }
  return true;
}

/** The bytes of ids. */
export function bytesOfIds({ words }: PackedIds): DataView {
  return new DataView(words.buffer, words.byteOffset, words.byteLength);
}

/** Where among these an id is kept, and its length. */
export function placeOfId({ entries }: PackedIds, number: number): readonly [from: number, length: number] {
  return [WORD * (entries[STRIDE * number + START] ?? 0), entries[STRIDE * number + LENGTH] ?? 0];
}
