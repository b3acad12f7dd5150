import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { BUCKET_SIZES, bucketsOf } from "../../../src/projections/statistics/buckets.ts";
import { bucketAfter, bucketStart } from "../../support/wall-clock.ts";

/** Shifts of clocks, each awkward in its own way. */
const shifts = [
  ["UTC", "2024-02-29T00:00Z", "no shift"],
  ["Europe/Prague", "2024-03-31T01:00Z", "an hour forward"],
  ["Europe/Prague", "2024-10-27T01:00Z", "an hour back"],
  ["Europe/Dublin", "1971-10-31T02:00Z", "summer time is the standard time"],
  ["America/New_York", "2024-11-03T06:00Z", "west of Greenwich"],
  ["America/Sao_Paulo", "2018-11-04T03:00Z", "midnight is skipped"],
  ["America/Sao_Paulo", "2018-02-18T02:00Z", "back over midnight"],
  ["America/Havana", "2024-03-10T05:00Z", "midnight is skipped"],
  ["America/Asuncion", "2024-03-24T03:00Z", "back over midnight"],
  ["America/St_Johns", "2008-11-02T02:31Z", "back over midnight, from a minute past"],
  ["America/Scoresbysund", "2024-03-31T01:00Z", "the rules change with the shift"],
  ["Asia/Beirut", "2024-03-30T22:00Z", "midnight is skipped"],
  ["Asia/Tehran", "2022-09-21T19:30Z", "back over midnight, at half past in UTC"],
  ["Asia/Kathmandu", "1985-12-31T18:30Z", "by a quarter of an hour, at new year"],
  ["Asia/Pyongyang", "2015-08-14T15:00Z", "back by half an hour"],
  ["Africa/Casablanca", "2024-03-10T02:00Z", "for Ramadan"],
  ["Australia/Lord_Howe", "2024-04-06T15:00Z", "back by half an hour"],
  ["Australia/Lord_Howe", "2024-10-05T15:30Z", "forward by half an hour"],
  ["Antarctica/Troll", "2024-03-31T01:00Z", "by two hours"],
  ["Pacific/Apia", "2011-12-30T10:00Z", "a day is skipped"],
  ["Pacific/Kwajalein", "1993-08-21T12:00Z", "a day is skipped"],
  ["Pacific/Chatham", "2024-04-06T14:00Z", "at a quarter to three"],
] as const;

const HOUR = 3_600_000;

/** An instant near a shift, mostly at its very edges. */
function near(shift: string): fc.Arbitrary<number> {
  const edge = fc.integer({ min: -50, max: 50 }).map((half) => (half * HOUR) / 2);
  const beside = fc.constantFrom(-60_000, -1, 0, 1, 60_000);
  return fc.tuple(edge, beside).map(([distance, step]) => Date.parse(shift) + distance + step);
}

describe.each(shifts)("%s at %s (%s)", (zone, shift) => {
  test.each(BUCKET_SIZES)("every %s is what the clock on the wall says", (by) => {
    const { startOf, next } = bucketsOf(by, zone);
    fc.assert(
      fc.property(near(shift), (at) => {
        const start = startOf(at);
        expect(start).toBe(bucketStart(by, zone, at));
        expect(next(start)).toBe(bucketAfter(by, zone, start));
      }),
      { numRuns: 12 },
    );
  });
});

const zones = [...new Set(shifts.map(([zone]) => zone)), "Africa/Monrovia", "America/Caracas"];

test("buckets follow on each other with no gap, in any zone and at any time", () => {
  const instants = fc.integer({ min: Date.parse("1900-01-01T00:00Z"), max: Date.parse("2099-12-31T00:00Z") });
  fc.assert(
    fc.property(fc.constantFrom(...BUCKET_SIZES), fc.constantFrom(...zones), instants, (by, zone, at) => {
      const { startOf, next } = bucketsOf(by, zone);
      const start = startOf(at);
      const after = next(start);
      expect(start).toBeLessThanOrEqual(at);
      expect(after).toBeGreaterThan(at);
      expect(startOf(start)).toBe(start);
      expect(startOf(after - 1)).toBe(start);
      expect(startOf(after)).toBe(after);
      expect(next(after)).toBeGreaterThan(after);
      expect(startOf(start - 1)).toBeLessThan(start);
      expect(next(startOf(start - 1))).toBe(start);
    }),
    { numRuns: 300 },
  );
});

