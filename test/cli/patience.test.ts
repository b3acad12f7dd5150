import { execFileSync } from "node:child_process";
import v8 from "node:v8";
import { afterEach, expect, test, vi } from "vitest";
import { helpsToWait, isToldNothing, wait, waitNoMore } from "../../src/cli/patience.ts";

const isHasty = process.versions.v8.startsWith("11.3.");

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  ["stats log.ndjson", isHasty],
  ["stats log.ndjson --threads 1", isHasty],
  ["stats --threads=1 log.ndjson", isHasty],
  ["replay log.ndjson", isHasty],
  ["stats log.ndjson --threads 2", false],
  ["stats log.ndjson --threads=16", false],
  ["pack log.ndjson", false],
  ["--version", false],
  ["", false],
])("whether V8 is to wait with optimizing is told by the command: %s", (line, helps) => {
  expect(helpsToWait(line.split(" "))).toBe(helps);
});

test.each(["12.4.254.21-node.33", "14.6.202.9-node.20", "14.9.207.1-rusty"])("V8 %s waits by itself", (version) => {
  vi.spyOn(process, "versions", "get").mockReturnValue({ ...process.versions, v8: version });
  expect(helpsToWait(["stats"])).toBe(false);
});

test.each([
  ["", true],
  ["--require ./say.cjs", true],
  ["-r ./say.cjs --import=./more.mjs --no-warnings", true],
  ["--max-old-space-size=64", false],
  ["--require ./say.cjs --jitless", false],
  ["--interrupt-budget=1", false],
])("whether V8 may be told something by flags of Node: %s", (flags, isToldNone) => {
  expect(isToldNothing(flags.split(" "))).toBe(isToldNone);
});

test("V8 is told to wait, and then no more", () => {
  const told = vi.spyOn(v8, "setFlagsFromString").mockReturnValue();
  wait();
  waitNoMore();
  expect(told.mock.calls).toEqual([["--interrupt-budget=200000"], ["--interrupt-budget=67584"]]);
});

test.runIf(isHasty)("what it does then is what it does by itself", () => {
  const options = execFileSync(process.execPath, ["--v8-options"], { encoding: "utf8" });
  expect(options).toContain("default: --interrupt-budget=67584\n");
});
