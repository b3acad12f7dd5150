// Writes the parts of docs/rules.md and docs/proof.md that are found by the exhaustive tests; a test holds them to it.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const outfile = ".tmp/generate-proof.mjs";
await build({
  stdin: {
    contents: 'export { generatedParts } from "./pages.ts"; export { withParts } from "./markdown.ts";',
    resolveDir: "test/exhaustive",
  },
  bundle: true,
  platform: "node",
  format: "esm",
  // "chatledger" means the source, as in the tests.
  conditions: ["@chatledger/source"],
  outfile,
});
/** @type {typeof import("../test/exhaustive/pages.ts") & typeof import("../test/exhaustive/markdown.ts")} */
const { generatedParts, withParts } = await import(pathToFileURL(outfile).href);
for (const [page, parts] of Object.entries(generatedParts())) {
  writeFileSync(page, withParts(readFileSync(page, "utf8"), parts));
}
