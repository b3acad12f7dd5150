import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { checkCommand } from "../../src/cli/commands/check.ts";
import { classifyCommand } from "../../src/cli/commands/classify.ts";
import { explainCommand } from "../../src/cli/commands/explain.ts";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { event } from "../support/events.ts";
import { chatledger } from "./chatledger.ts";
import { atTerminal } from "./in-process.ts";

const folder = tempFolder();
const triggered = event.BotTriggered({ id: "triggered" });
const good = ndjson([triggered, event.ButtonClicked(), event.ChatClosed()]);

/** Logs whose good lines are one resolved conversation, and the exit code that they call for. */
const LOGS = [
  ["is good", folder.write("good.ndjson", good), 0],
  ["has a refused line", folder.write("refused.ndjson", `${good}{"type":\n`), 1],
  ["has a conflicting duplicate", folder.write("conflict.ndjson", good + ndjson([{ ...triggered, botId: "b2" }])), 1],
  ["has a duplicate", folder.write("duplicate.ndjson", good + ndjson([triggered])), 0],
  ["has an event of unknown type", folder.write("unknown.ndjson", `${good}{"type":"BotSlept","id":"e"}\n`), 0],
  ["is a broken archive", folder.write("broken.gz", gzipSync(good).subarray(0, -3)), 1],
] as const;

/** How each command is called, and what it prints of the good lines. */
const COMMANDS = [
  { command: replayCommand, flags: [], counted: '"resolved": 1' },
  { command: classifyCommand, flags: [], counted: '"outcome":"resolved"' },
  { command: statsCommand, flags: [], counted: '"resolved":1' },
  { command: explainCommand, flags: ["--conversation", "chat"], counted: '"outcome": "resolved"' },
  { command: checkCommand, flags: [], counted: '"conversationEvents": ' },
];

describe.each(LOGS)("a log that %s", (flaw, log, code) => {
  test.each(COMMANDS)(
    `ends $command.name with ${code}, and its good lines are counted`,
    async ({ command, flags, counted }) => {
      const ended = await atTerminal(command, [log, ...flags, "--json"]);
      // Statistics need not look for duplicates, and a conflicting one is then no error of theirs.
      const expected = command === statsCommand && flaw === "has a conflicting duplicate" ? 0 : code;
      expect(ended.code).toBe(expected);
      expect(ended.stdout).toContain(counted);
    },
  );
});

test.concurrent.each(LOGS)("a log that %s ends the process as well", async (_, log, code) => {
  const ended = await chatledger(["classify", log]);
  expect(ended.code).toBe(code);
  expect(ended.stderr).not.toContain("    at ");
});

test.concurrent.each([
  ["replay", "has a refused line", ":4: expected one JSON object on the line"],
  ["classify", "has a conflicting duplicate", ':4: The id "triggered" belongs to another event at '],
  ["stats", "has an event of unknown type", ":4: type: expected the name of an event"],
  ["check", "is a broken archive", ": The compressed file is damaged"],
])("%s --strict of a log that %s prints nothing but the place", async (command, flaw, said) => {
  const [, log = ""] = LOGS.find(([name]) => name === flaw) ?? [];
  const out = folder.at(`${command}-out`);
  const more = command === "replay" ? ["--out", out] : [];
  const { code, stdout, stderr } = await chatledger([command, log, "--strict", ...more]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr.split("\n")).toHaveLength(2);
  expect(stderr).toContain(`chatledger: ${log}${said}`);
  expect(existsSync(out)).toBe(false);
});

test("the first errors are told on stderr, then how many there are and what lists all", async () => {
  const log = folder.write("nonsense.ndjson", "a\nb\nc\nd\ne\nf\ng\n");
  const { code, stderr } = await atTerminal(classifyCommand, [log]);
  expect(code).toBe(1);
  const lines = stderr.trimEnd().split("\n");
  expect(lines).toHaveLength(6);
  expect(lines[0]).toBe(`chatledger: ${log}:1: expected one JSON object on the line, got "a".`);
  expect(lines[5]).toBe(
    `chatledger: 7 errors in the log; the good lines are counted. chatledger check ${log} lists all.`,
  );
});

test("what lists all can be copied to a shell, whatever the log is called", async () => {
  const log = folder.write("it is mine.ndjson", "a\n");
  const { stderr } = await atTerminal(classifyCommand, [log]);
  expect(stderr).toContain(`chatledger check '${log}' lists all.`);
});

test("events of unknown type are counted on stderr", async () => {
  const log = folder.write("sleepy.ndjson", '{"type":"BotSlept","id":"e"}\n');
  expect((await atTerminal(replayCommand, [log, log])).stderr).toBe("chatledger: 2 events of unknown type skipped.\n");
});

test("an empty log is no error", async () => {
  const log = folder.write("empty.ndjson", "");
  const codes = COMMANDS.filter(({ command }) => command !== explainCommand).map(async ({ command }) => {
    const { code, stderr } = await atTerminal(command, [log]);
    return { name: command.name, code, stderr };
  });
  for (const ended of await Promise.all(codes)) expect(ended).toMatchObject({ code: 0, stderr: "" });
});

test("a run that waits in vain has not succeeded", async () => {
  const silent = folder.write("silent.cjs", "process.stdout.write = () => true;");
  const { code } = await chatledger(["--version"], { env: { NODE_OPTIONS: `--require "${silent}"` } });
  expect(code).toBe(13);
});
