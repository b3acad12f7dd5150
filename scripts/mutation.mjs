// Tries every small change of the rooms that are held by tests (Stryker), and compares the ones that no test noticed with
// test/mutation-survivors.json, which says of each why nothing can notice it. Arguments go to Stryker.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const REPORT = ".tmp/mutation/report.json";
const SURVIVORS = "test/mutation-survivors.json";
const LEAST_SCORE = 95;

const { status } = spawnSync("stryker", ["run", ...process.argv.slice(2)], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);

/** @type {{ files: Record<string, { source: string, mutants: Mutant[] }> }} */
const report = JSON.parse(readFileSync(REPORT, "utf8"));
// The report has what was found before, too: also of files that have changed since.
const files = Object.fromEntries(Object.entries(report.files).filter(([file, { source }]) => isAsItWas(file, source)));
/** @type {Survivor[]} */
const explained = JSON.parse(readFileSync(SURVIVORS, "utf8"));

const survivors = changesOf(isSurvivor);
const known = new Set(explained.map(keyOf));
const unexplained = survivors.filter((survivor) => !known.has(keyOf(survivor)));
// What costs time only may take too long on a busy machine.
const found = new Set(changesOf((mutant) => isSurvivor(mutant) || mutant.status === "Timeout").map(keyOf));
const gone = explained.filter((survivor) => survivor.file in files && !found.has(keyOf(survivor)));
const low = scores().filter(([room, score]) => {
  console.log(`${room}  ${score.toFixed(2)} %`);
  return score < LEAST_SCORE;
});
for (const { file, was, is } of unexplained) console.log(`\nNoticed by no test, in ${file}:\n- ${was}\n+ ${is}`);
for (const { file, was, is } of gone)
  console.log(`\nExplained, and no survivor any more, in ${file}:\n- ${was}\n+ ${is}`);
console.log(`\n${survivors.length} survivors, ${unexplained.length} unexplained, ${gone.length} gone`);
process.exitCode = low.length + unexplained.length + gone.length === 0 ? 0 : 1;

/**
 * @typedef {{ line: number, column: number }} Place
 * @typedef {{ status: string, replacement: string, location: { start: Place, end: Place } }} Mutant
 * @typedef {{ file: string, was: string, is: string, why?: string }} Survivor
 */

/**
 * @param {string} file
 * @param {string} source
 */
function isAsItWas(file, source) {
  return existsSync(file) && readFileSync(file, "utf8") === source;
}

/** @param {Mutant} mutant */
function isSurvivor({ status: outcome }) {
  return outcome === "Survived" || outcome === "NoCoverage";
}

/** @param {Mutant} mutant */
function isDetected({ status: outcome }) {
  return outcome === "Killed" || outcome === "Timeout";
}

/** @param {(mutant: Mutant) => boolean} isMeant */
function changesOf(isMeant) {
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.filter(isMeant).map((mutant) => ({ file, ...change(source, mutant) })),
  );
}

/**
 * The lines of a mutant as they were and as they are, in one line each.
 *
 * @param {string} source
 * @param {Mutant} mutant
 */
function change(source, { replacement, location: { start, end } }) {
  const lines = source.split("\n");
  const before = (lines[start.line - 1] ?? "").slice(0, start.column - 1);
  const after = (lines[end.line - 1] ?? "").slice(end.column - 1);
  const oneLine = (/** @type {string} */ text) => text.replace(/\s+/g, " ").trim();
  const was = oneLine(lines.slice(start.line - 1, end.line).join("\n"));
  return { was, is: oneLine(before + replacement + after) };
}

/** @param {Survivor} survivor */
function keyOf({ file, was, is }) {
  return JSON.stringify([file, was, is]);
}

/** Of the rooms that were tried, how many of a hundred changes their tests notice. */
function scores() {
  /** @type {Map<string, { tried: number, detected: number }>} */
  const rooms = new Map();
  for (const [file, { mutants }] of Object.entries(files)) {
    const room = file.split("/").slice(0, 2).join("/");
    const { tried, detected } = rooms.get(room) ?? { tried: 0, detected: 0 };
    const [noticed, missed] = [mutants.filter(isDetected).length, mutants.filter(isSurvivor).length];
    rooms.set(room, { tried: tried + noticed + missed, detected: detected + noticed });
  }
  return [...rooms].map(([room, { tried, detected }]) => /** @type {const} */ ([room, (100 * detected) / tried]));
}
