// Writes the parts of docs/planning.md that follow from what bench/planning.mjs has measured; a test holds the page to it.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { planningParts } from "./planning.mjs";

const outfile = ".tmp/markdown.mjs";
await build({ entryPoints: ["test/exhaustive/markdown.ts"], bundle: true, platform: "node", format: "esm", outfile });
/** @type {typeof import("../test/exhaustive/markdown.ts")} */
const { withParts } = await import(pathToFileURL(outfile).href);
const page = "docs/planning.md";
const parts = planningParts(JSON.parse(readFileSync("bench/planning.json", "utf8")));
writeFileSync(page, withParts(readFileSync(page, "utf8"), parts));
