import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { id, instant, isId, text, timeZone } from "../../src/domain/event-fields.ts";
import { parseInstant } from "../../src/domain/instant.ts";

describe("an id", () => {
  test.each<[string, string, boolean]>([
    ["nothing", "", false],
    ["one character", "a", true],
    ["128 characters", "a".repeat(128), true],
    ["129 characters", "a".repeat(129), false],
    ["128 characters of two units", "\u{1F600}".repeat(128), true],
    ["129 characters, one of two units", `\u{1F600}${"a".repeat(128)}`, false],
    ["257 units", `\u{1F600}`.repeat(128).concat("a"), false],
    ["U+0000 at the beginning", "\0id", false],
    ["U+0000 at the end", "id\0", false],
    ["a lone surrogate", "id\uD800", false],
  ])("of %s", (_, value, expected) => {
    expect(isId(value)).toBe(expected);
    expect(id.safeParse(value).success).toBe(expected);
  });
});

test.each([
  ["an id", id, "", "1 to 128 Unicode characters with no lone surrogate and no U+0000"],
  ["an instant", instant, "noon", expect.stringContaining("RFC 3339")],
  ["a time zone", timeZone, "Mars/Olympus", "an IANA time zone such as Europe/Prague"],
])("what is no value of %s has one issue, with the form that was expected", (_, schema, value, message) => {
  expect(schema.safeParse(value).error?.issues).toEqual([{ code: "custom", path: [], message }]);
});

test("a time zone without a name has one issue too", () => {
  expect(timeZone.safeParse("").error?.issues).toEqual([expect.objectContaining({ code: "too_small" })]);
});

test("a schema of JSON is told what it can be told", () => {
  expect(z.toJSONSchema(id)).toMatchObject({ type: "string", minLength: 1, maxLength: 128 });
  expect(z.toJSONSchema(instant)).toMatchObject({ type: "string", format: "date-time" });
  expect(z.toJSONSchema(text)).toMatchObject({ type: "string" });
});

test("the pattern of an instant fits each that is accepted, and none with anything before or after it", () => {
  const { pattern } = z.toJSONSchema(instant);
  const fits = (value: string) => new RegExp(String(pattern), "u").test(value);
  const valid = fc
    .tuple(
      fc.date({ min: new Date(0), max: new Date("2100-01-01T00:00:00Z"), noInvalidDate: true }),
      fc.constantFrom("", ".5", ".123456789"),
      fc.constantFrom("Z", "+02:00", "-11:30"),
    )
    .map(([date, fraction, offset]) => `${date.toISOString().slice(0, 19)}${fraction}${offset}`);
  fc.assert(
    fc.property(valid, (value) => {
      expect([parseInstant(value) !== undefined, fits(value)]).toEqual([true, true]);
      expect([` ${value}`, `${value} `, value.replace("T", " "), value.slice(0, 10)].filter(fits)).toEqual([]);
    }),
  );
});
