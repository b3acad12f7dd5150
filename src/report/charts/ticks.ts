/** Whole numbers from 0 to a maximum at which an axis is marked, at most five of them above 0. */
export function countTicks(max: number): readonly number[] {
  const step = stepOf(max / MOST_TICKS);
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, i) => i * step);
}

const MOST_TICKS = 5;

/** The smallest of 1, 2, 5, 10, 20, 50, … that is not below a number. */
function stepOf(least: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((factor) => factor * magnitude).find((step) => step >= least) ?? magnitude;
}

/** Every so-manieth of a list, from the first on, so that there are no more than `most`. */
export function thinned<Item>(items: readonly Item[], most: number): readonly Item[] {
  const every = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, i) => i % every === 0);
}
