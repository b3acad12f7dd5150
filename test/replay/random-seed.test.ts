import { expect, test } from "vitest";
import { randomSeed } from "../../src/replay/random-seed.ts";

test("a seed is other each time, and no more than 31 bits of a whole number", () => {
  const seeds = Array.from({ length: 1_000 }, randomSeed);
  for (const seed of seeds) expect(seed).toBe(seed & 0x7fffffff);
  expect(new Set(seeds).size).toBeGreaterThan(990);
  // As many fall into one half as into the other.
  expect(Math.abs(seeds.filter((seed) => seed < 0x40000000).length - 500)).toBeLessThan(200);
});
