import { UTCDateMini } from "@date-fns/utc/date/mini";
import { addDays } from "date-fns/addDays";
import { addMonths } from "date-fns/addMonths";
import { addWeeks } from "date-fns/addWeeks";
import { addYears } from "date-fns/addYears";
import { startOfDay } from "date-fns/startOfDay";
import { startOfISOWeek } from "date-fns/startOfISOWeek";
import { startOfMonth } from "date-fns/startOfMonth";
import { startOfYear } from "date-fns/startOfYear";
import { certain } from "../../domain/certain.ts";
import { type TimeZone, timeZoneOf } from "../../domain/time-zone.ts";

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** The sizes of buckets that statistics can be listed by. A week is an ISO week: it starts on Monday. */
export const BUCKET_SIZES = ["hour", "day", "week", "month", "year"] as const;

/** One of {@link BUCKET_SIZES}. */
export type BucketSize = (typeof BUCKET_SIZES)[number];

/**
 * Time cut into calendar buckets of a time zone, each `[start, next start)`. A day has 23 or 25 hours where the clock
 * shifts, and a local day that does not exist is no bucket.
 */
export interface Buckets {
  readonly zone: TimeZone;
  /** The start of the bucket that an instant lies in. */
  startOf(at: number): number;
  /** The start of the bucket after the one that starts here. */
  next(start: number): number;
}

const calendar = {
  day: { start: startOfDay, add: addDays },
  week: { start: startOfISOWeek, add: addWeeks },
  month: { start: startOfMonth, add: addMonths },
  year: { start: startOfYear, add: addYears },
} as const;

/**
 * The buckets of a size in a time zone.
 *
 * @throws UsageError `unknown-time-zone`.
 */
export function bucketsOf(by: BucketSize, timeZone: string): Buckets {
  const zone = timeZoneOf(timeZone);
  const next = by === "hour" ? nextHour(zone) : nextDate(zone, by);
  const startBefore = by === "hour" ? hourBefore(zone) : dateBefore(zone, by);
  const startsByDay = new Map<number, readonly number[]>();

  /** The starts that matter within one UTC day; asking the time zone for every instant would cost a hundred times more. */
  function startsOfDay(day: number): readonly number[] {
    const known = startsByDay.get(day);
    if (known !== undefined) return known;
    const starts: number[] = [];
    for (let start = startBefore(day * MS_PER_DAY); start < (day + 1) * MS_PER_DAY; start = next(start))
      starts.push(start);
    startsByDay.set(day, starts);
    return starts;
  }

  return {
    zone,
    startOf(at) {
      const starts = startsOfDay(Math.floor(at / MS_PER_DAY));
      let last = starts.length - 1;
      while (certain(starts[last]) > at) last--;
      return certain(starts[last]);
    },
    next,
  };
}

/** The calendar is computed on a UTC date that carries the wall clock: no time zone, the process's own included, can interfere. */
function dateBefore(zone: TimeZone, by: keyof typeof calendar): (at: number) => number {
  const { start } = calendar[by];
  return (at) => zone.whenReached(start(new UTCDateMini(zone.toWallClock(at))).getTime());
}

function nextDate(zone: TimeZone, by: keyof typeof calendar): (start: number) => number {
  const { start, add } = calendar[by];
  return (at) => zone.whenReached(add(start(new UTCDateMini(zone.toWallClock(at))), 1).getTime());
}

/** The last full hour of the wall clock. Where the clock has shifted since then it starts nothing, but its next does. */
function hourBefore(zone: TimeZone): (at: number) => number {
  return (at) => at - modulo(zone.toWallClock(at), MS_PER_HOUR);
}

/** A local hour starts on the full hour of the wall clock, or where the clock shifts in the middle of one. */
function nextHour(zone: TimeZone): (start: number) => number {
  return (start) => zone.nextShift(start, start + MS_PER_HOUR - modulo(zone.toWallClock(start), MS_PER_HOUR));
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
