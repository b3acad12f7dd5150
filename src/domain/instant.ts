import { describeValue } from "./event-error.ts";
import { UsageError } from "./usage-error.ts";

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60 * MS_PER_SECOND;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** What an instant must look like, for messages. */
export const INSTANT_FORM = "an RFC 3339 date-time with Z or an offset, such as 2024-05-01T10:00:00.000Z";

/** An instant as callers may bring it: RFC 3339 text, epoch milliseconds, or a `Date`. */
export type InstantInput = string | number | Date;

/** The first millisecond of the year 0000, UTC. */
export const EARLIEST = epochDay(0, 1, 1) * MS_PER_DAY;

/** The last millisecond of the year 9999, UTC. */
export const LATEST = epochDay(10_000, 1, 1) * MS_PER_DAY - 1;

/**
 * Reads an RFC 3339 date-time into epoch milliseconds (UTC).
 *
 * Strict on purpose: what does not exist is refused, never repaired. 30 February, hour 24, second 60, a local time
 * with no offset and lower-case `t` or `z` give `undefined`. Digits beyond the millisecond are cut off, not rounded.
 * An instant whose UTC year leaves 0000..9999 is refused too, since it could not be printed again.
 *
 * @example parseInstant("2024-05-01T12:00:00.1239+02:00"); // => 1714557600123
 * @example parseInstant("2024-02-30T00:00:00Z"); // => undefined
 */
export function parseInstant(text: string): number | undefined {
  if (text !== lastText) {
    lastAt = readInstant(text);
    lastText = text;
  }
  return lastAt;
}

// An event's instant is read when it is checked and once more when it becomes a mark.
let lastText = "";
let lastAt: number | undefined;

const DASH = 0x2d;
const COLON = 0x3a;
const T = 0x54;

function readInstant(text: string): number | undefined {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return undefined;
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH || text.charCodeAt(10) !== T) return undefined;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return undefined;

  let end = 19;
  let millisecond = 0;
  if (text[end] === ".") {
    const from = end + 1;
    end = from;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end === from) return undefined;
    for (let i = 0; i < 3; i++) millisecond = millisecond * 10 + (from + i < end ? text.charCodeAt(from + i) - 48 : 0);
  }
  const offset = offsetMs(text, end);
  if (offset === undefined) return undefined;

  const at =
    epochDay(year, month, day) * MS_PER_DAY +
    hour * MS_PER_HOUR +
    minute * MS_PER_MINUTE +
    second * MS_PER_SECOND +
    millisecond -
    offset;
  return isPrintable(at) ? at : undefined;
}

/**
 * Prints epoch milliseconds as UTC with milliseconds, the one form in which the library prints an instant.
 *
 * @example formatInstant(1714557600123); // => "2024-05-01T10:00:00.123Z"
 */
export function formatInstant(at: number): string {
  return new Date(at).toISOString();
}

/**
 * Reads an instant that a caller passed as an option.
 *
 * @param form what the message says was expected.
 * @throws UsageError `invalid-instant`, naming the option and what came.
 */
export function toEpochMs(input: InstantInput, option: string, form = INSTANT_FORM): number {
  const at = typeof input === "string" ? parseInstant(input) : input instanceof Date ? input.getTime() : input;
  if (typeof at === "number" && Number.isInteger(at) && isPrintable(at)) return at;
  const received = describeValue(input instanceof Date ? String(input) : input);
  throw new UsageError("invalid-instant", `${option}: expected ${form}, got ${received}.`);
}

function isPrintable(at: number): boolean {
  return at >= EARLIEST && at <= LATEST;
}

/** `Z` or `±hh:mm` that ends the text, in milliseconds east of UTC. */
function offsetMs(text: string, at: number): number | undefined {
  if (text[at] === "Z") return text.length === at + 1 ? 0 : undefined;
  const sign = text[at] === "+" ? 1 : text[at] === "-" ? -1 : 0;
  const hours = digits(text, at + 1, at + 3);
  const minutes = digits(text, at + 4, at + 6);
  if (sign === 0 || text[at + 3] !== ":" || text.length !== at + 6) return undefined;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined;
  return sign * (hours * MS_PER_HOUR + minutes * MS_PER_MINUTE);
}

/** The number written at [from, to), or -1 when one of the characters is no digit or is missing. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    if (!isDigit(unit)) return -1;
    value = value * 10 + unit - 48;
  }
  return value;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 in the Gregorian calendar. `Date.UTC` is no help: it takes the years 0 to 99 for 1900 to 1999. */
function epochDay(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
