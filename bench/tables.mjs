/*
 * Statistics of one log as lines, as CSV and as Parquet that another program has written, as whole processes: lines event by event and
 * scanned. The answers are compared. It needs DuckDB (npm install --no-save @duckdb/node-api).
 *
 *   node bench/tables.mjs [EVENTS] [ROUNDS]        after npm run build:js
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { generateLog } from "./generate-log.mjs";
import { medianOf, show } from "./median.mjs";
import { runAlternating } from "./run-alternating.mjs";

const [events = 300_000, rounds = 5] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "chatledger-bench-"));
const log = join(folder, "log.ndjson");
const stats = ["dist/cli/main.js", "stats", "--by", "day", "--json"];
const ORDINARY = "lines, event by event";

try {
  generateLog(events, log);
  execFileSync(process.execPath, ["bench/as-tables.mjs", log, folder]);
  const runs = runAlternating(
    {
      // To stop at the first error, a log is replayed in the ordinary way.
      [ORDINARY]: [...stats, log, "--strict"],
      lines: [...stats, log],
      CSV: [...stats, join(folder, "log.csv")],
      Parquet: [...stats, join(folder, "log.parquet")],
    },
    rounds,
  );
  const { model = "" } = cpus()[0] ?? {};
  console.log(`${events} events, ${rounds} rounds, Node ${process.version}, ${model}, ${cpus().length} cores\n`);
  const base = runs.get(ORDINARY) ?? [];
  for (const [name, list] of runs) {
    if (list[0]?.output !== base[0]?.output) throw new Error("The answers differ.");
    const seconds = medianOf(list.map((each) => each.seconds));
    const peak = medianOf(list.map((each) => each.megabytes)).median.toFixed(0);
    const ratio = medianOf(list.map((each, i) => each.seconds / (base[i]?.seconds ?? Number.NaN)));
    console.log(`${name.padEnd(24)} ${show(seconds, "s")}  peak ${peak.padStart(4)} MB  ${show(ratio, "x")}`);
  }
  console.log("\nThe answers are the same.");
} finally {
  rmSync(folder, { recursive: true });
}
