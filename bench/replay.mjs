/*
 * Replay of a log as a whole process, against JSON.parse of each line: alternating, so that both meet the same machine.
 *
 *   node bench/replay.mjs [EVENTS] [ROUNDS]        after npm run build:js
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { generateLog } from "./generate-log.mjs";
import { medianOf, show } from "./median.mjs";

const events = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 5);
const folder = mkdtempSync(join(tmpdir(), "chatledger-bench-"));
const log = join(folder, "log.ndjson");
const programs = {
  "JSON.parse each line": ["bench/json-parse-each-line.mjs", log],
  // To stop at the first error, a log is read event by event.
  "replay, event by event": ["dist/cli/main.js", "replay", log, "--json", "--strict"],
  "stats, event by event": ["dist/cli/main.js", "stats", log, "--json", "--strict"],
  "replay, 1 thread": ["dist/cli/main.js", "replay", log, "--json", "--threads", "1"],
  "chatledger replay": ["dist/cli/main.js", "replay", log, "--json"],
};

try {
  generateLog(events, log);
  const seconds = new Map(Object.keys(programs).map((name) => [name, /** @type {number[]} */ ([])]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, args] of Object.entries(programs)) {
      const took = secondsOf(args);
      if (round > 0) seconds.get(name)?.push(took);
    }
  }
  console.log(
    `${events} events, ${rounds} rounds, Node ${process.version}, ${cpus()[0]?.model}, ${cpus().length} cores`,
  );
  const floor = seconds.get("JSON.parse each line") ?? [];
  for (const [name, times] of seconds) {
    const ratios = times.map((time, i) => time / (floor[i] ?? Number.NaN));
    console.log(`${name.padEnd(22)} ${show(medianOf(times), "s")}   ratio ${show(medianOf(ratios), "x")}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** @param {readonly string[]} args */
function secondsOf(args) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return (performance.now() - start) / 1_000;
}
