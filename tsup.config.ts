import { rmSync } from "node:fs";
import { defineConfig, type Options } from "tsup";

const entry = {
  index: "src/index.ts",
  "replay/index": "src/replay/index.ts",
  "sql/index": "src/sql/index.ts",
  "importers/smartsupp/index": "src/importers/smartsupp/index.ts",
  "report/index": "src/report/index.ts",
  "testing/index": "src/testing/index.ts",
  "testing/arbitraries/index": "src/testing/arbitraries/index.ts",
  "testing/jest": "src/testing/jest.ts",
  "testing/laws/index": "src/testing/laws/index.ts",
  "testing/vitest": "src/testing/vitest.ts",
};

const common: Options = {
  outDir: "dist",
  target: "node20",
  splitting: true,
  esbuildOptions(options) {
    // Writes constants where they are used: the scanner is a tenth faster for it.
    options.minifySyntax = true;
  },
};

/** All entries in one build, so that what they share stands in one chunk and every class exists once. */
const esm: Options = { ...common, format: "esm", entry };
/** `shims` gives CommonJS its `import.meta.url`. Its classes do not survive the syntax above: see the test of the package. */
const cjs: Options = { ...common, format: "cjs", entry, shims: true, esbuildOptions() {} };

/**
 * The command line and its threads, with all that they depend on: a few files load in half the time of many. What draws a
 * report is as large as all the rest, and asked for where it is needed; DuckDB is a library of its own for each system.
 */
const programs: Options = {
  ...common,
  format: "esm",
  entry: {
    "cli/main": "src/cli/main.ts",
    "replay/scan-worker": "src/replay/scan/scan-worker.ts",
    "replay/pack-worker": "src/replay/packed/pack-worker.ts",
  },
  noExternal: [/^(?!@observablehq\/plot$|linkedom$|@duckdb\/node-api$)/],
};

/**
 * The declarations are rolled up by TypeScript 6, which warns of an option that tsup sets; those of CommonJS are made of them by
 * `scripts/declare-commonjs.mjs`.
 */
const dts: Options["dts"] = { entry, compilerOptions: { ignoreDeprecations: "6.0" } };

/** `tsup` makes the package; `tsup --no-dts` only what the command line runs on, in a second. */
export default defineConfig((flags) => {
  if (flags.dts === false) return [esm, programs];
  rmSync("dist", { recursive: true, force: true });
  return [{ ...esm, dts }, cjs, programs];
});
