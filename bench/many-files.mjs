/*
 * Statistics of one log that lies in one file, in many files, and in archives, which are unpacked side by side or one after the other, as
 * whole processes. The answers are compared.
 *
 *   node bench/many-files.mjs [EVENTS] [ROUNDS] [FILES] [ARCHIVES]        after npm run build:js
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { generateLog } from "./generate-log.mjs";
import { medianOf, show } from "./median.mjs";
import { runAlternating } from "./run-alternating.mjs";

const [events = 1_000_000, rounds = 5, fileCount = 200, archiveCount = 8] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "chatledger-bench-"));
const log = join(folder, "log.ndjson");
const stats = ["dist/cli/main.js", "stats", "--by", "day", "--json"];

const ONE_FILE = "one file";
const ARCHIVES = "archives";

try {
  generateLog(events, log);
  const bytes = readFileSync(log);
  const files = partsOf(bytes, fileCount).map((part, i) => written(`${i}.ndjson`, part));
  const archives = partsOf(bytes, archiveCount).map((part, i) => written(`${i}.ndjson.gz`, gzipSync(part)));
  const runs = runAlternating(
    {
      [ONE_FILE]: [...stats, log],
      [`${fileCount} files`]: [...stats, ...files],
      [ARCHIVES]: [...stats, ...archives],
      [`${ARCHIVES}, one at a time`]: [...stats, ...archives, "--threads", "1"],
    },
    rounds,
  );
  const { model = "" } = cpus()[0] ?? {};
  console.log(`${events} events, ${rounds} rounds, Node ${process.version}, ${model}, ${cpus().length} cores\n`);
  for (const [name, list] of runs) {
    const base = runs.get(name.startsWith(ARCHIVES) ? ARCHIVES : ONE_FILE) ?? [];
    if (list[0]?.output !== base[0]?.output) throw new Error("The answers differ.");
    const seconds = medianOf(list.map((each) => each.seconds));
    const peak = medianOf(list.map((each) => each.megabytes)).median.toFixed(0);
    const ratio = medianOf(list.map((each, i) => each.seconds / (base[i]?.seconds ?? Number.NaN)));
    console.log(`${name.padEnd(24)} ${show(seconds, "s")}  peak ${peak.padStart(4)} MB  ${show(ratio, "x")}`);
  }
  if (runs.get(ARCHIVES)?.[0]?.output !== runs.get(ONE_FILE)?.[0]?.output) throw new Error("The answers differ.");
  console.log("\nThe answers are the same.");
} finally {
  rmSync(folder, { recursive: true });
}

/** Writes a file. @param {string} name @param {Uint8Array} bytes */
function written(name, bytes) {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** Parts of about one size, that begin and end where lines do. @param {Buffer} bytes @param {number} count */
function partsOf(bytes, count) {
  const ends = Array.from({ length: count }, (_, i) => bytes.indexOf("\n", ((i + 1) * bytes.length) / count - 1) + 1);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}
