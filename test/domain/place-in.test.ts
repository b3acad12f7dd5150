import fc from "fast-check";
import { expect, test } from "vitest";
import { placeIn } from "../../src/domain/place-in.ts";

const numbers = fc.array(fc.integer({ min: -5, max: 5 })).map((list) => list.toSorted((a, b) => a - b));

test("a number stands before the first that is not less, of all or of some", () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: -6, max: 6 }), fc.nat(20), fc.nat(20), (list, number, a, b) => {
      const expected = list.findIndex((each) => each >= number);
      expect(placeIn(list, number)).toBe(expected < 0 ? list.length : expected);
      expect(placeIn(Float64Array.from(list), number)).toBe(placeIn(list, number));
      const [from, to] = [Math.min(a, b, list.length), Math.min(Math.max(a, b), list.length)];
      expect(placeIn(list, number, from, to)).toBe(from + placeIn(list.slice(from, to), number));
    }),
  );
});

test("what has no moment comes before all", () => {
  expect(placeIn([Number.NEGATIVE_INFINITY, 0], Number.NEGATIVE_INFINITY)).toBe(0);
  expect(placeIn([0], Number.NEGATIVE_INFINITY)).toBe(0);
});
