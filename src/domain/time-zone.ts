import { certain } from "./certain.ts";
import { UsageError } from "./usage-error.ts";

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;
/** Far enough on both sides of a local time to see the offsets around it, even where a whole day was skipped. */
const LOOK_AROUND = 26 * MS_PER_HOUR;
const MS_PER_DAY = 24 * MS_PER_HOUR;
/** How much of a time zone's offsets is looked up at once. */
const STRETCH = 32 * MS_PER_DAY;

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
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = createTimeZone(name);
    if (zones.size >= MOST_ZONES) zones.clear();
    zones.set(name, zone);
  }
  return zone;
}

/** Whether the runtime knows a time zone by this name. */
export function isTimeZone(name: string): boolean {
  try {
    timeZoneOf(name);
    return true;
  } catch {
    return false;
  }
}

/** What the name of a time zone must be, for messages. */
export const TIME_ZONE_FORM = "an IANA time zone such as Europe/Prague";

/** The zones that were asked for, since a thousand accounts of a log live in a few. A name has more than one spelling. */
const zones = new Map<string, TimeZone>();
const MOST_ZONES = 1_000;

function createTimeZone(name: string): TimeZone {
  const offsetAt = offsetsOf(name);
  const nextShift = (after: number, until: number) => shiftOf(offsetAt, after, until);

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

/** The first instant in (after, until] with another offset than at `after`; `until` if there is none. */
function shiftOf(offsetAt: (at: number) => number, after: number, until: number): number {
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

/** A run of instants with one offset. */
interface Span {
  readonly until: number;
  readonly offset: number;
}

/**
 * The offset of a zone at an instant. The runtime takes microseconds to tell one, so the shifts of a whole stretch of time
 * are found when the first of its instants is asked for. No zone shifts twice within a day.
 */
function offsetsOf(name: string): (at: number) => number {
  if (name === "UTC") return () => 0;
  const format = formatOf(name);
  const told = (at: number) => toOffset(format.format(at));
  const stretches = new Map<number, readonly Span[]>();

  function spansOf(stretch: number): readonly Span[] {
    const spans: Span[] = [];
    const end = (stretch + 1) * STRETCH;
    for (let day = stretch * STRETCH; day < end; day += MS_PER_DAY) {
      // What is left of a day after a shift has the offset of the next day.
      spans.push({ until: shiftOf(told, day, day + MS_PER_DAY), offset: told(day) });
    }
    return spans.filter(({ offset }, i) => offset !== spans[i + 1]?.offset);
  }

  return (at) => {
    const stretch = Math.floor(at / STRETCH);
    let spans = stretches.get(stretch);
    if (spans === undefined) {
      spans = spansOf(stretch);
      stretches.set(stretch, spans);
    }
    for (const { until, offset } of spans) if (at < until) return offset;
    return told(at);
  };
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

/** The offset at the end of "5/1/2024, GMT+02:00". Before 1972 some have seconds, such as GMT-00:44:30; none may be GMT. */
function toOffset(text: string): number {
  const [, sign, hours, minutes, seconds] = certain(/GMT([+-]?)(\d*):?(\d*):?(\d*)$/.exec(text));
  const size = Number(hours) * MS_PER_HOUR + Number(minutes) * MS_PER_MINUTE + Number(seconds) * 1_000;
  return sign === "-" ? -size : size;
}
