// Of each entry: the owner of the id, where its bytes begin (in words) and how many there are.
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
    const isInside = start >= 0 && length >= 0 && WORD * start + length <= WORD * words.length;
    if (!isInside || owner < 0 || owner >= owners) return false;
  }
  return true;
}

/** The bytes of ids. */
export function bytesOfIds({ words }: PackedIds): DataView {
  return new DataView(words.buffer, words.byteOffset, words.byteLength);
}

/** Where among these the bytes of an id are: [from, to). */
export function placeOfId({ entries }: PackedIds, number: number): readonly [from: number, to: number] {
  const from = WORD * (entries[STRIDE * number + START] ?? 0);
  return [from, from + (entries[STRIDE * number + LENGTH] ?? 0)];
}
