import { formatInstant } from "chatledger";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
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

test("more names of zones than are remembered can be asked for", () => {
  const letters = [..."europe/prague"];
  const spelled = (n: number) => letters.map((letter, i) => ((n >> i) & 1 ? letter.toUpperCase() : letter)).join("");
  const summer = Date.UTC(2024, 6);
  for (let n = 0; n < 2_200; n++) expect(timeZoneOf(spelled(n)).toWallClock(summer)).toBe(summer + 7_200_000);
  expect(timeZoneOf("europe/prague")).toBe(timeZoneOf("europe/prague"));
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
