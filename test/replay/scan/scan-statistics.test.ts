import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Command } from "../../../src/cli/command.ts";
import { classifyCommand } from "../../../src/cli/commands/classify.ts";
import { quotaCommand } from "../../../src/cli/commands/quota.ts";
import { replayCommand } from "../../../src/cli/commands/replay.ts";
import { statsCommand } from "../../../src/cli/commands/stats.ts";
import { chatledger, type Ended } from "../../cli/chatledger.ts";
import { type Outcome, outcomeOf } from "../../cli/in-process.ts";
import { sampleLog } from "../../cli/sample-log.ts";
import { at, event, inChat } from "../../support/events.ts";
import { ndjson, tempFolder } from "../temp-folder.ts";

/* Threads run on built files, whoever starts them. Naming the threads makes a command scan logs however short. */

const folder = tempFolder();
const lines = sampleLog(300).map((one) => JSON.stringify(one));
const bad = [...lines];
bad.splice(700, 0, "nonsense");
bad.splice(20, 0, "", '{"type":"ChatClosed","id":"x"}', '{"type":"ChatPaused"}');
bad.push('{"id":"cut');
const clean = folder.write("clean.ndjson", `${lines.join("\n")}\n`);
const faulty = folder.write("faulty.ndjson", bad.join("\n"));
const returns = folder.write("returns.ndjson", `\uFEFF${bad.join("\r\n")}\r\n`);
const packed = folder.write("packed.ndjson.gz", gzipSync(bad.join("\n")));
const broken = folder.write("broken.ndjson.gz", gzipSync(bad.join("\n")).subarray(0, 8_000));
const empty = folder.write("empty.ndjson", "");
// Its first date is read by kernels that have read none before.
const zeros = folder.write(
  "zeros.ndjson",
  ndjson([event.ButtonClicked(), event.BotTriggered()]).replace(
    /"occurredAt":"[^T]*T/,
    `"occurredAt":"${"\0".repeat(10)}T`,
  ),
);
const one = folder.write("one.ndjson", JSON.stringify(event.BotTriggered()));

async function inBothWays(command: Command, args: readonly string[], counts: readonly string[]) {
  const ordinary = await outcomeOf(command, args);
  for (const threads of counts) expect(await outcomeOf(command, [...args, "--threads", threads])).toEqual(ordinary);
  return ordinary;
}

/** What a command printed, which did not refuse. */
function printed(outcome: Outcome): Ended {
  if ("refused" in outcome) throw new Error(outcome.message);
  return outcome;
}

const bothWays = (...args: readonly string[]) => inBothWays(statsCommand, args, ["1", "3"]);

describe.each([
  ["classify", classifyCommand, []],
  ["quota", quotaCommand, ["--as-of", "2024-05-10T00:00:00Z"]],
  ["replay", replayCommand, []],
] as const)("%s by threads prints what it prints", (_, command, flags) => {
  const sameOf = (...args: readonly string[]) => inBothWays(command, [...flags, ...args], ["3"]);

  test("of a log with faults, an archive and others, and of nothing, with the same words and exit code", async () => {
    const { code, stdout, stderr } = printed(await sameOf(faulty, packed, returns, one));
    expect([code, stdout.length > 0, stderr.includes("in the log")]).toEqual([1, true, true]);
    expect(await sameOf(broken, empty)).toMatchObject({ code: 1 });
    expect(await sameOf(empty)).toMatchObject({ code: 0 });
  });

  test.each([[["--account", "acme", "--json"]], [["--option", "handoffIsContact=false", "--no-text"]], [["--strict"]]])(
    "with %s",
    async (more) => {
      await sameOf(faulty, ...more);
    },
  );
});

test("classify by threads tells of conflicting ids, each with its place, and ends with 1", async () => {
  const click = event.ButtonClicked(at("10:00"), { id: "click" });
  const conflict = folder.write("conflict.ndjson", ndjson([click, click, { ...click, buttonId: "other" }]));
  const { code, stderr } = printed(
    await inBothWays(classifyCommand, [clean, conflict, "--as-of", "2024-05-01T00:00:00Z"], ["2"]),
  );
  expect(code).toBe(1);
  expect(stderr).toContain(`${conflict}:3: The id "click" belongs to another event at ${conflict}:1; both are taken.`);
});

test.each([
  ["--format", "table", "--tz", "Europe/Prague", "--from", "2024-05-03", "--cohort", "decided"],
  ["--unit", "visitors", "--bot", "bot-1", "--mode", "soft", "--option", "inactivityTimeout=60000"],
  ["--account", "nobody"],
])("replay by threads with %s", async (...flags) => {
  await inBothWays(replayCommand, [faulty, clean, ...flags], ["2"]);
});

test("replay that leaves a report replays, whatever threads are named, and takes no number that is none", async () => {
  const { stdout } = await chatledger(["replay", faulty]);
  const left = await chatledger(["replay", faulty, "--out", folder.at("out"), "--threads", "3"]);
  expect(left).toMatchObject({ code: 1, stdout });
  expect(await chatledger(["replay", faulty, "--out", folder.at("none"), "--threads", "0"])).toMatchObject({ code: 2 });
});

