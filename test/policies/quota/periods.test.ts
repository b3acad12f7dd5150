import { formatInstant, type PeriodKind, periodAt, periodBoundary } from "chatledger";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

/** Zones that skipped a day, shift by half an hour, shift at midnight, or shift often. */
const zone = fc.constantFrom(
  "UTC",
  "Europe/Prague",
  "America/Sao_Paulo",
  "America/Havana",
  "America/St_Johns",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Beirut",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Kwajalein",
);
const kind = fc.constantFrom<PeriodKind>("calendar-month", "anniversary");

const lateInMonth = fc
  .tuple(
    fc.integer({ min: 1970, max: 2037 }),
    fc.nat({ max: 11 }),
    fc.integer({ min: 28, max: 31 }),
    fc.nat({ max: 86_399_999 }),
  )
  .map(([year, month, day, ms]) => Date.UTC(year, month, day) + ms);
const anchor = fc.oneof(fc.integer({ min: 0, max: Date.UTC(2038, 0) }), lateInMonth).map(formatInstant);
const months = fc.record({ anchor, timeZone: zone, kind });

describe("the months of a quota", () => {
  test("strictly follow one another", () => {
    fc.assert(
      fc.property(months, fc.integer({ min: -40, max: 400 }), (options, n) => {
        expect(periodBoundary(options, n) < periodBoundary(options, n + 1)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("hold their start and not their end", () => {
    const asked = fc.tuple(months, fc.integer({ min: -40, max: 400 }), fc.constantFrom(-1, 0, 1));
    fc.assert(
      fc.property(asked, ([options, n, step]) => {
        const edge = periodBoundary(options, n);
        const instant = formatInstant(Date.parse(edge) + step);
        const period = periodAt(options, instant);
        expect(period.start <= instant && instant < period.end).toBe(true);
        expect(period).toEqual({
          index: step < 0 ? n - 1 : n,
          start: periodBoundary(options, period.index),
          end: periodBoundary(options, period.index + 1),
        });
      }),
      { numRuns: 300 },
    );
  });

  test("begin with the one of the anchor", () => {
    fc.assert(
      fc.property(months, (options) => {
        expect(periodAt(options, options.anchor).index).toBe(0);
      }),
    );
  });

  test("begin at the first midnight of two, though the clock goes back into the old month after it", () => {
    const options = { anchor: "2009-10-10T12:00:00Z", timeZone: "America/St_Johns", kind: "calendar-month" } as const;
    const november = { index: 1, start: "2009-11-01T02:30:00.000Z", end: "2009-12-01T03:30:00.000Z" };
    expect(periodAt(options, "2009-11-01T02:29:59.999Z")).toMatchObject({ index: 0, end: november.start });
    expect(periodAt(options, "2009-11-01T02:30:00.000Z")).toEqual(november);
    // Half past eleven on the last of October, for the second time.
    expect(periodAt(options, "2009-11-01T03:00:00.000Z")).toEqual(november);
  });

  test("are those of an anniversary in UTC unless told otherwise", () => {
    expect(periodBoundary({ anchor: "2023-01-31T10:00:00Z" }, 1)).toBe("2023-02-28T10:00:00.000Z");
    expect(periodAt({ anchor: 0 }, new Date(0))).toEqual({
      index: 0,
      start: "1970-01-01T00:00:00.000Z",
      end: "1970-02-01T00:00:00.000Z",
    });
  });
});

test("months go from the first instant that can be printed to the last", () => {
  const first = { anchor: "0000-01-01T00:00:00.000Z" };
  expect(periodBoundary(first, 0)).toBe("0000-01-01T00:00:00.000Z");
  expect(periodBoundary(first, 119_999)).toBe("9999-12-01T00:00:00.000Z");
  expect(() => periodBoundary(first, 120_000)).toThrow(/^n: /);
  expect(() => periodBoundary(first, -1)).toThrow(/^n: /);
});

describe("what cannot be answered is refused", () => {
  const fine = { anchor: "2024-01-31T00:00:00Z" };

  test.each([
    [
      "an unknown zone",
      { ...fine, timeZone: "Mars/Olympus" },
      0,
      "unknown-time-zone",
      '"Mars/Olympus" is no time zone',
    ],
    ["an anchor that is no instant", { anchor: "2024-02-30T00:00:00Z" }, 0, "invalid-instant", "2024-02-30"],
    [
      "half a month",
      fine,
      0.5,
      "invalid-option",
      "n: expected a whole number of months that stays in the years 0000 to 9999, got the number 0.5.",
    ],
    ["a month after the year 9999", fine, 100_000, "invalid-option", "the number 100000"],
    ["a month beyond all dates", fine, Number.MAX_SAFE_INTEGER, "invalid-option", "n: expected"],
    [
      "a month beyond all dates, in a zone",
      { ...fine, timeZone: "Europe/Prague" },
      1e9,
      "invalid-option",
      "n: expected",
    ],
  ])("%s", (_, options, n, code, message) => {
    expect(() => periodBoundary(options, n)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  test("a kind of month that does not exist", () => {
    const options = JSON.parse('{ "anchor": 0, "kind": "lunar" }');
    expect(() => periodAt(options, 0)).toThrow(
      expect.objectContaining({
        code: "invalid-option",
        message: 'kind: expected one of calendar-month, anniversary, got "lunar".',
      }),
    );
  });

  test("an instant that is none", () => {
    expect(() => periodAt(fine, Number.NaN)).toThrow(
      expect.objectContaining({ code: "invalid-instant", message: expect.stringMatching(/^at: /) }),
    );
    expect(() => periodAt({ anchor: "noon" }, 0)).toThrow(/^anchor: /);
  });
});
