import { formatInstant } from "chatledger";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { certain } from "../../src/domain/certain.ts";
import { timeZoneOf } from "../../src/domain/time-zone.ts";

const ZONES = [
  "UTC",
  "Europe/Prague",
  "Europe/London",
  "America/New_York",
  "America/St_Johns",
  "America/Sao_Paulo",
  "America/Havana",
  "Africa/Monrovia",
  "Africa/Casablanca",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Kiritimati",
] as const;

/** From 1970 to the end of 2037, where every zone has its rules on record. */
const instant = fc.integer({ min: 0, max: Date.UTC(2038, 0) - 1 });

/** The wall clock as the runtime prints it: another way than the one under test. */
function printedWallClock(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return (
    Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) + (at % 1_000)
  );
}

test.each(ZONES)("%s shows the wall clock that the runtime prints", (name) => {
  const zone = timeZoneOf(name);
  expect(zone.name).toBe(name);
  fc.assert(
    fc.property(instant, (at) => {
      expect(zone.toWallClock(at)).toBe(printedWallClock(name, at));
    }),
    { numRuns: 50 },
  );
});

describe("the first instant at which the wall clock has reached a time", () => {
  test.each([
    ["UTC", "2024-03-31T02:30:00.000Z", "2024-03-31T02:30:00.000Z"],
    ["Asia/Kathmandu", "2024-05-01T00:00:00.000Z", "2024-04-30T18:15:00.000Z"],
    ["Africa/Monrovia", "1970-06-01T00:00:00.000Z", "1970-06-01T00:44:30.000Z"],
    // A time that occurs once, next to a shift.
    ["Europe/Prague", "2024-03-31T01:59:59.999Z", "2024-03-31T00:59:59.999Z"],
    ["Europe/Prague", "2024-03-31T03:00:00.000Z", "2024-03-31T01:00:00.000Z"],
    // A time that is skipped.
    ["Europe/Prague", "2024-03-31T02:00:00.000Z", "2024-03-31T01:00:00.000Z"],
    ["Europe/Prague", "2024-03-31T02:30:00.000Z", "2024-03-31T01:00:00.000Z"],
    ["Australia/Lord_Howe", "2024-10-06T02:15:00.000Z", "2024-10-05T15:30:00.000Z"],
    ["America/Sao_Paulo", "2018-11-04T00:00:00.000Z", "2018-11-04T03:00:00.000Z"],
    ["Pacific/Apia", "2011-12-30T00:00:00.000Z", "2011-12-30T10:00:00.000Z"],
    ["Pacific/Apia", "2011-12-30T12:00:00.000Z", "2011-12-30T10:00:00.000Z"],
    ["Pacific/Apia", "2011-12-31T00:00:00.000Z", "2011-12-30T10:00:00.000Z"],
    // A time that occurs twice.
    ["Europe/Prague", "2024-10-27T02:30:00.000Z", "2024-10-27T00:30:00.000Z"],
    ["America/Havana", "2024-11-03T00:00:00.000Z", "2024-11-03T04:00:00.000Z"],
    ["America/Sao_Paulo", "2018-02-17T23:30:00.000Z", "2018-02-18T01:30:00.000Z"],
    ["America/Sao_Paulo", "2018-02-18T00:00:00.000Z", "2018-02-18T03:00:00.000Z"],
  ])("%s at %s", (name, wallClock, expected) => {
    expect(formatInstant(timeZoneOf(name).whenReached(Date.parse(wallClock)))).toBe(expected);
  });

  test.each(ZONES)("in %s is the earliest that shows it", (name) => {
    const zone = timeZoneOf(name);
    fc.assert(
      fc.property(instant, (at) => {
        const shown = zone.toWallClock(at);
        const reached = zone.whenReached(shown);
        expect(zone.toWallClock(reached)).toBe(shown);
        expect(reached).toBeLessThanOrEqual(at);
        expect(zone.toWallClock(reached - 1)).not.toBe(shown);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the next shift of the clock", () => {
  const prague = timeZoneOf("Europe/Prague");
  const spring = Date.UTC(2024, 2, 31, 1);

  test("is found to the millisecond", () => {
    expect(prague.nextShift(spring - 86_400_000, spring + 86_400_000)).toBe(spring);
    expect(prague.nextShift(spring - 1, spring)).toBe(spring);
    expect(prague.nextShift(spring - 1, spring + 1)).toBe(spring);
  });

  test("is the end of the span if there is none in it", () => {
    expect(prague.nextShift(spring - 2, spring - 1)).toBe(spring - 1);
    expect(prague.nextShift(spring, spring + 86_400_000)).toBe(spring + 86_400_000);
    expect(timeZoneOf("UTC").nextShift(0, 5)).toBe(5);
  });
});

test.each(["Mars/Olympus", "", " ", "__proto__", "Europe/", "UTC+1"])("%j is no time zone", (name) => {
  expect(() => timeZoneOf(name)).toThrow(
    expect.objectContaining({
      code: "unknown-time-zone",
      message: `${JSON.stringify(name)} is no time zone; give an IANA name such as Europe/Prague.`,
    }),
  );
});

describe("the time zone of the process", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test.each(["UTC", "Europe/Prague", "Pacific/Apia"])("%s changes nothing", (own) => {
    vi.stubEnv("TZ", own);
    expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(own);
    const prague = timeZoneOf("Europe/Prague");
    expect(formatInstant(prague.toWallClock(Date.UTC(2024, 2, 31, 1)))).toBe("2024-03-31T03:00:00.000Z");
    expect(formatInstant(prague.whenReached(Date.UTC(2024, 9, 27, 2, 30)))).toBe("2024-10-27T00:30:00.000Z");
    expect(timeZoneOf("UTC").toWallClock(5)).toBe(5);
  });
});

test("what is left of a day after a shift, at the end of what is looked up at once, has the new offset", () => {
  const shift = Date.UTC(2022, 9, 30, 1);
  const zone = timeZoneOf("Europe/Prague");
  expect([shift - 1, shift, shift + 22 * 3_600_000].map((at) => (zone.toWallClock(at) - at) / 3_600_000)).toEqual([
    2, 1, 1,
  ]);
});

describe("what is remembered of a zone", () => {
  const DAY = 24 * 60 * 60 * 1_000;
  const STRETCH = 32 * DAY;

  /** How often the runtime was asked for what a clock shows. */
  function askedBy(run: () => unknown): number {
    const original = certain(Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, "format"));
    let asked = 0;
    Object.defineProperty(Intl.DateTimeFormat.prototype, "format", {
      configurable: true,
      get() {
        asked++;
        return original.get?.call(this);
      },
    });
    run();
    Object.defineProperty(Intl.DateTimeFormat.prototype, "format", original);
    return asked;
  }

  // What is found out under one name of a zone is not remembered under another.
  test.each([
    ["with a shift", "AUSTRALIA/adelaide", 0],
    ["without a shift", "australia/ADELAIDE", 1],
  ])("a stretch %s is asked for once, and its days a few times each", (_, name, after) => {
    const spring = Date.UTC(2024, 8);
    const shift = timeZoneOf("Australia/Adelaide").nextShift(spring, spring + 2 * STRETCH);
    const begin = (Math.floor(shift / STRETCH) + after) * STRETCH;
    const zone = timeZoneOf(name);
    expect(askedBy(() => zone.toWallClock(begin + 5 * DAY))).toBeLessThan(4 * 32 + 30);
    const hours = Array.from({ length: 32 * 24 }, (__, hour) => begin + (hour * DAY) / 24);
    expect(askedBy(() => hours.map((at) => zone.toWallClock(at)))).toBe(0);
  });

  test("UTC is never asked for", () => {
    expect(askedBy(() => timeZoneOf("UTC").toWallClock(Date.UTC(2525, 0)))).toBe(0);
  });

  test("is forgotten when a thousand others have been asked for, and every one is right", () => {
    const summer = Date.UTC(2024, 6);
    // A zone has as many names as there are ways to write its letters.
    const letters = [..."EuropeBratislava"];
    let next = 0;
    const askAnother = () => {
      const bits = next++;
      const cased = letters
        .map((letter, i) => ((bits >> i) & 1 ? letter.toUpperCase() : letter.toLowerCase()))
        .join("");
      const zone = timeZoneOf(`${cased.slice(0, 6)}/${cased.slice(6)}`);
      expect(zone.toWallClock(summer)).toBe(summer + 7_200_000);
    };
    const untilForgotten = () => {
      const known = timeZoneOf("Europe/Prague");
      const from = next;
      while (timeZoneOf("Europe/Prague") === known) askAnother();
      return next - from;
    };
    untilForgotten();
    // The one that was too many before, and Prague, are two of the thousand.
    expect(untilForgotten()).toBe(1_000 - 2 + 1);
  });
});
