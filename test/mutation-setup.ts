import { inject, vi } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** What Stryker is about: to see which test runs which code, or to try a mutant. */
    readonly mode: "dry-run" | "mutant";
  }
}

const MOST_RUNS = 25;

/* A mutant that a property can find is found in a few runs, always the same ones, and nobody wants it shrunk. */
vi.mock("fast-check", async (importOriginal) => {
  const fc = await importOriginal<typeof import("fast-check")>();
  const assert = (...[property, { numRuns = MOST_RUNS, ...rest } = {}]: Parameters<typeof fc.assert>) =>
    fc.assert(property, { ...rest, numRuns: Math.min(numRuns, MOST_RUNS), seed: 1, endOnFailure: true });
  return { ...fc, default: { ...fc.default, assert } };
});

/* What one file has built and keeps must not hide which code another one needs. */
if (inject("mode") === "dry-run") vi.resetModules();
