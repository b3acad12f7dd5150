import { rmSync, writeFileSync } from "node:fs";
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
 * What is built in: all that a program depends on, since a few files load in half the time of many. But what draws a report is as
 * large as all the rest, and DuckDB is a library of its own for each system.
 */
const noExternal = [/^(?!@observablehq\/plot$|linkedom$|@duckdb\/node-api$)/];

/** The threads. */
const threads: Options = {
  ...common,
  format: "esm",
  entry: {
    "replay/scan-worker": "src/replay/scan/scan-worker.ts",
    "replay/pack-worker": "src/replay/packed/pack-worker.ts",
  },
  noExternal,
};

/** The command line is of CommonJS, which starts sooner, and whose code Node takes as it was compiled before. */
const commonJs: Options = {
  ...common,
  format: "cjs",
  splitting: false,
  esbuildOptions(options, context) {
    common.esbuildOptions?.(options, context);
    // `createRequire` takes paths too.
    const places = { "import.meta.url": "__filename", "import.meta.dirname": "__dirname" };
    options.define = { ...options.define, ...places };
  },
};

/** The program, in one file: a function of what `src/cli/load-program.ts` gives it. */
const program: Options = {
  ...commonJs,
  entry: { program: "src/cli/run.ts" },
  noExternal,
  esbuildOptions(options, context) {
    commonJs.esbuildOptions?.(options, context);
    // It is looked through whole at each start. Names stay, for who reports an error, and Node prints the line that it comes from.
    options.minifyWhitespace = true;
    options.lineLimit = 200;
  },
  plugins: [
    {
      name: "function-of-its-surroundings",
      renderChunk(code) {
        const body = code.replace(/\bimport\((?=")/g, "importOutside(");
        return {
          code: `(function (exports, require, module, __filename, importOutside) {${body}\nreturn module.exports;\n})`,
        };
      },
    },
  ],
};

/** What starts it, whatever the package says of files that end in `.js`. */
const start: Options = {
  ...commonJs,
  entry: { "cli/main": "src/cli/main.ts" },
  outExtension: () => ({ js: ".js" }),
  onSuccess: async () => writeFileSync("dist/cli/package.json", '{ "type": "commonjs" }\n'),
};

/**
 * The declarations are rolled up by TypeScript 6, which warns of an option that tsup sets; those of CommonJS are made of them by
 * `scripts/declare-commonjs.mjs`.
 */
const dts: Options["dts"] = { entry, compilerOptions: { ignoreDeprecations: "6.0" } };

/** `tsup` makes the package; `tsup --no-dts` only what the command line runs on, in a second. */
export default defineConfig((flags) => {
  if (flags.dts === false) return [esm, threads, program, start];
  rmSync("dist", { recursive: true, force: true });
  return [{ ...esm, dts }, cjs, threads, program, start];
});
