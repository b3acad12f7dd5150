/*
 * Statistics of long logs: the scanner by one thread and by all, of lines and of the packed log, the ordinary replay, and what
 * stands beside them, as whole processes. The answers are compared; DuckDB takes part if it is installed (npm install --no-save @duckdb/node-api).
 *
 *   node bench/scan.mjs [EVENTS] [ROUNDS]        after npm run build:js
 */
import { spawnSync } from "node:child_process";
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
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
const packed = join(folder, "packed.parquet");
const stats = ["dist/cli/main.js", "stats", "--by", "day", "--json"];
const FLOOR = "JSON.parse each line";
const ONE_THREAD = "stats, 1 thread";
const PACKED = "stats, 1 thread, packed";

try {
  generateLog(events, log);
  await makeOdd(log, odd);
  const packing = pack(log, packed);
  const runs = runAlternating(
    {
      [FLOOR]: ["bench/json-parse-each-line.mjs", log],
      // To stop at the first error, a log is replayed in the ordinary way.
      "stats, ordinary": [...stats, log, "--strict"],
      [ONE_THREAD]: [...stats, log, "--threads", "1"],
      "stats, all threads": [...stats, log],
      "stats, 1 thread, Prague": [...stats, log, "--threads", "1", "--tz", "Europe/Prague"],
      "stats, 1 thread, 1 % odd": [...stats, odd, "--threads", "1"],
      [PACKED]: [...stats, packed, "--threads", "1"],
      ...(hasDuckDb()
        ? {
            "DuckDB, 2 threads": ["bench/duckdb-statistics.mjs", log, "2"],
            "DuckDB, 2 threads, packed": ["bench/duckdb-statistics.mjs", packed, "2"],
          }
        : {}),
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
  const lines = runs.get(ONE_THREAD) ?? [];
  const gain = medianOf((runs.get(PACKED) ?? []).map((run, i) => run.seconds / (lines[i]?.seconds ?? Number.NaN)));
  const share = (100 * statSync(packed).size) / statSync(log).size;
  console.log(
    `packed in ${packing.toFixed(1)} s to ${share.toFixed(0)} % of the bytes; to 1 thread: ratio ${show(gain, "x")}`,
  );
  const [answer, ...others] = [
    "stats, ordinary",
    ONE_THREAD,
    "stats, all threads",
    "stats, 1 thread, 1 % odd",
    PACKED,
  ].map((name) => runs.get(name)?.[0]?.output);
  if (others.some((other) => other !== answer)) throw new Error("The answers differ.");
  for (const name of ["DuckDB, 2 threads", "DuckDB, 2 threads, packed"]) {
    const ducks = runs.get(name)?.[0]?.output;
    if (ducks !== undefined && countsIn(ducks) !== countsIn(answer ?? "")) throw new Error("DuckDB's answer differs.");
  }
  console.log("The answers are the same.");
} finally {
  rmSync(folder, { recursive: true });
}

/** Packs a log, and says how many seconds that took. @param {string} from @param {string} to */
function pack(from, to) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["dist/cli/main.js", "pack", from, "--out", to]);
  if (status !== 0) throw new Error(`pack ended with ${status}: ${String(stderr)}`);
  return (performance.now() - start) / 1_000;
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
