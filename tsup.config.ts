import { rmSync } from "node:fs";
import { defineConfig, type Options } from "tsup";

const entry = {
  index: "src/index.ts",
  "replay/index": "src/replay/index.ts",
  "importers/smartsupp/index": "src/importers/smartsupp/index.ts",
};

const common: Options = { outDir: "dist", target: "node20", splitting: true };

/** All entries in one build, so that what they share stands in one chunk and every class exists once. */
const esm: Options = { ...common, format: "esm", entry: { ...entry, "cli/main": "src/cli/main.ts" } };
const cjs: Options = { ...common, format: "cjs", entry };

/** The declarations are rolled up by TypeScript 6, which warns of an option that tsup sets. */
const dts: Options["dts"] = { entry, compilerOptions: { ignoreDeprecations: "6.0" } };

/** `tsup` makes the package; `tsup --no-dts` only what the command line runs on, in a second. */
export default defineConfig((flags) => {
  if (flags.dts === false) return esm;
  rmSync("dist", { recursive: true, force: true });
  return [
    { ...esm, dts },
    { ...cjs, dts },
  ];
});
