/*
 * Answers by DuckDB in the process: statistics beside a query of DuckDB that tells neither duplicates nor ties apart, and beside the
 * ordinary reading, as whole processes; and every answer of a log that is three times as long as the memory that DuckDB may take. The
 * answers are compared.
 *
 *   node bench/engine.mjs [EVENTS] [ROUNDS]        after npm run build:js
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { generateLog } from "./generate-log.mjs";
import { medianOf, show } from "./median.mjs";
import { runAlternating } from "./run-alternating.mjs";

const events = Number(process.argv[2] ?? 2_000_000);
const rounds = Number(process.argv[3] ?? 5);
const folder = mkdtempSync(join(tmpdir(), "chatledger-bench-"));
const log = join(folder, "log.ndjson");
const engine = ["--engine", "duckdb"];

const QUERY = "a query of DuckDB";
const MEGABYTE = 1e6;

try {
  generateLog(events, log);
  const bytes = statSync(log).size;
  const limit = Math.ceil(bytes / 3 / MEGABYTE);
  const { model = "" } = cpus()[0] ?? {};
  console.log(`${events} events, ${(bytes / MEGABYTE).toFixed(0)} MB, ${rounds} rounds`);
  console.log(`Node ${process.version}, ${model}, ${cpus().length} cores`);
  const within = [...engine, "--memory-limit", `${limit}MB`];
  compare({
    [QUERY]: ["bench/duckdb-statistics.mjs", log],
    "stats by DuckDB": ["dist/cli/main.js", "stats", log, "--json", ...engine],
    [`stats within ${limit} MB`]: ["dist/cli/main.js", "stats", log, "--json", ...within],
    "stats in the ordinary way": ["dist/cli/main.js", "stats", log, "--json"],
  });
  const report = ["replay", "--json", "--force", "--out", join(folder, "report")];
  const quota = ["quota", "--json", "--as-of", "2025-02-01T00:00:00Z"];
  for (const args of [["replay", "--json"], report, ["classify"], quota]) {
    const command = args === report ? "replay --out" : args[0];
    compare({
      [`${command} within ${limit} MB`]: ["dist/cli/main.js", ...args, log, ...within],
      [`${command} in the ordinary way`]: ["dist/cli/main.js", ...args, log],
    });
  }
  console.log("\nThe answers are the same.");
} finally {
  rmSync(folder, { recursive: true });
}

/** Runs ways to one answer, and prints how long each takes and how much memory, as multiples of the first. @param {Readonly<Record<string, readonly string[]>>} programs */
function compare(programs) {
  const runs = runAlternating(programs, rounds);
  const [first = []] = runs.values();
  const outputs = [...runs].filter(([name]) => name !== QUERY).map(([, [run]]) => run?.output);
  if (outputs.some((output) => output !== outputs[0])) throw new Error("The answers differ.");
  console.log();
  for (const [name, list] of runs) {
    const seconds = medianOf(list.map((run) => run.seconds));
    const ratio = medianOf(list.map((run, i) => run.seconds / (first[i]?.seconds ?? Number.NaN)));
    const peak = Math.max(...list.map(({ megabytes }) => (megabytes * 1_048_576) / MEGABYTE));
    console.log(`${name.padEnd(28)} ${show(seconds, "s")}  ${show(ratio, "x")}  peak ${peak.toFixed(0)} MB`);
  }
}
