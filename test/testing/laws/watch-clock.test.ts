import { describe, expect, test } from "vitest";
import { watchClock } from "../../../src/testing/laws/watch-clock.ts";

describe("a run that reads the clock or chance is told of", () => {
  test.each<[string, () => unknown]>([
    ["Date.now()", () => Date.now()],
    ["new Date()", () => new Date()],
    ["Date()", () => Date()],
    ["Math.random()", () => Math.random()],
    ["performance.now()", () => performance.now()],
  ])("%s", (name, run) => expect(watchClock(run).reads).toEqual([name]));
});

test("an instant that is brought along is no reading of the clock", () => {
  const run = () => [
    new Date(0).toISOString(),
    Date.parse("1970-01-01"),
    Date.UTC(1970, 0),
    new Date(0) instanceof Date,
  ];
  expect(watchClock(run)).toEqual({ value: ["1970-01-01T00:00:00.000Z", 0, 0, true], reads: [] });
});

test("the clock is put back, also after an exception", () => {
  const before = [Date, Math.random, performance.now];
  expect(() =>
    watchClock(() => {
      throw new RangeError("no");
    }),
  ).toThrow(RangeError);
  expect([Date, Math.random, performance.now]).toEqual(before);
  expect(Object.hasOwn(performance, "now")).toBe(false);
});
