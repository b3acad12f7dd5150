import { defineConfig } from "vitest/config";
import { conditions } from "./vitest.config.ts";

/** The tests that a mutant is tried on: those of the rooms that are mutated, which need no build. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/{domain,policies,projections}/**/*.test.ts"],
    // Mutants run in threads, which have no time zone of their own.
    testNamePattern: /^(?!.*time zone of the process)/,
    testTimeout: 30_000,
  },
});
