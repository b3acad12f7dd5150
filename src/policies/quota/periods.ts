import { UTCDateMini } from "@date-fns/utc/date/mini";
import { addMonths } from "date-fns/addMonths";
import { differenceInCalendarMonths } from "date-fns/differenceInCalendarMonths";
import { startOfMonth } from "date-fns/startOfMonth";
import { describeValue } from "../../domain/event-error.ts";
import { EARLIEST, formatInstant, type InstantInput, LATEST, toEpochMs } from "../../domain/instant.ts";
import { oneOf } from "../../domain/one-of.ts";
import { timeZoneOf } from "../../domain/time-zone.ts";
import { UsageError } from "../../domain/usage-error.ts";

/** How months are counted: by the calendar, or from the day of the subscription. */
export const PERIOD_KINDS = ["calendar-month", "anniversary"] as const;

/** One of {@link PERIOD_KINDS}. */
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** A month of the quota, `[start, end)` in epoch milliseconds. */
export interface Period {
  /** 0 for the month of the anchor. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** The months from an anchor on. */
export interface Periods {
  /** The start of a month. */
  boundary(index: number): number;
  /** The month that an instant lies in. */
  at(instant: number): Period;
}

/**
 * The months of a quota.
 *
 * They are computed on the wall clock of the time zone, carried by a UTC date, so that neither the process's own zone nor
 * a clock shift can interfere, and always from the anchor: going from month to month would drift from the 31st to the
 * 28th and stay there.
 *
 * @throws UsageError `unknown-time-zone`.
 */
export function periodsOf(anchor: number, timeZone: string, kind: PeriodKind): Periods {
  const zone = timeZoneOf(timeZone);
  const local = new UTCDateMini(zone.toWallClock(anchor));
  const first = kind === "calendar-month" ? startOfMonth(local) : local;
  const boundary = (index: number) => zone.toInstant(addMonths(first, index).getTime());
  return {
    boundary,
    at(instant) {
      const months = differenceInCalendarMonths(new UTCDateMini(zone.toWallClock(instant)), first);
      // The next month has begun already where the clock went back over its first midnight. Or the anchor's day and time
      // may come later in the month than the instant's; a skipped day can add one more.
      let index = months + 1;
      let start = boundary(index);
      let end = boundary(index + 1);
      while (start > instant) {
        index--;
        end = start;
        start = boundary(index);
      }
      return { index, start, end };
    },
  };
}

/** As many months as the years 0000 to 9999 have. */
const MOST_MONTHS = 120_000;

/** Where months are counted from, and how. */
export interface PeriodOptions {
  /** The instant of the subscription. */
  readonly anchor: InstantInput;
  /** The IANA time zone. Default `UTC`. */
  readonly timeZone?: string | undefined;
  /** Default `anniversary`. For `calendar-month`, period 0 is the calendar month of the anchor. */
  readonly kind?: PeriodKind | undefined;
}

/**
 * The instant at which a quota month starts: UTC with milliseconds. `n` may be negative.
 *
 * The boundary belongs to the month that it starts. Where the local time does not exist it moves forward by what is
 * skipped, where it occurs twice it is the earlier.
 *
 * @throws UsageError `invalid-instant`, `unknown-time-zone`, `invalid-option`.
 * @example periodBoundary({ anchor: "2023-01-31T00:00:00Z", timeZone: "UTC", kind: "anniversary" }, 1); // => "2023-02-28T00:00:00.000Z"
 */
export function periodBoundary(options: PeriodOptions, n: number): string {
  const { boundary } = read(options);
  const at = Number.isSafeInteger(n) && Math.abs(n) <= MOST_MONTHS ? boundary(n) : Number.NaN;
  if (at >= EARLIEST && at <= LATEST) return formatInstant(at);
  const expected = "a whole number of months that stays in the years 0000 to 9999";
  throw new UsageError("invalid-option", `n: expected ${expected}, got ${describeValue(n)}.`);
}

/**
 * The quota month that an instant lies in; its index is negative before the anchor.
 *
 * @throws UsageError `invalid-instant`, `unknown-time-zone`, `invalid-option`.
 */
export function periodAt(
  options: PeriodOptions,
  at: InstantInput,
): { readonly index: number; readonly start: string; readonly end: string } {
  const { index, start, end } = read(options).at(toEpochMs(at, "at"));
  return { index, start: formatInstant(start), end: formatInstant(end) };
}

function read({ anchor, timeZone = "UTC", kind = "anniversary" }: PeriodOptions): Periods {
  return periodsOf(toEpochMs(anchor, "anchor"), timeZone, oneOf(PERIOD_KINDS, kind, "kind"));
}
