/**
 * What is sure to be there, though the compiler cannot know it: an item at a place within its list, a name that was checked
 * before.
 *
 * @throws TypeError if it is not: a fault of this library, never of its callers.
 */
export function certain<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new TypeError("Something is missing that is always there.");
  return value;
}
