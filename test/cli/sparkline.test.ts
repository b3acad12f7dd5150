import fc from "fast-check";
import { expect, test } from "vitest";
import { sparkline } from "../../src/cli/sparkline.ts";

test.each([
  [[], 8, ""],
  [[0, 0], 8, "▁▁"],
  [[0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"],
  [[1, 1_000_000, 0], 8, "▂█▁"],
  [[2, 2, 0, 0, 1], 3, "█▁▅"],
  [[5], 1, "█"],
])("%j in %i columns is %j", (counts, width, shown) => {
  expect(sparkline(counts, width)).toBe(shown);
});

test("a line is never longer than its room, and more is never lower than less", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1_000), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      (counts, width) => {
        const shown = sparkline(counts, width);
        expect(shown.length).toBeLessThanOrEqual(width);
        if (width < counts.length) return;
        expect(shown).toHaveLength(counts.length);
        const heights = counts.map((count, i) => [count, shown.charCodeAt(i)] as const);
        for (const [less, low] of heights) {
          for (const [more, high] of heights) expect(less < more ? low <= high : true).toBe(true);
          expect(low === "▁".charCodeAt(0)).toBe(less === 0);
        }
      },
    ),
  );
});
