/**
 * Calendar buckets by brute force: it asks `Intl` what the clock shows, minute by minute, and looks where a bucket starts.
 * Slow and simple, and it shares no code with the library.
 */

/** The sizes of buckets. */
export type Size = "hour" | "day" | "week" | "month" | "year";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The start of the bucket that an instant lies in. */
export function bucketStart(by: Size, zone: string, at: number): number {
  if (by === "hour") return hourStart(zone, at);
  let date = firstDateOf(by, wallClock(zone, at).date);
  // Where the clock goes back over midnight, the new date has begun although the old one shows again.
  for (;;) {
    const next = nextFirstDate(by, date);
    if (dateStart(zone, next) > at) return dateStart(zone, date);
    date = next;
  }
}

/** The start of the bucket after the one that starts here. */
export function bucketAfter(by: Size, zone: string, start: number): number {
  if (by === "hour") {
    let at = start + MINUTE;
    while (hourStart(zone, at) === start) at += MINUTE;
    return at;
  }
  let date = firstDateOf(by, wallClock(zone, start).date);
  while (dateStart(zone, date) <= start) date = nextFirstDate(by, date);
  return dateStart(zone, date);
}

/** The start of the bucket before the one that starts here. */
export function bucketBefore(by: Size, zone: string, start: number): number {
  return bucketStart(by, zone, start - 1);
}

/** The first instant at which the calendar on the wall has reached a date such as `2024-05-01`. */
export const dateStart = remembered((zone: string, date: string): number => {
  let minute = Date.parse(`${date}T00:00Z`) - 14 * HOUR - MINUTE;
  while (wallClock(zone, minute).date < date) minute += MINUTE;
  let at = minute - MINUTE;
  for (let step = MINUTE / 2; step >= 1; step = Math.floor(step / 2)) {
    while (wallClock(zone, at + step).date < date) at += step;
  }
  return at + 1;
});

/** A full hour on the wall, or where the clock shifts. Exact for shifts at whole minutes. */
function hourStart(zone: string, at: number): number {
  let minute = at - modulo(at, MINUTE);
  while (wallClock(zone, minute).minute !== 0 && offset(zone, minute) === offset(zone, minute - 1)) minute -= MINUTE;
  return minute;
}

function offset(zone: string, at: number): number {
  const { date, hour, minute, second } = wallClock(zone, at);
  return Date.parse(`${date}T00:00Z`) + hour * HOUR + minute * MINUTE + second * 1_000 + modulo(at, 1_000) - at;
}

interface WallClock {
  readonly date: string;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** What the clock on the wall shows. */
const wallClock = remembered((zone: string, at: number): WallClock => {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const date = `${parts.get("year")?.padStart(4, "0")}-${parts.get("month")}-${parts.get("day")}`;
  const [hour, minute, second] = [parts.get("hour"), parts.get("minute"), parts.get("second")].map(Number);
  return { date, hour: hour ?? 0, minute: minute ?? 0, second: second ?? 0 };
});

const formatOf = remembered((timeZone: string): Intl.DateTimeFormat => {
  const twoDigits = "2-digit" as const;
  const time = { hour: twoDigits, minute: twoDigits, second: twoDigits, hourCycle: "h23" as const };
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    year: "numeric",
    month: twoDigits,
    day: twoDigits,
    ...time,
  });
});

function firstDateOf(by: Size, date: string): string {
  if (by === "month") return `${date.slice(0, 7)}-01`;
  if (by === "year") return `${date.slice(0, 4)}-01-01`;
  if (by === "week") return plusDays(date, -((new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7));
  return date;
}

function nextFirstDate(by: Size, first: string): string {
  return firstDateOf(by, plusDays(first, { hour: 1, day: 1, week: 7, month: 31, year: 366 }[by]));
}

function plusDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00Z`) + days * 24 * HOUR).toISOString().slice(0, 10);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** Remembers what a function of a few texts and numbers gave. */
function remembered<Key extends readonly (string | number)[], T>(compute: (...key: Key) => T): (...key: Key) => T {
  const known = new Map<string, T>();
  return (...key) => {
    const name = key.join(" ");
    const value = known.get(name) ?? compute(...key);
    known.set(name, value);
    return value;
  };
}
