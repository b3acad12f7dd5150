/*
 * Every answer that a scan gives of a long log, by one thread and by all, and of the packed log, beside the ordinary replay, as whole
 * processes. The answers are compared.
 *
 *   node bench/answers.mjs [EVENTS] [ROUNDS] [ANSWER]        after npm run build:js; ANSWER is the beginning of one
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { generateLog } from "./generate-log.mjs";
import { medianOf, show } from "./median.mjs";
import { runAlternating } from "./run-alternating.mjs";

const events = Number(process.argv[2] ?? 2_000_000);
const rounds = Number(process.argv[3] ?? 5);
const only = process.argv[4] ?? "";
const folder = mkdtempSync(join(tmpdir(), "chatledger-bench-"));
const log = join(folder, "log.ndjson");
const packed = join(folder, "log.parquet");

/** @type {Readonly<Record<string, readonly string[]>>} */
const answers = {
  replay: ["replay", "--json"],
  classify: ["classify"],
  "quota --as-of": ["quota", "--as-of", "2025-02-01T00:00:00Z", "--json"],
  "stats --cohort decided": ["stats", "--cohort", "decided", "--json"],
  "stats --unit visitors": ["stats", "--unit", "visitors", "--json"],
  "stats --bot": ["stats", "--bot", "bot_1", "--json"],
};
/** To stop at the first error, a log is replayed in the ordinary way. @type {Readonly<Record<string, readonly string[]>>} */
const ways = {
  "event by event": [log, "--strict"],
  "1 thread": [log, "--threads", "1"],
  "default threads": [log],
  "packed, 1 thread": [packed, "--threads", "1"],
};

try {
  generateLog(events, log);
  execFileSync(process.execPath, ["dist/cli/main.js", "pack", log, "--out", packed], { stdio: "ignore" });
  const { model = "" } = cpus()[0] ?? {};
  console.log(`${events} events, ${rounds} rounds, Node ${process.version}, ${model}, ${cpus().length} cores`);
  for (const [answer, args] of Object.entries(answers)) {
    if (!answer.startsWith(only)) continue;
    const programs = Object.entries(ways).map(([way, flags]) => [way, ["dist/cli/main.js", ...args, ...flags]]);
    const runs = runAlternating(Object.fromEntries(programs), rounds);
    const [ordinary = []] = runs.values();
    console.log(`\n${answer}`);
    for (const [way, list] of runs) {
      if (list[0]?.output !== ordinary[0]?.output) throw new Error("The answers differ.");
      const seconds = medianOf(list.map((each) => each.seconds));
      const peak = medianOf(list.map((each) => each.megabytes)).median.toFixed(0);
      const work = medianOf(list.map((each) => each.work));
      const ratio = medianOf(list.map((each, i) => each.seconds / (ordinary[i]?.seconds ?? Number.NaN)));
      console.log(
        `  ${way.padEnd(16)} ${show(seconds, "s")}  peak ${peak.padStart(4)} MB  ${show(ratio, "x")}  at work ${show(work, "s")}`,
      );
    }
  }
  console.log("\nThe answers are the same.");
} finally {
  rmSync(folder, { recursive: true });
}
