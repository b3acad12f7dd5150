/*
 * Statistics of long logs: the scanner by one thread and by all, of lines and of the packed log, the ordinary replay, and what
 * stands beside them, as whole processes. The answers are compared; DuckDB takes part if it is installed (npm install --no-save @duckdb/node-api).
 *
 *   node bench/scan.mjs [EVENTS] [ROUNDS] [--no-replay]        after npm run build:js
 *
 * The ordinary replay takes as long as all the rest: `--no-replay` leaves it out.
 */
import { spawnSync } from "node:child_process";
import { closeSync, createReadStream, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { generateLog } from "./generate-log.mjs";
import { medianOf, show } from "./median.mjs";
import { runAlternating } from "./run-alternating.mjs";

const events = Number(process.argv[2] ?? 2_000_000);
const rounds = Number(process.argv[3] ?? 5);
const replays = !process.argv.includes("--no-replay");
const folder = mkdtempSync(join(tmpdir(), "chatledger-bench-"));
const log = join(folder, "log.ndjson");
const grown = join(folder, "grown.ndjson");
const checkpoint = join(folder, "checkpoint");
const odd = join(folder, "odd.ndjson");
const python = join(folder, "python.ndjson");
const packed = join(folder, "packed.parquet");
const stats = ["dist/cli/main.js", "stats", "--by", "day", "--json"];
const one = ["--threads", "1"];

const FLOOR = "JSON.parse each line";
const ORDINARY = "stats, event by event";
const ONE_THREAD = "stats, 1 thread";
const DEFAULT = "stats";
const PRAGUE = "stats, 1 thread, Prague";
const ODD = "stats, 1 thread, 1 % odd";
const PYTHON = "stats, 1 thread, by Python";
const PACKED = "stats, 1 thread, packed";
const CAUGHT_UP = "stats, 1 thread, caught up";
const DUCK = "DuckDB, 2 threads";
const DUCK_ALONE = "DuckDB, 1 thread";
const DUCK_PACKED = "DuckDB, 2 threads, packed";
/** Those that print the same; DuckDB's counts are added up. */
const ALIKE = [...(replays ? [ORDINARY] : []), ONE_THREAD, DEFAULT, ODD, PYTHON, PACKED, CAUGHT_UP];
const DUCKS = [DUCK, DUCK_ALONE, DUCK_PACKED];

try {
  generateLog(events, log);
  await rewrite(log, odd, oddly);
  await rewrite(log, python, asPython);
  makeGrown(log, grown);
  const packing = run("pack", log, "--out", packed);
  const runs = runAlternating(
    {
      [FLOOR]: ["bench/json-parse-each-line.mjs", log],
      // To stop at the first error, a log is replayed in the ordinary way.
      ...(replays ? { [ORDINARY]: [...stats, log, "--strict"] } : {}),
      [ONE_THREAD]: [...stats, log, ...one],
      [DEFAULT]: [...stats, log],
      [PRAGUE]: [...stats, log, ...one, "--tz", "Europe/Prague"],
      [ODD]: [...stats, odd, ...one],
      [PYTHON]: [...stats, python, ...one],
      [PACKED]: [...stats, packed, ...one],
      [CAUGHT_UP]: [...stats, grown, ...one, "--checkpoint", checkpoint],
      ...(hasDuckDb()
        ? {
            [DUCK]: ["bench/duckdb-statistics.mjs", log, "2"],
            [DUCK_ALONE]: ["bench/duckdb-statistics.mjs", log, "1"],
            [DUCK_PACKED]: ["bench/duckdb-statistics.mjs", packed, "2"],
          }
        : {}),
    },
    rounds,
  );
  const { model = "" } = cpus()[0] ?? {};
  console.log(`${events} events, ${rounds} rounds, Node ${process.version}, ${model}, ${cpus().length} cores\n`);
  for (const [name, list] of runs) {
    const seconds = medianOf(list.map((each) => each.seconds));
    const perEvent = ((1e9 * seconds.median) / events).toFixed(0);
    const peak = medianOf(list.map((each) => each.megabytes)).median.toFixed(0);
    console.log(`${name.padEnd(27)} ${show(seconds, "s")}  ${perEvent.padStart(6)} ns an event  peak ${peak} MB`);
  }
  const share = (100 * statSync(packed).size) / statSync(log).size;
  console.log(
    `wc -l ${wordCount(log).toFixed(2)} s; packed in ${packing.toFixed(1)} s to ${share.toFixed(0)} % of the bytes\n`,
  );

  /** The ratio of two programs, round by round. */
  const ratio = (/** @type {string} */ of, /** @type {string} */ to, /** @type {"seconds" | "megabytes"} */ what) => {
    const base = runs.get(to) ?? [];
    const ratios = (runs.get(of) ?? []).map((each, i) => each[what] / (base[i]?.[what] ?? Number.NaN));
    if (ratios.length > 0 && base.length > 0)
      console.log(`${`${of} / ${to}`.padEnd(52)} ${what}  ${show(medianOf(ratios), "x")}`);
  };
  ratio(ONE_THREAD, FLOOR, "seconds");
  ratio(DEFAULT, FLOOR, "seconds");
  ratio(DEFAULT, DUCK, "seconds");
  ratio(DEFAULT, DUCK, "megabytes");
  ratio(PRAGUE, ONE_THREAD, "seconds");
  ratio(PACKED, ONE_THREAD, "seconds");
  ratio(ODD, ONE_THREAD, "seconds");
  ratio(PYTHON, ONE_THREAD, "seconds");
  ratio(CAUGHT_UP, ONE_THREAD, "seconds");
  ratio(DEFAULT, ORDINARY, "seconds");

  const [answer = "", ...others] = ALIKE.map((name) => runs.get(name)?.[0]?.output);
  if (others.some((other) => other !== answer)) throw new Error("The answers differ.");
  for (const name of DUCKS) {
    const ducks = runs.get(name)?.[0]?.output;
    if (ducks !== undefined && countsIn(ducks) !== countsIn(answer)) throw new Error("DuckDB's answer differs.");
  }
  console.log("\nThe answers are the same.");
} finally {
  rmSync(folder, { recursive: true });
}

/** Runs a command to its end, and says how many seconds that took. @param {readonly string[]} args */
function run(...args) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["dist/cli/main.js", ...args], { maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${String(stderr)}`);
  return (performance.now() - start) / 1_000;
}

/** How many seconds it takes to count the lines. @param {string} file */
function wordCount(file) {
  const start = performance.now();
  spawnSync("wc", ["-l", file]);
  return (performance.now() - start) / 1_000;
}

/** The same log, of which a checkpoint was made before its last hundredth came. @param {string} from @param {string} to */
function makeGrown(from, to) {
  const { size } = statSync(from);
  const source = openSync(from, "r");
  const target = openSync(to, "w");
  const block = Buffer.allocUnsafe(1 << 22);
  const before = Math.floor(0.99 * size);
  for (let copied = 0; copied < size; ) {
    const read = readSync(source, block, 0, Math.min(block.length, (copied < before ? before : size) - copied), copied);
    writeSync(target, block, 0, read);
    copied += read;
    if (copied !== before) continue;
    // The line that is cut is an error for now.
    const made = spawnSync(process.execPath, [...stats, to, "--checkpoint", checkpoint], { maxBuffer: 1 << 30 });
    if (made.status === null || made.status > 1) throw new Error(`A checkpoint cannot be made: ${String(made.stderr)}`);
  }
  closeSync(source);
  closeSync(target);
}

/** The same log, line by line in another way. @param {string} from @param {string} to @param {(line: string, count: number) => string} written */
async function rewrite(from, to, written) {
  const out = openSync(to, "w");
  let [block, count] = ["", 0];
  for await (const line of createInterface({ input: createReadStream(from) })) {
    count++;
    block += `${written(line, count)}\n`;
    if (block.length < 1 << 20) continue;
    writeSync(out, block);
    block = "";
  }
  writeSync(out, block);
  closeSync(out);
}

/** Every hundredth line has an escape in a name, for which the ordinary parser looks at it. @param {string} line @param {number} count */
function oddly(line, count) {
  return count % 100 === 0 ? line.replace('"type"', '"\\u0074ype"') : line;
}

/** With blanks and instants as Python prints them by itself. @param {string} line */
function asPython(line) {
  return line
    .replaceAll(',"', ', "')
    .replaceAll('":', '": ')
    .replace(/\.(\d{3})Z"/, '.$1000+00:00"');
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
