import * as z from "zod";
import { formatInstant, INSTANT_FORM, parseInstant } from "./instant.ts";

const MAX_ID_LENGTH = 128;

/**
 * An id of anything: 1 to 128 Unicode code points, well-formed (no lone surrogate) and without U+0000. Ids are data, so
 * `__proto__` and an emoji are ids like any other.
 */
export const id = z
  .string()
  .check((field) => {
    if (!isId(field.value)) field.issues.push({ code: "custom", input: field.value, message: ID_FORM });
  })
  .meta({ minLength: 1, maxLength: MAX_ID_LENGTH });

const ID_FORM = "1 to 128 Unicode characters with no lone surrogate and no U+0000";

/** An instant: read strictly, kept as UTC with milliseconds. */
export const instant = z
  .string()
  .check((field) => {
    const at = parseInstant(field.value);
    if (at === undefined) field.issues.push({ code: "custom", input: field.value, message: INSTANT_FORM });
    else if (!isPrinted(field.value)) field.value = formatInstant(at);
  })
  .meta({
    format: "date-time",
    pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$",
  });

/** Words of a person or a page: any string, kept as it is and never judged. */
export const text = z.string();

/** A position in a stream or a number of things: a whole number from 0, small enough to be exact. */
const count = z.int().min(0);

/** A whole number from 1. */
export const positive = z.int().min(1);

/** What every event carries. */
export const envelope = {
  id,
  occurredAt: instant,
  accountId: id,
  sequence: count.optional(),
  schemaVersion: positive.optional(),
};

/** Whether a valid instant stands in the one form in which instants are printed. */
export function isPrinted(valid: string): boolean {
  return valid.length === "2024-05-01T10:00:00.000Z".length && valid.endsWith("Z");
}

/** What can make a short string no id: U+0000, and surrogates that may be alone. */
const NEEDS_A_LOOK = /[\0\ud800-\udfff]/;

/** Whether a string can be an id. */
export function isId(value: string): boolean {
  const units = value.length;
  if (units === 0 || units > 2 * MAX_ID_LENGTH) return false;
  if (units <= MAX_ID_LENGTH && !NEEDS_A_LOOK.test(value)) return true;
  let points = 0;
  for (let i = 0; i < units; i++) {
    const unit = value.charCodeAt(i);
    if (unit === 0) return false;
    if (unit >= 0xd800 && unit <= 0xdfff) {
      const next = value.charCodeAt(i + 1);
      const isPair = unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
      if (!isPair) return false;
      i++;
    }
    points++;
  }
  return points <= MAX_ID_LENGTH;
}
