import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { checkCommand } from "../../src/cli/commands/check.ts";
import { classifyCommand } from "../../src/cli/commands/classify.ts";
import { explainCommand } from "../../src/cli/commands/explain.ts";
import { packCommand } from "../../src/cli/commands/pack.ts";
import { quotaCommand } from "../../src/cli/commands/quota.ts";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { event } from "../support/events.ts";
import { chatledger } from "./chatledger.ts";
import { atTerminal, keptIo, piped, refusalOf } from "./in-process.ts";
import { sampleLog } from "./sample-log.ts";

const folder = tempFolder();
const lines = ndjson([...sampleLog(), event.PackagePurchased({ packageId: "p1", conversations: 100 })]).split("\n");
lines.splice(40, 0, "nonsense", '{"type":"ChatPaused","id":"x"}', '{"type":"ChatClosed","id":"y"}', "[]");
lines.splice(90, 0, lines[3] ?? "", (lines[4] ?? "").replace("acme", "other"));
const log = folder.write("log.ndjson", lines.join("\n"));
const packed = folder.at("packed.parquet");
const talk = await chatledger(["pack", log, "--out", packed]);

test("pack says what it made of what, names errors like any command, and prints nothing else", () => {
  expect(talk).toMatchObject({ code: 1, stdout: "" });
  const [what, unknown, ...errors] = talk.stderr.trimEnd().split("\n");
  const events = lines.length - 1 - 4;
  const sizes = "\\d+\\.\\d kB became \\d+\\.\\d kB";
  expect(what).toMatch(new RegExp(`^chatledger: ${packed}: ${events} events in ${events + 4} lines; ${sizes}\\.$`));
  expect(unknown).toBe("chatledger: 1 event of unknown type skipped.");
  expect(errors[0]).toBe(`chatledger: ${log}:41: expected one JSON object on the line, got "nonsense".`);
  expect(errors.at(-1)).toContain("3 errors in the log");
});

describe("every command prints of the packed log what it prints of the log", () => {
  test.each([
    [replayCommand, ["--as-of", "2024-06-01T00:00:00Z"]],
    [classifyCommand, []],
    [classifyCommand, ["--as-of", "2024-05-03T00:00:00Z", "--option", "inactivityTimeout=60000"]],
    [statsCommand, ["--threads", "1", "--by", "hour"]],
    [statsCommand, ["--threads", "3", "--option", "requireClose=false", "--tz", "Asia/Kathmandu"]],
    [statsCommand, ["--threads", "1", "--account", "acme", "--as-of", "2024-05-04T00:00:00Z"]],
    [statsCommand, ["--unit", "visitors"]],
    [statsCommand, ["--cohort", "decided"]],
    [quotaCommand, ["--as-of", "2024-06-01T00:00:00Z"]],
    [explainCommand, ["--conversation", "c7"]],
    [checkCommand, []],
    [checkCommand, ["--no-text"]],
  ] as const)("%o %s", async (command, flags) => {
    const of = async (file: string) => {
      const { code, stdout, stderr } = await piped(command, [file, "--json", ...flags]);
      return { code, stdout: stdout.replaceAll(file, "LOG"), stderr: stderr.replaceAll(file, "LOG") };
    };
    expect(await of(packed)).toEqual(await of(log));
  });

  test("also of two logs of which one is packed", async () => {
    const more = folder.write("more.ndjson", ndjson(sampleLog(90)));
    const args = ["--threads", "2", "--json", "--by", "week"];
    const { stdout } = await piped(statsCommand, [packed, more, packed, ...args]);
    expect(stdout).toBe((await piped(statsCommand, [log, more, ...args])).stdout);
  });
});

test("any logs can be packed, from standard input too", async () => {
  const out = folder.at("two.parquet");
  const archive = folder.write("sample.ndjson.gz", gzipSync(ndjson(sampleLog())));
  const input = ndjson([event.BotTriggered({ id: "piped" })]);
  const { code } = await chatledger(["pack", archive, "-", "--out", out], { input });
  const { stdout } = await piped(checkCommand, [out, "--json"]);
  expect({ code, lines: JSON.parse(stdout).lines }).toEqual({ code: 0, lines: sampleLog().length + 1 });
});

test("a file that is there stays until the new one is whole, and is overwritten by --force alone", async () => {
  const out = folder.write("taken.parquet", "mine");
  expect(await refusalOf(packCommand, [log, "--out", out])).toMatchObject({ name: "SourceError" });
  expect(await refusalOf(packCommand, [log, "--out", out, "--force", "--strict"])).toMatchObject({ name: "LogError" });
  expect(readFileSync(out, "utf8")).toBe("mine");
  await piped(packCommand, [log, "--out", out, "--force"]);
  expect(readFileSync(out).equals(readFileSync(packed))).toBe(true);
});

test("nothing is left behind of a file that is not made", async () => {
  const empty = folder.folder("empty");
  const out = `${empty}/log.parquet`;
  await refusalOf(packCommand, [log, folder.at("missing"), "--out", out]);
  await refusalOf(packCommand, [log, "--out", out, "--strict"]);
  expect(readdirSync(empty)).toEqual([]);
  expect(await refusalOf(packCommand, [log, "--out", `${empty}/no/log.parquet`])).toMatchObject({
    name: "SourceError",
    message: expect.stringMatching(/no\/log\.parquet: cannot be written \(ENOENT/),
  });
});

test("with --no-text nothing that came in a line is said", async () => {
  const { stderr } = await piped(packCommand, [log, "--out", folder.at("silent.parquet"), "--no-text"]);
  expect(stderr).not.toContain("nonsense");
});

test("somebody who looks sees how far it is", async () => {
  const io = keptIo({ isTerminal: true, showsProgress: true });
  const out = folder.at("shown.parquet");
  await atTerminal(packCommand, [log, "--out", out], io);
  expect(io.stderr.text).toContain(" %  ");
  expect(existsSync(out)).toBe(true);
});
