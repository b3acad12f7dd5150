import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Script } from "node:vm";
import { crc32 } from "node:zlib";
import { expect, test, vi } from "vitest";
import { CompiledCode, kindOfRun } from "../../src/cli/compiled-code.ts";
import { tempFolder } from "../replay/temp-folder.ts";
import { chatledger } from "./chatledger.ts";

const folder = tempFolder();

/** A hundred functions, each with something to compile. */
const FUNCTIONS = Array.from(
  { length: 100 },
  (_, i) => `function f${i}(x) { return [x + ${i}, { f${i}: x * ${i} }]; }`,
);
const TEXT = `[${FUNCTIONS.join(",")}]`;

let runs = 0;

/** One run of it: which of the functions it calls, and of what kind it is. */
function runOf(path: string, calls: number, kind: string, { text = TEXT, isPlain = true } = {}) {
  const compiled = new CompiledCode(path, Buffer.from(text));
  // Under another name, or V8 remembers what it compiled of the same text before.
  runs += 1;
  const script = new Script(text, { cachedData: compiled.code, filename: `run-${runs}` });
  const functions: ((x: number) => unknown)[] = script.runInThisContext();
  for (const call of functions.slice(0, calls)) call(1);
  compiled.learn(script, kind, isPlain);
  const accepted = script.cachedDataRejected === undefined ? undefined : !script.cachedDataRejected;
  return { accepted, code: compiled.code?.length ?? 0 };
}

const fileOf = (path: string) => `${path}.${process.version}-${process.arch}`;

test("what one run compiled the next one has", () => {
  const path = folder.write("script", TEXT);
  expect(runOf(path, 10, "a")).toEqual({ accepted: undefined, code: 0 });
  const { accepted, code } = runOf(path, 10, "a");
  expect(accepted).toBe(true);
  expect(code).toBeGreaterThan(0);
});

test("runs add what they need more, until those of their kind add nothing", () => {
  const path = folder.write("growing", TEXT);
  const sizes = [10, 50, 50, 100, 100].map((calls) => runOf(path, calls, calls < 60 ? "few" : "all").code);
  expect(sizes).toEqual([0, sizes[1], sizes[2], sizes[2], sizes[4]]);
  expect(sizes[2]).toBeGreaterThan((sizes[1] ?? 0) * 1.5);
  expect(sizes[4]).toBeGreaterThan((sizes[2] ?? 0) * 1.5);
  expect(runOf(path, 5, "all").code).toBe(sizes[4]);
  // Both kinds are known by now: nothing is written any more, even if there is more to know.
  const { ino } = statSync(fileOf(path));
  runOf(path, 100, "few");
  expect(statSync(fileOf(path)).ino).toBe(ino);
});

test("a kind of run that is known to add nothing is not looked at again", () => {
  const path = folder.write("known", TEXT);
  for (let i = 0; i < 2; i++) runOf(path, 10, "few");
  const { code } = runOf(path, 100, "few");
  expect(runOf(path, 10, "other").code).toBe(code);
  expect(readFileSync(fileOf(path), "latin1").split("\n").at(-1)).toMatch(/^\d+ \d+\tfew\tother$/);
});

test("of another text, or damaged in any byte, it is not taken, and made anew", () => {
  const path = folder.write("damaged", TEXT);
  runOf(path, 10, "a");
  expect(runOf(path, 10, "a", { text: `${TEXT} ` }).accepted).toBeUndefined();
  runOf(path, 10, "a");
  const good = readFileSync(fileOf(path));
  const places = [0, 1, good.length >> 1, good.lastIndexOf(10) - 1, good.lastIndexOf(10), good.lastIndexOf(10) + 1];
  for (const place of places) {
    const bad = Uint8Array.from(good, (byte, i) => (i === place ? byte ^ 1 : byte));
    writeFileSync(fileOf(path), bad);
    expect(new CompiledCode(path, Buffer.from(TEXT)).code).toBeUndefined();
  }
  for (const length of [0, 1, good.length >> 1, good.lastIndexOf(10)]) {
    writeFileSync(fileOf(path), good.subarray(0, length));
    expect(new CompiledCode(path, Buffer.from(TEXT)).code).toBeUndefined();
  }
  runOf(path, 10, "a");
  expect(runOf(path, 10, "a").accepted).toBe(true);
});

test("what V8 does not take, such as what another one made, is made anew", () => {
  const path = folder.write("foreign", TEXT);
  const foreign = Buffer.from("made by nobody");
  const said = `${crc32(TEXT)} ${crc32(foreign)}\ta`;
  writeFileSync(fileOf(path), Buffer.concat([foreign, Buffer.from(`\n${said}`)]));
  // A run under flags of its own leaves it as it is.
  expect(runOf(path, 10, "a", { isPlain: false }).accepted).toBe(false);
  expect(runOf(path, 10, "a").accepted).toBe(false);
  expect(runOf(path, 10, "a").accepted).toBe(true);
});

test("a run under flags has its part in it while V8 takes it", () => {
  const path = folder.write("flags", TEXT);
  const sizes = [10, 50, 50].map((calls) => runOf(path, calls, "a", { isPlain: false }).code);
  expect(sizes[2]).toBeGreaterThan(sizes[1] ?? 0);
});

