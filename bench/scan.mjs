/*
 * Statistics of long logs: the scanner by one thread and by all, the ordinary replay, and what stands beside them, as whole
 * processes. The answers are compared; DuckDB takes part if it is installed (npm install --no-save @duckdb/node-api).
 *
 *   node bench/scan.mjs [EVENTS] [ROUNDS]        after npm run build:js
 */
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { generateLog } from "./generate-log.mjs";
import { medianOf, show } from "./median.mjs";
import { runAlternating } from "./run-alternating.mjs";

const events = Number(process.argv[2] ?? 2_000_000);
const rounds = Number(process.argv[3] ?? 5);
const folder = mkdtempSync(join(tmpdir(), "chatledger-bench-"));
const log = join(folder, "log.ndjson");
const odd = join(folder, "odd.ndjson");
const stats = ["dist/cli/main.js", "stats", "--by", "day", "--json"];
const FLOOR = "JSON.parse each line";

try {
  generateLog(events, log);
  await makeOdd(log, odd);
  const runs = runAlternating(
    {
      [FLOOR]: ["bench/json-parse-each-line.mjs", log],
      // To stop at the first error, a log is replayed in the ordinary way.
      "stats, ordinary": [...stats, log, "--strict"],
      "stats, 1 thread": [...stats, log, "--threads", "1"],
      "stats, all threads": [...stats, log],
      "stats, 1 thread, Prague": [...stats, log, "--threads", "1", "--tz", "Europe/Prague"],
      "stats, 1 thread, 1 % odd": [...stats, odd, "--threads", "1"],
      ...(hasDuckDb() ? { "DuckDB, 2 threads": ["bench/duckdb-statistics.mjs", log, "2"] } : {}),
    },
    rounds,
  );
  const { model = "" } = cpus()[0] ?? {};
  console.log(`${events} events, ${rounds} rounds, Node ${process.version}, ${model}, ${cpus().length} cores`);
  const floor = runs.get(FLOOR) ?? [];
  for (const [name, list] of runs) {
    const seconds = medianOf(list.map((run) => run.seconds));
    const ratio = medianOf(list.map((run, i) => run.seconds / (floor[i]?.seconds ?? Number.NaN)));
    const peak = medianOf(list.map((run) => run.megabytes)).median.toFixed(0);
    console.log(`${name.padEnd(26)} ${show(seconds, "s")}   ratio ${show(ratio, "x")}   peak ${peak} MB`);
  }
  const [answer, ...others] = [
    "stats, ordinary",
    "stats, 1 thread",
    "stats, all threads",
    "stats, 1 thread, 1 % odd",
  ].map((name) => runs.get(name)?.[0]?.output);
  if (others.some((other) => other !== answer)) throw new Error("The answers differ.");
  const ducks = runs.get("DuckDB, 2 threads")?.[0]?.output;
  if (ducks !== undefined && countsIn(ducks) !== countsIn(answer ?? "")) throw new Error("DuckDB's answer differs.");
  console.log("The answers are the same.");
} finally {
  rmSync(folder, { recursive: true });
}

/** The same log with a blank after the first colon of every hundredth line. @param {string} from @param {string} to */
async function makeOdd(from, to) {
  const out = openSync(to, "w");
  let [block, count] = ["", 0];
  for await (const line of createInterface({ input: createReadStream(from) })) {
    count++;
    block += `${count % 100 === 0 ? line.replace(":", ": ") : line}\n`;
    if (block.length < 1 << 20) continue;
    writeSync(out, block);
    block = "";
  }
  writeSync(out, block);
  closeSync(out);
}

/** What both count, added up. @param {string} json */
function countsIn(json) {
  const rows = /** @type {Record<string, number>[]} */ (JSON.parse(json));
  const sum = (/** @type {string} */ figure) => rows.reduce((total, row) => total + (row[figure] ?? 0), 0);
  return ["triggered", "resolved", "escalated"].map(sum).join();
}

function hasDuckDb() {
  try {
    createRequire(import.meta.url).resolve("@duckdb/node-api");
    return true;
  } catch {
    return false;
  }
}
