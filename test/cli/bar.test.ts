import fc from "fast-check";
import { expect, test } from "vitest";
import { bar } from "../../src/cli/bar.ts";

test.each([
  [0, 10, ""],
  [10, 10, "████"],
  [5, 10, "██"],
  [1, 10, "▍"],
  [1, 1_000_000, "▏"],
  [0, 0, ""],
])("%i of %i is %j", (count, most, shown) => {
  expect(bar(count, most, 4)).toBe(shown);
});

test("a bar is never longer than its room, and more is never shown as less", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 30 }), (a, b, width) => {
      const most = Math.max(a, b);
      const [less, more] = [bar(Math.min(a, b), most, width), bar(most, most, width)];
      expect(less.length).toBeLessThanOrEqual(more.length);
      expect(more).toBe(most === 0 ? "" : "█".repeat(width));
    }),
  );
});
