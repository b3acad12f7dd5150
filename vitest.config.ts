import { defineConfig } from "vitest/config";

/** Makes "chatledger" mean the source, so that tests run with no build. */
const conditions = ["@chatledger/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/global-setup.ts",
    // Tests that start processes, on a machine that is busy with the others.
    testTimeout: 30_000,
    coverage: { include: ["src/**"] },
  },
});
