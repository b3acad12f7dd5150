import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Without the certificates that Node would read at its start, though no program here needs any. */
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

/** @typedef {{ seconds: number, work: number, megabytes: number, output: string }} Run how long a process took, how many seconds its threads were at work, its peak memory, and what it printed if it was the first of its kind */

/**
 * Runs programs as whole processes, one after the other and all of them in every round, so that they meet the same machine.
 * The first round warms up.
 *
 * @param {Readonly<Record<string, readonly string[]>>} programs arguments of node, by name
 * @param {number} rounds
 * @returns {ReadonlyMap<string, readonly Run[]>}
 */
export function runAlternating(programs, rounds) {
  /** @type {Map<string, Run[]>} */
  const runs = new Map(Object.keys(programs).map((name) => [name, []]));
  const folder = mkdtempSync(join(tmpdir(), "chatledger-output-"));
  const output = join(folder, "output");
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const [name, args] of Object.entries(programs)) {
        const run = runOnce(args, output);
        if (round > 0) runs.get(name)?.push({ ...run, output: round === 1 ? readFileSync(output, "utf8") : "" });
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return runs;
}

/**
 * What a program prints goes to a file: to take in megabytes by a pipe would be measured with it.
 *
 * @param {readonly string[]} args @param {string} output @returns {Omit<Run, "output">}
 */
function runOnce(args, output) {
  const file = openSync(output, "w");
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--require", "./bench/say-peak.cjs", ...args], {
    stdio: ["ignore", file, "pipe"],
    env,
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  const seconds = (performance.now() - start) / 1_000;
  closeSync(file);
  const peak = /^peak (\d+)$/m.exec(stderr);
  const work = /^work (\d+)$/m.exec(stderr);
  if (status !== 0 || peak === null || work === null)
    throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
  return { seconds, work: Number(work[1]) / 1e6, megabytes: Number(peak[1]) / 1_024 };
}
