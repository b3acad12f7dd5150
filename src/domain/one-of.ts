import { describeValue } from "./event-error.ts";
import { UsageError } from "./usage-error.ts";

/**
 * An option's value, if it is one of those that are allowed.
 *
 * @throws UsageError `invalid-option`, naming the option, what is allowed and what came.
 */
export function oneOf<T extends string>(allowed: readonly T[], value: T, option: string): T {
  if (allowed.includes(value)) return value;
  const expected = allowed.join(", ");
  throw new UsageError("invalid-option", `${option}: expected one of ${expected}, got ${describeValue(value)}.`);
}
