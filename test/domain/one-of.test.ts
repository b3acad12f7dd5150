import { expect, test } from "vitest";
import { oneOf } from "../../src/domain/one-of.ts";

const SIZES = ["hour", "day", "week"] as const;

test("a value that is allowed is given back", () => {
  expect(SIZES.map((size) => oneOf(SIZES, size, "by"))).toEqual(SIZES);
});

test("any other is refused, with the option, what is allowed and what came", () => {
  expect(() => oneOf<string>(SIZES, "month", "by")).toThrow(
    expect.objectContaining({
      code: "invalid-option",
      message: 'by: expected one of hour, day, week, got "month".',
    }),
  );
});
