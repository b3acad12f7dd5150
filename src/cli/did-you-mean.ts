// biome-ignore lint/correctness/noUndeclaredDependencies: it is built into the command line.
import { closest, distance } from "fastest-levenshtein";

/** Of each letter of a word so much may be wrong. */
const TOLERANCE = 0.4;

/** ` Did you mean stats?` where one of the known words is near to what was written; else nothing. */
export function didYouMean(written: string, known: readonly string[]): string {
  const nearest = closest(written, known);
  return distance(written, nearest) <= Math.max(1, TOLERANCE * nearest.length) ? ` Did you mean ${nearest}?` : "";
}
