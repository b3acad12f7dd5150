import { defineConfig } from "vitest/config";

/** Makes "chatledger" mean the source, so that tests run with no build. */
export const conditions = ["@chatledger/source"];

/** Tests that put another module in place of ours. */
export const mocking = ["test/domain/upcast-in-parse.test.ts"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // All cores: with two of them the default leaves one idle.
    maxWorkers: "100%",
    // Tests that start processes, on a machine that is busy with the others.
    testTimeout: 30_000,
    // Node may wait for ever, or abort, when a worker thread ends while code of it is still being compiled beside it
    // (https://github.com/nodejs/node/issues/54918). Tests end many threads, so they compile nothing beside.
    execArgv: ["--no-concurrent-recompilation"],
    // The rooms that answer are covered by their own tests, whole: `npm run coverage`.
    coverage: { include: ["src/{domain,policies,projections}/**"], reporter: "text", thresholds: { 100: true } },
    projects: [
      {
        extends: true,
        test: {
          name: "tests",
          include: ["test/**/*.test.ts"],
          // Those of engines start servers: `npm run test:engines`.
          exclude: [...mocking, "test/engines/**"],
          globalSetup: "test/global-setup.ts",
          setupFiles: "test/setup.ts",
          // Loading the source anew for each file takes longer than most files.
          isolate: false,
        },
      },
      { extends: true, test: { name: "mocking", include: mocking } },
    ],
  },
});
