import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkCommand } from "../../src/cli/commands/check.ts";
import { classifyCommand } from "../../src/cli/commands/classify.ts";
import { quotaCommand } from "../../src/cli/commands/quota.ts";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { openFolder } from "../../src/cli/out-folder.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { at, event, time } from "../support/events.ts";
import { chatledger } from "./chatledger.ts";
import { piped } from "./in-process.ts";

const folder = tempFolder();
const log = folder.write(
  "log.ndjson",
  `${ndjson([event.PlanSubscribed(at("09:00")), event.BotTriggered(at("09:10")), event.ButtonClicked(at("09:20"))])}nonsense\n`,
);
const FILES = ["anomalies.ndjson", "conversations.ndjson", "quota.json", "report.html", "statistics.csv"];
const NEVER = new AbortController().signal;

/** What stands in each file of a folder. */
function contentsOf(path: string): Record<string, string> {
  return Object.fromEntries(readdirSync(path).map((file) => [file, readFileSync(join(path, file), "utf8")]));
}

test("replay --out leaves exactly the files that its help names, each what another command prints", async () => {
  const out = folder.at("deep/er");
  const asOf = ["--as-of", time("10:00")];
  const [{ code }, verdicts, table, quotas, check] = await Promise.all([
    chatledger(["replay", log, "--out", out, "--by", "month", "--mode", "soft", ...asOf]),
    piped(classifyCommand, [log, ...asOf]),
    piped(statsCommand, [log, "--by", "month", "--format", "csv", ...asOf]),
    piped(quotaCommand, [log, "--mode", "soft", ...asOf]),
    piped(checkCommand, [log]),
  ]);
  expect(code).toBe(1);
  const files = contentsOf(out);
  expect(Object.keys(files).sort()).toEqual(FILES);
  // All that its help names, save the log of the example.
  const named = replayCommand.help.match(/[\w-]+\.(?:ndjson|csv|json|html)/g) ?? [];
  expect(new Set(named)).toEqual(new Set([...FILES, "log.ndjson"]));
  expect(files["conversations.ndjson"]).toBe(verdicts.stdout);
  expect(files["statistics.csv"]).toBe(table.stdout);
  expect(files["quota.json"]).toBe(quotas.stdout);
  const lines = (files["anomalies.ndjson"] ?? "").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(check.stdout).anomalies);
});

test("a file that is there is not overwritten, before the log is read, unless --force says so", async () => {
  const out = folder.folder("taken");
  writeFileSync(join(out, "statistics.csv"), "mine");
  writeFileSync(join(out, "notes.txt"), "mine too");
  expect(await chatledger(["replay", "-", "--out", out], { input: null })).toEqual({
    code: 2,
    stdout: "",
    stderr: `chatledger: ${out} has statistics.csv already; --force overwrites.\n`,
  });
  expect(contentsOf(out)).toEqual({ "statistics.csv": "mine", "notes.txt": "mine too" });

  await piped(replayCommand, [log, "--out", out, "--force"]);
  expect(contentsOf(out)).toMatchObject({
    "statistics.csv": expect.stringMatching(/^accountId,/),
    "notes.txt": "mine too",
  });
  expect(readdirSync(out).sort()).toEqual([...FILES, "notes.txt"].sort());
});

test("a folder with other files in it is fine", async () => {
  const out = folder.folder("shared");
  writeFileSync(join(out, "notes.txt"), "mine");
  await piped(replayCommand, [log, "--out", out]);
  expect(readdirSync(out).sort()).toEqual([...FILES, "notes.txt"].sort());
});

test("either all files are written or none: an error half way leaves what was there", async () => {
  const path = folder.folder("failing");
  writeFileSync(join(path, "a"), "old");
  const out = await openFolder(path, ["a", "b"], true);
  const failure = new Error("a bug");
  function* failing() {
    yield "x".repeat(1_000_000);
    throw failure;
  }
  await expect(out.write({ a: ["new"], b: failing() }, NEVER)).rejects.toBe(failure);
  expect(contentsOf(path)).toEqual({ a: "old" });
});

test("a file that there is nothing for is not left from an earlier run", async () => {
  const path = folder.folder("fewer");
  writeFileSync(join(path, "a"), "old");
  writeFileSync(join(path, "b"), "old");
  const out = await openFolder(path, ["a", "b", "c"], true);
  await out.write({ a: ["new"], b: undefined, c: undefined }, NEVER);
  expect(contentsOf(path)).toEqual({ a: "new" });
});

test("an interruption half way leaves what was there", async () => {
  const path = folder.folder("interrupted");
  writeFileSync(join(path, "a"), "old");
  const out = await openFolder(path, ["a", "b"], true);
  const interruption = new AbortController();
  let seen: string[] = [];
  function* interrupted() {
    yield "new";
    interruption.abort();
    seen = readdirSync(path);
    throw new Error("The process has ended here.");
  }
  await expect(out.write({ a: ["new"], b: interrupted() }, interruption.signal)).rejects.toThrow("has ended");
  expect(seen).toEqual(["a"]);
  expect(contentsOf(path)).toEqual({ a: "old" });
});

test("a folder that cannot be written to is named", async () => {
  const path = folder.folder("blocked");
  // A file cannot take the place of a folder that is not empty.
  mkdirSync(join(path, "a", "b"), { recursive: true });
  const out = await openFolder(path, ["a"], true);
  await expect(out.write({ a: ["new"] }, NEVER)).rejects.toMatchObject({
    name: "WrongUsage",
    message: expect.stringMatching(new RegExp(`^${path}: cannot be written to \\(E`)),
  });
  expect(readdirSync(path)).toEqual(["a"]);
});
