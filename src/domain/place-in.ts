import { certain } from "./certain.ts";

/**
 * The place of a number among others that are in order, or where it would stand: that of the first which is not less.
 *
 * @param from looks only from this place on, up to another.
 */
export function placeIn(numbers: ArrayLike<number>, number: number, from = 0, to: number = numbers.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (certain(numbers[middle]) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
