// Writes dist/licenses.txt: the licences of the packages that are built into the command line and its threads.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Peers that are not built into the command line: of `chatledger/testing`, and what draws a report. */
const apart = ["@observablehq/plot", "expect", "fast-check", "linkedom", "vitest"];
/** What only the command line needs, and brings along. */
const built = ["fastest-levenshtein"];
const { dependencies, peerDependencies } = readPackage(".");
/** @type {Set<string>} */
const names = new Set();
for (const name of [...Object.keys({ ...dependencies, ...peerDependencies }), ...built]) {
  if (!apart.includes(name)) take(name);
}

const texts = [...names].sort().map((name) => {
  const folder = join("node_modules", name);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence.`);
  return `${name} ${readPackage(folder).version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});
writeFileSync("dist/licenses.txt", texts.join(`\n${"-".repeat(80)}\n\n`));

/** A package, and what it depends on. @param {string} name */
function take(name) {
  if (names.has(name)) return;
  names.add(name);
  for (const other of Object.keys(readPackage(join("node_modules", name)).dependencies ?? {})) take(other);
}

/** @param {string} folder @returns {{ version: string, dependencies?: object, peerDependencies?: object }} */
function readPackage(folder) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