test("what somebody else may have written is not taken, and made anew for oneself", () => {
  const path = folder.write("script-of-mine", TEXT);
  chmodSync(path, 0o644);
  for (let i = 0; i < 2; i++) runOf(path, 10, "a");
  expect(runOf(path, 10, "a").accepted).toBe(true);
  for (const mode of [0o664, 0o646]) {
    chmodSync(fileOf(path), mode);
    expect(runOf(path, 10, "a").accepted).toBeUndefined();
    expect(runOf(path, 10, "a").accepted).toBe(true);
  }
  // Where others may write the script, they may do so.
  chmodSync(path, 0o666);
  chmodSync(fileOf(path), 0o664);
  expect(runOf(path, 10, "a").accepted).toBe(true);
});

test.runIf(process.geteuid?.() === 0)("what is of another user is not taken", () => {
  const path = folder.write("script-of-root", TEXT);
  runOf(path, 10, "a");
  chownSync(fileOf(path), 65_534, 65_534);
  expect(runOf(path, 10, "a").accepted).toBeUndefined();
  expect(runOf(path, 10, "a").accepted).toBe(true);
});

test("a pipe or a folder in its place is let be, and not waited for", () => {
  const path = folder.write("script-by-a-pipe", TEXT);
  execFileSync("mkfifo", [fileOf(path)]);
  expect(runOf(path, 10, "a").accepted).toBeUndefined();
  const other = folder.write("script-by-a-folder", TEXT);
  mkdirSync(fileOf(other));
  for (let i = 0; i < 2; i++) expect(runOf(other, 10, "a").accepted).toBeUndefined();
  expect(readdirSync(dirname(other)).filter((name) => name.startsWith("script-by-a-folder")).length).toBe(2);
});

test("where nothing can be written, nothing is kept, and nothing is said", () => {
  const path = folder.at("no-such-folder/script");
  for (let i = 0; i < 2; i++) expect(runOf(path, 10, "a")).toEqual({ accepted: undefined, code: 0 });
  // Nor is anything made for it, run after run.
  const script = new Script(TEXT);
  const make = vi.spyOn(script, "createCachedData");
  new CompiledCode(path, Buffer.from(TEXT)).learn(script, "a", true);
  expect(make).not.toHaveBeenCalled();
  new CompiledCode(folder.write("writable", TEXT), Buffer.from(TEXT)).learn(script, "a", true);
  expect(make).toHaveBeenCalledTimes(1);
});

test("kinds of runs are told apart by commands, flags and endings, and hold no word of the user's", () => {
  const account = ["--account", "jane.doe@acme.example"];
  const args = [
    "stats",
    "--tz=Europe/Prague",
    "--by",
    "day",
    "--json",
    "--json",
    "acme/secret.ndjson",
    ...account,
    "-",
  ];
  expect(kindOfRun(args)).toBe("stats --account --by --json --tz .ndjson");
  expect(kindOfRun(["secret word", "stats"])).toBe("");
  expect(kindOfRun(["--version"])).toBe("");
  expect(kindOfRun([])).toBe("");
});

/** The command line in a copy of its own, without what was kept of it. */
function copiedTo(name: string) {
  cpSync("dist", folder.at(`${name}/dist`), { recursive: true, filter: (path) => !/program\.cjs\.v/.test(path) });
  cpSync("package.json", folder.at(`${name}/package.json`));
  // What tests run under, such as coverage, says nothing of how users run it.
  const env: Readonly<Record<string, string>> = {
    NODE_OPTIONS: "",
    NODE_V8_COVERAGE: "",
    NODE_DISABLE_COMPILE_CACHE: "",
  };
  return { bin: folder.at(`${name}/dist/cli/main.js`), env };
}

/** Files that the command line leaves beside its program when it is run like this. */
async function leftBy(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const copy = copiedTo(name);
  const before = new Set(readdirSync(folder.at(`${name}/dist`)));
  const setting = { ...copy, env: { ...copy.env, ...env } };
  const ended = await chatledger(args, setting);
  expect([ended.stdout === "", await chatledger(args, setting)]).toEqual([ended.code === 2, ended]);
  return readdirSync(folder.at(`${name}/dist`)).filter((file) => !before.has(file));
}

test("the command line keeps what was compiled, one file for all its runs, and prints the same", async () => {
  expect(await leftBy("plain", ["stats", "examples/example-log.ndjson"])).toEqual([
    `program.cjs.${process.version}-${process.arch}`,
  ]);
});

test("runs of the command line take what was kept, so that in the end nothing is to be added", async () => {
  const setting = copiedTo("taken");
  const run = () => chatledger(["stats", "examples/example-log.ndjson"], setting);
  // Some functions are compiled once in a while.
  for (let i = 0; i < 5; i++) await run();
  const kept = folder.at(`taken/dist/program.cjs.${process.version}-${process.arch}`);
  const { ino } = statSync(kept);
  await run();
  expect(statSync(kept).ino).toBe(ino);
});

test.each([
  ["the switch of Node's own", { NODE_DISABLE_COMPILE_CACHE: "1" }],
  ["coverage", { NODE_V8_COVERAGE: folder.folder("coverage") }],
])("under %s it keeps nothing", async (name, env) => {
  expect(await leftBy(name, ["--version"], env)).toEqual([]);
});

test("a run that was called in a wrong way leaves nothing", async () => {
  expect(await leftBy("wrong", ["stats", "--no-such-flag"])).toEqual([]);
});
