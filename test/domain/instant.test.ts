import { formatInstant, parseInstant } from "chatledger";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { EARLIEST, LATEST, toEpochMs } from "../../src/domain/instant.ts";

describe("parseInstant reads", () => {
  test.each([
    ["the plain form", "2024-05-01T10:00:00Z", "2024-05-01T10:00:00.000Z"],
    ["milliseconds", "2024-05-01T10:00:00.123Z", "2024-05-01T10:00:00.123Z"],
    ["one digit of a fraction", "2024-05-01T10:00:00.1Z", "2024-05-01T10:00:00.100Z"],
    ["two digits of a fraction", "2024-05-01T10:00:00.12Z", "2024-05-01T10:00:00.120Z"],
    ["finer digits by cutting them off", "2024-05-01T10:00:00.1239999Z", "2024-05-01T10:00:00.123Z"],
    ["nines without rounding up", "2024-12-31T23:59:59.9999999999Z", "2024-12-31T23:59:59.999Z"],
    ["finer digits before 1970 by cutting them off too", "1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"],
    ["a positive offset", "2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00.000Z"],
    ["a negative offset", "2024-05-01T04:30:00-05:30", "2024-05-01T10:00:00.000Z"],
    ["an offset after a fraction", "2024-05-01T12:00:00.5+02:00", "2024-05-01T10:00:00.500Z"],
    ["the largest offsets", "2024-05-01T10:00:00+23:59", "2024-04-30T10:01:00.000Z"],
    ["an offset over the end of a year", "2023-12-31T23:30:00-01:00", "2024-01-01T00:30:00.000Z"],
    ["-00:00, the offset of an unknown place", "2024-05-01T10:00:00-00:00", "2024-05-01T10:00:00.000Z"],
    ["+00:00", "2024-05-01T10:00:00+00:00", "2024-05-01T10:00:00.000Z"],
    ["29 February of a leap year", "2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["29 February of a century that 400 divides", "2000-02-29T12:00:00Z", "2000-02-29T12:00:00.000Z"],
    ["the year 0, a leap year", "0000-02-29T00:00:00Z", "0000-02-29T00:00:00.000Z"],
    ["a year below 100 as it is written", "0099-03-01T00:00:00Z", "0099-03-01T00:00:00.000Z"],
    ["the first instant", "0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
    ["the last instant", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
    ["the year 0 by a local date of the year before", "0000-01-01T01:00:00+01:00", "0000-01-01T00:00:00.000Z"],
    ["31 of the long months", "2024-07-31T00:00:00Z", "2024-07-31T00:00:00.000Z"],
  ])("%s", (_, text, expected) => {
    const at = parseInstant(text);
    expect(at).not.toBeUndefined();
    expect(formatInstant(at ?? Number.NaN)).toBe(expected);
  });
});

describe("parseInstant refuses", () => {
  test.each([
    ["30 February", "2024-02-30T00:00:00Z"],
    ["29 February of a common year", "2023-02-29T00:00:00Z"],
    ["29 February of a century that 400 does not divide", "1900-02-29T00:00:00Z"],
    ["29 February 2100", "2100-02-29T00:00:00Z"],
    ["31 April", "2024-04-31T00:00:00Z"],
    ["31 June", "2024-06-31T00:00:00Z"],
    ["31 September", "2024-09-31T00:00:00Z"],
    ["31 November", "2024-11-31T00:00:00Z"],
    ["32 January", "2024-01-32T00:00:00Z"],
    ["day 0", "2024-01-00T00:00:00Z"],
    ["month 0", "2024-00-01T00:00:00Z"],
    ["month 13", "2024-13-01T00:00:00Z"],
    ["hour 24", "2024-05-01T24:00:00Z"],
    ["minute 60", "2024-05-01T10:60:00Z"],
    ["a leap second", "2016-12-31T23:59:60Z"],
    ["a local time", "2024-05-01T10:00:00"],
    ["a local time with milliseconds", "2024-05-01T10:00:00.000"],
    ["a date", "2024-05-01"],
    ["a lower-case t", "2024-05-01t10:00:00Z"],
    ["a lower-case z", "2024-05-01T10:00:00z"],
    ["a space for the T", "2024-05-01 10:00:00Z"],
    ["no seconds", "2024-05-01T10:00Z"],
    ["a fraction without digits", "2024-05-01T10:00:00.Z"],
    ["a comma", "2024-05-01T10:00:00,5Z"],
    ["an offset without a colon", "2024-05-01T10:00:00+0200"],
    ["an offset of hours", "2024-05-01T10:00:00+02"],
    ["offset hour 24", "2024-05-01T10:00:00+24:00"],
    ["offset minute 60", "2024-05-01T10:00:00+02:60"],
    ["an offset with seconds", "2024-05-01T10:00:00+02:00:00"],
    ["a sign that is no hyphen", "2024-05-01T10:00:00\u221202:00"],
    ["Z and an offset", "2024-05-01T10:00:00Z+02:00"],
    ["blanks before", " 2024-05-01T10:00:00Z"],
    ["blanks after", "2024-05-01T10:00:00Z "],
    ["a line end after", "2024-05-01T10:00:00Z\n"],
    ["a two-digit year", "24-05-01T10:00:00Z"],
    ["a five-digit year", "+12024-05-01T10:00:00Z"],
    ["a negative year", "-0001-05-01T10:00:00Z"],
    ["slashes", "2024/05/01T10:00:00Z"],
    ["dots in the time", "2024-05-01T10.00.00Z"],
    ["one dot in the time", "2024-05-01T10.00:00Z"],
    ["letters for the year", "year-05-01T10:00:00Z"],
    ["letters for the year, at the very end of the one before 0000", "year-12-31T23:59:59-01:00"],
    ["letters for minutes", "2024-05-01T10:mm:00Z"],
    ["letters for seconds", "2024-05-01T10:00:ssZ"],
    ["letters for the hours of an offset", "2024-05-01T10:00:00+hh:00"],
    ["letters for the minutes of an offset", "2024-05-01T10:00:00+02:mm"],
    ["an offset with a dot", "2024-05-01T10:00:00+02.00"],
    ["digits of another script", "٢٠٢٤-05-01T10:00:00Z"],
    ["a year before 0000 by its offset", "0000-01-01T00:59:59+01:00"],
    ["a year after 9999 by its offset", "9999-12-31T23:00:00-01:00"],
    ["nothing", ""],
    ["epoch seconds", "1714557600"],
  ])("%s", (_, text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

const epochMs = fc.integer({ min: EARLIEST, max: LATEST });

test("the range is the years 0000 to 9999", () => {
  expect(new Date(EARLIEST).toISOString()).toBe("0000-01-01T00:00:00.000Z");
  expect(new Date(LATEST).toISOString()).toBe("9999-12-31T23:59:59.999Z");
});

test("every instant that Date prints is read back", () => {
  fc.assert(fc.property(epochMs, (at) => parseInstant(new Date(at).toISOString()) === at));
});

test("every day of 400 years and their neighbours exists just as Date says", () => {
  for (let year = 1899; year <= 2301; year++) {
    for (let month = 1; month <= 12; month++) {
      for (const day of [28, 29, 30, 31]) {
        const text = `${year}-${String(month).padStart(2, "0")}-${day}T00:00:00.000Z`;
        const date = new Date(Date.UTC(year, month - 1, day));
        expect(parseInstant(text)).toBe(date.toISOString() === text ? date.getTime() : undefined);
      }
    }
  }
});

test("an instant is the same whatever offset it is written with", () => {
  const offsetMinutes = fc.integer({ min: -(24 * 60 - 1), max: 24 * 60 - 1 });
  fc.assert(
    fc.property(epochMs, offsetMinutes, (at, minutes) => {
      const local = at + minutes * 60_000;
      fc.pre(local >= EARLIEST && local <= LATEST);
      const [hh, mm] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((n) =>
        String(n).padStart(2, "0"),
      );
      const written = `${formatInstant(local).slice(0, -1)}${minutes < 0 ? "-" : "+"}${hh}:${mm}`;
      expect(parseInstant(written)).toBe(at);
    }),
  );
});

test("what is read was written strictly, or it is refused", () => {
  const strict = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  const nearly = fc
    .tuple(epochMs, fc.nat({ max: 30 }), fc.constantFrom("", "0", "9", "-", "Z", "T", ".", ":", " ", "\0", "t", "z"))
    .map(([at, place, text]) => {
      const iso = new Date(at).toISOString();
      return iso.slice(0, place) + text + iso.slice(place + 1);
    });
  fc.assert(
    fc.property(nearly, (text) => {
      if (parseInstant(text) !== undefined) expect(text).toMatch(strict);
    }),
  );
});

describe("the time zone of the process", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test.each(["UTC", "Europe/Prague", "Pacific/Apia", "America/St_Johns"])("%s changes nothing", (zone) => {
    vi.stubEnv("TZ", zone);
    expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
    expect(parseInstant("2024-03-31T02:30:00.000Z")).toBe(1_711_852_200_000);
    expect(parseInstant("2024-03-31T02:30:00.000+02:00")).toBe(1_711_845_000_000);
    expect(formatInstant(1_711_852_200_000)).toBe("2024-03-31T02:30:00.000Z");
  });
});

describe("toEpochMs", () => {
  test.each([
    ["text", "2024-05-01T12:00:00+02:00"],
    ["epoch milliseconds", 1_714_557_600_000],
    ["a Date", new Date(1_714_557_600_000)],
  ])("takes %s", (_, input) => {
    expect(toEpochMs(input, "asOf")).toBe(1_714_557_600_000);
  });

  test.each([
    ["a local time", "2024-05-01T10:00:00", '"2024-05-01T10:00:00"'],
    ["an invalid Date", new Date(Number.NaN), '"Invalid Date"'],
    ["NaN", Number.NaN, "the number NaN"],
    ["infinity", Number.POSITIVE_INFINITY, "the number Infinity"],
    ["a fraction of a millisecond", 0.5, "the number 0.5"],
    ["what lies after the year 9999", LATEST + 1, "the number 253402300800000"],
    ["what lies before the year 0000", EARLIEST - 1, "the number -62167219200001"],
  ])("refuses %s and says what came", (_, input, received) => {
    expect(() => toEpochMs(input, "asOf")).toThrow(
      expect.objectContaining({
        code: "invalid-instant",
        message: `asOf: expected an RFC 3339 date-time with Z or an offset, such as 2024-05-01T10:00:00.000Z, got ${received}.`,
      }),
    );
  });
});