describe("by hand", () => {
  const list = (by: (typeof BUCKET_SIZES)[number], zone: string, from: string, count: number) => {
    const { startOf, next } = bucketsOf(by, zone);
    const starts = [startOf(Date.parse(from))];
    while (starts.length < count) starts.push(next(starts.at(-1) ?? 0));
    return starts.map((start) => new Date(start).toISOString().replace(":00.000Z", "Z"));
  };

  test.each([
    ["day", "Europe/Prague", "2024-03-30T23:00Z", ["2024-03-30T23:00Z", "2024-03-31T22:00Z", "2024-04-01T22:00Z"]],
    ["day", "Europe/Prague", "2024-10-27T22:59Z", ["2024-10-26T22:00Z", "2024-10-27T23:00Z"]],
    ["day", "America/Sao_Paulo", "2018-11-04T12:00Z", ["2018-11-04T03:00Z", "2018-11-05T02:00Z"]],
    ["day", "Pacific/Apia", "2011-12-30T09:59Z", ["2011-12-29T10:00Z", "2011-12-30T10:00Z", "2011-12-31T10:00Z"]],
    ["hour", "Europe/Prague", "2024-10-27T00:59Z", ["2024-10-27T00:00Z", "2024-10-27T01:00Z", "2024-10-27T02:00Z"]],
    ["hour", "Asia/Kathmandu", "2024-05-01T00:00Z", ["2024-04-30T23:15Z", "2024-05-01T00:15Z"]],
    [
      "hour",
      "Australia/Lord_Howe",
      "2024-04-06T14:59Z",
      ["2024-04-06T14:00Z", "2024-04-06T15:00Z", "2024-04-06T15:30Z"],
    ],
    ["day", "Africa/Monrovia", "1971-06-01T00:44:30Z", ["1971-06-01T00:44:30.000Z", "1971-06-02T00:44:30.000Z"]],
    ["week", "UTC", "2024-05-01T10:00Z", ["2024-04-29T00:00Z", "2024-05-06T00:00Z"]],
    ["week", "UTC", "2024-12-31T10:00Z", ["2024-12-30T00:00Z", "2025-01-06T00:00Z"]],
    ["month", "UTC", "2024-02-29T10:00Z", ["2024-02-01T00:00Z", "2024-03-01T00:00Z", "2024-04-01T00:00Z"]],
    ["year", "America/New_York", "2024-01-01T04:59Z", ["2023-01-01T05:00Z", "2024-01-01T05:00Z"]],
  ] as const)("each %s in %s from %s", (by, zone, from, expected) => {
    expect(list(by, zone, from, expected.length)).toStrictEqual(expected);
  });
});

describe("the time zone of the process", () => {
  const { TZ } = process.env;
  afterEach(() => {
    process.env["TZ"] = TZ;
    if (TZ === undefined) delete process.env["TZ"];
  });

  test("has no say", () => {
    const probes = shifts.flatMap(([zone, shift]) =>
      BUCKET_SIZES.flatMap((by) =>
        [-HOUR, 0, HOUR].map((distance) => [by, zone, Date.parse(shift) + distance] as const),
      ),
    );
    const starts = () =>
      probes.map(([by, zone, at]) => {
        const { startOf, next } = bucketsOf(by, zone);
        return [startOf(at), next(startOf(at))];
      });
    const expected = starts();
    for (const [zone, offset] of [
      ["America/Sao_Paulo", 120],
      ["Pacific/Apia", -840],
      ["Asia/Kathmandu", -345],
    ] as const) {
      process.env["TZ"] = zone;
      expect(new Date("2018-12-01T00:00Z").getTimezoneOffset()).toBe(offset);
      expect(starts()).toStrictEqual(expected);
    }
  });
});

test.each(["Europe/Praha", "", "__proto__", "UTC+25", "\u{1F600}"])("the zone %j is refused by its name", (zone) => {
  expect(() => bucketsOf("day", zone)).toThrow(
    expect.objectContaining({ code: "unknown-time-zone", message: expect.stringContaining(JSON.stringify(zone)) }),
  );
});
