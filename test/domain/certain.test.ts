import { expect, test } from "vitest";
import { certain } from "../../src/domain/certain.ts";

test.each([[0], [""], [false], [Number.NaN], [{}]])("%j is there", (value) => {
  expect(certain(value)).toBe(value);
});

test.each([[undefined], [null]])("%s is a fault of the library", (value) => {
  expect(() => certain(value)).toThrow(new TypeError("Something is missing that is always there."));
});
