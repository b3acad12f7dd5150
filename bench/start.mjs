/*
 * How soon short commands answer, as whole processes: with what was compiled in earlier runs, and without. The answers are compared.
 *
 *   node bench/start.mjs [ROUNDS]        after npm run build:js
 */
import { cpus } from "node:os";
import { medianOf, show } from "./median.mjs";
import { runAlternating } from "./run-alternating.mjs";

const [rounds = 21] = process.argv.slice(2).map(Number);
const log = "examples/example-log.ndjson";
const commands = ["--version", `stats ${log}`, `classify ${log}`, `quota ${log} --as-of 2024-06-01T00:00:00Z`];

/** @type {Record<string, readonly string[]>} */
const programs = {};
for (const command of commands) {
  const args = ["dist/cli/main.js", ...command.split(" ")];
  programs[command] = args;
  programs[`${command}, compiled anew`] = ["--require", "./bench/compile-anew.cjs", ...args];
}
const runs = runAlternating(programs, rounds);
const { model = "" } = cpus()[0] ?? {};
console.log(`${rounds} rounds, Node ${process.version}, ${model}, ${cpus().length} cores\n`);
for (const command of commands) {
  const kept = runs.get(command) ?? [];
  const anew = runs.get(`${command}, compiled anew`) ?? [];
  if (kept[0]?.output !== anew[0]?.output) throw new Error("The answers differ.");
  const seconds = [kept, anew].map((list) => medianOf(list.map((each) => each.seconds * 1_000)).median.toFixed(0));
  const ratio = medianOf(kept.map((each, i) => each.seconds / (anew[i]?.seconds ?? Number.NaN)));
  console.log(
    `${command.split(" ")[0]?.padEnd(10)} ${seconds[0]} ms, compiled anew ${seconds[1]} ms: ${show(ratio, "x")}`,
  );
}
console.log("\nThe answers are the same.");
