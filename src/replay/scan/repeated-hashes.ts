import { HashSet, hashOfWords } from "./hash-set.ts";

const BITS_PER_HASH = 16;
const SMALLEST = 1 << 10;
const MOST = 2 ** 32;

/**
 * The hashes that come more than once among lists of them, two words each. A bit for each place that a hash falls on tells those that
 * may have come before, a few percent of all; only these are counted.
 */
export function repeatedAmong(lists: readonly Int32Array[]): readonly number[] {
  const count = lists.reduce((sum, { length }) => sum + length / 2, 0);
  let bits = SMALLEST;
  while (bits < BITS_PER_HASH * count && bits < MOST) bits *= 2;
  const seen = new Int32Array(bits / 32);
  const last = bits - 1;
  const suspects = new HashSet();
  for (const words of lists) {
    for (let i = 0; i < words.length; i += 2) {
      const a = words[i] ?? 0;
      const place = (a & last) >>> 0;
      const known = seen[place >>> 5] ?? 0;
      const bit = 1 << (place & 31);
      if ((known & bit) === 0) seen[place >>> 5] = known | bit;
      else suspects.add(a, words[i + 1] ?? 0);
    }
  }
  const once = new Set<number>();
  const repeated = new Set<number>();
  for (const words of lists) {
    for (let i = 0; i < words.length; i += 2) {
      const a = words[i] ?? 0;
      const b = words[i + 1] ?? 0;
      if (!suspects.has(a, b)) continue;
      const hash = hashOfWords(a, b);
      if (once.has(hash)) repeated.add(hash);
      else once.add(hash);
    }
  }
  return [...repeated];
}
