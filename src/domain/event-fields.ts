import * as z from "zod/mini";
import { formatInstant, INSTANT_FORM, parseInstant } from "./instant.ts";
import { isTimeZone, TIME_ZONE_FORM } from "./time-zone.ts";

const MAX_ID_LENGTH = 128;

/**
 * An id of anything: 1 to 128 Unicode code points, well-formed (no lone surrogate) and without U+0000. Ids are data, so
 * `__proto__` and an emoji are ids like any other.
 */
export const id = z.string().check(
  (field) => {
    if (!isId(field.value)) field.issues.push({ code: "custom", input: field.value, message: ID_FORM });
  },
  z.meta({ minLength: 1, maxLength: MAX_ID_LENGTH }),
);

const ID_FORM = "1 to 128 Unicode characters with no lone surrogate and no U+0000";

/** An instant: read strictly, kept as UTC with milliseconds. */
export const instant = z.string().check(
  (field) => {
    const at = parseInstant(field.value);
    if (at === undefined) field.issues.push({ code: "custom", input: field.value, message: INSTANT_FORM });
    else if (!isPrinted(field.value)) field.value = formatInstant(at);
  },
  z.meta({
    format: "date-time",
    pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$",
  }),
);

/** Words of a person or a page: any string, kept as it is and never judged. */
export const text = z.string();

/** A time zone that the runtime knows, by its IANA name. */
export const timeZone = text.check(z.minLength(1), (field) => {
  if (field.value !== "" && !isTimeZone(field.value)) {
    field.issues.push({ code: "custom", input: field.value, message: TIME_ZONE_FORM });
  }
});

/** A position in a stream: a whole number from 0, small enough to be exact. -0 is kept as 0, as which it is printed. */
const position = z.int().check(
  z.minimum(0),
  z.overwrite((value) => value + 0),
);

/** A whole number from 1. */
export const positive = z.int().check(z.minimum(1));

/** What every event carries. */
export const envelope = {
  id,
  occurredAt: instant,
  accountId: id,
  sequence: z.optional(position),
  schemaVersion: z.optional(positive),
};

/** Whether a valid instant stands in the one form in which instants are printed. */
export function isPrinted(valid: string): boolean {
  return valid.length === "2024-05-01T10:00:00.000Z".length && valid.endsWith("Z");
}

/** Whether a string can be an id. */
export function isId(value: string): boolean {
  if (!value.isWellFormed() || value.indexOf("\0") >= 0) return false;
  const units = value.length;
  if (units <= MAX_ID_LENGTH) return units > 0;
  // A code point takes two units at most.
  return units <= 2 * MAX_ID_LENGTH && Array.from(value).length <= MAX_ID_LENGTH;
}