test.each([["--explain", "acme"], ["--explain", "nobody"], ["--history"]])(
  "quota by threads with %s",
  async (...flags) => {
    await inBothWays(quotaCommand, [clean, "--as-of", "2024-05-10T00:00:00Z", ...flags], ["2"]);
  },
);

describe("stats by threads prints what stats prints, with the same words and exit code", () => {
  test.each([
    ["a clean log", [clean]],
    ["a log with faults", [faulty]],
    ["line ends of another kind", [returns]],
    ["an archive", [packed]],
    ["a broken archive", [broken]],
    ["nothing", [empty]],
    ["one line without an end", [one]],
    ["zero bytes for a date", [zeros]],
    ["several files, and one of them twice", [faulty, packed, empty, clean, faulty]],
  ])("of %s", async (_, logs) => {
    const { stdout } = printed(await bothWays(...logs, "--by", "day"));
    expect(JSON.parse(stdout).length > 0).toBe(logs[0] !== empty);
  });

  test.each([
    ["--by", "hour", "--tz", "Asia/Kathmandu", "--option", "requireClose=false", "--account", "acme"],
    ["--by", "week", "--as-of", "2024-05-06T10:00:00Z", "--option", "inactivityTimeout=60000"],
    ["--by", "day", "--option", "handoffIsContact=false", "--option", "botInputIsInteraction=false"],
    ["--by", "day", "--from", "2024-05-03", "--to", "2024-05-20"],
    ["--cohort", "decided", "--option", "inactivityTimeout=60000"],
    ["--cohort", "decided", "--unit", "visitors", "--by", "week"],
    ["--unit", "visitors", "--bot", "constructor"],
    ["--bot", "bot-1"],
    ["--strict"],
    ["--no-text"],
  ])("with %s %s", async (...flags) => {
    await inBothWays(statsCommand, [faulty, ...flags], ["3"]);
  });
});

test("the number of threads makes no difference", async () => {
  await inBothWays(statsCommand, [faulty, clean, "--by", "day"], ["2", "4", "8"]);
  await inBothWays(statsCommand, [one], ["99"]);
});

test("the time to judge at is the last instant of all logs, whichever it is in", async () => {
  const silence = ["--option", "inactivityTimeout=60000", "--by", "month"];
  const { stdout } = printed(await bothWays(clean, one, ...silence));
  expect(await bothWays(one, clean, ...silence)).toMatchObject({ stdout });
});

test("an event that a plan has no room for is counted all the same", async () => {
  const far = folder.write(
    "far.ndjson",
    [
      event.BotTriggered(at("10:00"), inChat("c1"), { sequence: 200_000_000 }),
      event.ButtonClicked(at("10:00"), inChat("c1"), { sequence: 100_000_000 }),
    ]
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(""),
  );
  const { stdout } = printed(await bothWays(far));
  expect(JSON.parse(stdout)).toMatchObject([{ triggered: 1, inProgress: 1 }]);
});

test("what is not there, or no number of threads, is refused by name", async () => {
  const missing = folder.at("missing");
  const refusal = { refused: "SourceError", message: `${missing}: there is no such file.` };
  expect(await bothWays(clean, missing)).toEqual(refusal);
  expect(await chatledger(["stats", clean, missing, "--threads", "2"])).toEqual({
    code: 2,
    stdout: "",
    stderr: `chatledger: ${missing}: there is no such file.\n`,
  });
  for (const threads of ["0", "1.5", "all", "100"]) {
    expect(await chatledger(["stats", clean, "--threads", threads])).toEqual({
      code: 2,
      stdout: "",
      stderr: `chatledger: --threads is a number from 1 to 99, not "${threads}".\n`,
    });
  }
});

test("a pipe is read once, by whatever name it goes", async () => {
  const far = ndjson([event.BotTriggered(at("10:00"), { sequence: 200_000_000 })]);
  const file = folder.write("pipe.ndjson", far);
  const run = (command: string) =>
    spawnSync("bash", ["-c", command, "bash", process.execPath, "dist/cli/main.js", file]);
  const { stdout } = run('"$1" "$2" stats <(cat "$3")');
  expect(JSON.parse(String(stdout))).toMatchObject([{ triggered: 1 }]);
  expect(String(run('cat "$3" | "$1" "$2" stats /dev/stdin --threads 2').stdout)).toBe(String(stdout));
});

test.runIf(existsSync("/proc/version"))(
  "a file whose size the system does not know is read all the same",
  async () => {
    const name = "/proc/version";
    const { code, stderr } = printed(await bothWays(name));
    expect(code).toBe(1);
    expect(stderr).toContain(`${name}:1: expected one JSON object on the line`);
  },
  20_000,
);

test("where there is no WebAssembly all is read event by event", async () => {
  const command = ["dist/cli/main.js", "stats", faulty, packed, "--threads", "2"];
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--no-expose-wasm", ...command], {
    encoding: "utf8",
  });
  expect({ code: status, stdout, stderr }).toEqual(await chatledger(["stats", faulty, packed]));
});

test("standard input is read as it is", async () => {
  const piped = await chatledger(["stats", "-", "--threads", "2"], { input: bad.join("\n") });
  expect(piped).toEqual(await chatledger(["stats", "-"], { input: bad.join("\n") }));
});
