import { UsageError } from "./usage-error.ts";

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;
/** Far enough on both sides of a local time to see the offsets around it, even where a whole day was skipped. */
const LOOK_AROUND = 26 * MS_PER_HOUR;

/**
 * A time zone: the arithmetic between instants (epoch milliseconds UTC) and what the clock on the wall shows there.
 * A wall-clock time is written as the epoch milliseconds at which a clock in UTC shows the same.
 *
 * Nothing here depends on the time zone of the process.
 */
export interface TimeZone {
  readonly name: string;
  /** What the clock on the wall shows at an instant. */
  toWallClock(at: number): number;
  /**
   * The first instant at which the clock on the wall has reached a time: of a time that occurs twice the earlier, of one
   * that is skipped the instant of the skip.
   */
  whenReached(wallClock: number): number;
  /**
   * The instant of a time on the wall: of a time that occurs twice the earlier, and one that is skipped moves forward by
   * what is skipped.
   */
  toInstant(wallClock: number): number;
  /** The first instant in (after, until] with another offset than at `after`; `until` if there is none. */
  nextShift(after: number, until: number): number;
}

/**
 * The time zone of an IANA name, e.g. `Europe/Prague`.
 *
 * @throws UsageError `unknown-time-zone`, naming it.
 */
export function timeZoneOf(name: string): TimeZone {
  const offsetAt = offsetsOf(name);

  function nextShift(after: number, until: number): number {
    const offset = offsetAt(after);
    if (offsetAt(until) === offset) return until;
    let low = after;
    let high = until;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle) === offset) low = middle;
      else high = middle;
    }
    return high;
  }

  /** A time on the wall by the offsets before and after it, and the earliest instant that shows it, if there is one. */
  function readings(wallClock: number) {
    const before = wallClock - offsetAt(wallClock - LOOK_AROUND);
    const after = wallClock - offsetAt(wallClock + LOOK_AROUND);
    const shown = [before, after].filter((at) => at + offsetAt(at) === wallClock);
    return { before, after, shown: shown.length > 0 ? Math.min(...shown) : undefined };
  }

  return {
    name,
    toWallClock: (at) => at + offsetAt(at),
    whenReached(wallClock) {
      const { before, after, shown } = readings(wallClock);
      return shown ?? nextShift(Math.min(before, after), Math.max(before, after));
    },
    toInstant(wallClock) {
      const { before, shown } = readings(wallClock);
      return shown ?? before;
    },
    nextShift,
  };
}

function offsetsOf(name: string): (at: number) => number {
  const format = formatOf(name);
  return name === "UTC" ? () => 0 : (at) => toOffset(format.format(at));
}

function formatOf(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  } catch {
    throw new UsageError(
      "unknown-time-zone",
      `${JSON.stringify(name)} is no time zone; give an IANA name such as Europe/Prague.`,
    );
  }
}

/** The offset at the end of "5/1/2024, GMT+02:00". Before 1972 some have seconds, such as GMT-00:44:30. */
function toOffset(text: string): number {
  const [, sign, hours, minutes, seconds] = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text) ?? [];
  if (sign === undefined) return 0;
  const size = Number(hours) * MS_PER_HOUR + Number(minutes) * MS_PER_MINUTE + Number(seconds ?? 0) * 1_000;
  return sign === "-" ? -size : size;
}
