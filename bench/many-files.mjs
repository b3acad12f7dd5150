/*
 * Statistics of one log that lies in one file, in many files, and in archives, which are unpacked side by side or one after the other, as
 * whole processes. The answers are compared.
 *
 *   node bench/many-files.mjs [EVENTS] [ROUNDS] [FILES] [ARCHIVES]        after npm run build:js
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
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
  const files = cutInto(fileCount, ".ndjson");
  const archives = cutInto(archiveCount, ".ndjson.gz", "--gzip");
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

/**
 * Cuts the log by another process, since the peak of this one would be that of all that it starts.
 *
 * @param {number} parts @param {string} end @param {readonly string[]} flags
 */
function cutInto(parts, end, ...flags) {
  execFileSync(process.execPath, ["bench/cut-log.mjs", log, folder, `${parts}`, ...flags]);
  return Array.from({ length: parts }, (_, i) => join(folder, `${i}${end}`));
}
