import { snapshot } from "./comparable.ts";

/** Whether a value is as expected in all that is expected of it: the fields that are named, every item of a list. */
export function matches(expected: unknown, came: unknown): boolean {
  if (Array.isArray(expected)) {
    if (!Array.isArray(came) || expected.length !== came.length) return false;
    return expected.every((item, i) => matches(item, came[i]));
  }
  if (!isRecord(expected)) return snapshot(expected) === snapshot(came);
  return isRecord(came) && Object.entries(expected).every(([name, value]) => matches(value, came[name]));
}

/** The part of a value that is asked about, to be shown beside what was expected. */
export function askedPart(expected: unknown, came: unknown): unknown {
  if (Array.isArray(expected) && Array.isArray(came)) return came.map((item, i) => askedPart(expected[i], item));
  if (!isRecord(expected) || !isRecord(came)) return came;
  return Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, askedPart(value, came[name])]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  // Those are values as wholes, and have no fields to be named.
  return !(value instanceof Date || value instanceof Map || value instanceof Set);
}
