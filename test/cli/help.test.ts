import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { checkCommand } from "../../src/cli/commands/check.ts";
import { classifyCommand } from "../../src/cli/commands/classify.ts";
import { explainCommand } from "../../src/cli/commands/explain.ts";
import { importCommand } from "../../src/cli/commands/import.ts";
import { packCommand } from "../../src/cli/commands/pack.ts";
import { quotaCommand } from "../../src/cli/commands/quota.ts";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { rowsCommand } from "../../src/cli/commands/rows.ts";
import { sqlCommand } from "../../src/cli/commands/sql.ts";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { chatledger } from "./chatledger.ts";

const COMMANDS = [
  replayCommand,
  classifyCommand,
  statsCommand,
  quotaCommand,
  explainCommand,
  checkCommand,
  packCommand,
  importCommand,
  sqlCommand,
  rowsCommand,
];

test("--version prints the version of the package", async () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  const [long, short] = await Promise.all([chatledger(["--version"]), chatledger(["-v"])]);
  expect(long).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  expect(short).toEqual(long);
});

test("without a command, or asked for help, it lists the commands and the exit codes", async () => {
  const [bare, ...asked] = await Promise.all([[], ["--help"], ["help"]].map((args) => chatledger(args)));
  expect(bare).toMatchObject({ code: 0, stderr: "" });
  for (const { name, summary } of COMMANDS) expect(bare?.stdout).toMatch(new RegExp(`^ {2}${name} +${summary}$`, "m"));
  expect(bare?.stdout).toContain("0 done, 1 the log has errors, 2 wrong usage");
  for (const help of asked) expect(help).toEqual(bare);
});

test("help of a command is its help", async () => {
  expect(await chatledger(["help", "stats"])).toEqual({ code: 0, stdout: statsCommand.help, stderr: "" });
});

test("--help of a command wins over everything else that is said", async () => {
  expect(await chatledger(["stats", "-", "--help"], { input: null })).toEqual({
    code: 0,
    stdout: statsCommand.help,
    stderr: "",
  });
});

test.each(COMMANDS)("the help of $name names every flag that it takes, in 120 columns", ({ name, help, flags }) => {
  expect(help).toContain(`Usage: chatledger ${name} `);
  for (const flag of Object.keys(flags)) expect(help).toContain(`--${flag}`);
  for (const line of help.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
});

describe("an example in the help", () => {
  const folder = mkdtempSync(join(tmpdir(), "chatledger-help-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const program = `exec "${process.execPath}" "${resolve("dist/cli/main.js")}" "$@"`;
  writeFileSync(join(folder, "chatledger"), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
  const path = [folder, process.env["PATH"]].join(delimiter);

  const examples = COMMANDS.flatMap(({ name, help }) => {
    const [, block = ""] = /^Examples?:\n((?: {2}.+\n)+)$/m.exec(help) ?? [];
    return block.split("\n").flatMap((line) => (line === "" ? [] : [{ name, example: line.trim() }]));
  });

  test("is there for each command, and of it", () => {
    for (const { name } of COMMANDS) {
      const own = examples.filter(({ name: of }) => of === name);
      expect(own).not.toEqual([]);
      for (const { example } of own) expect(example).toMatch(new RegExp(`^chatledger ${name}\\b`));
    }
  });

  test.each(examples)("runs: $example", ({ example }) => {
    const log = readFileSync("examples/example-log.ndjson");
    writeFileSync(join(folder, "log.ndjson"), log);
    writeFileSync(join(folder, "log.ndjson.gz"), gzipSync(log));
    copyFileSync("examples/smartsupp/rest-conversations.json", join(folder, "conversations.json"));
    copyFileSync("examples/smartsupp/rest-messages.json", join(folder, "messages.json"));
    const env = { ...process.env, PATH: path };
    const { status, stderr } = spawnSync("sh", ["-c", example], { cwd: folder, env, encoding: "utf8" });
    expect(status, stderr).toBe(0);
  });
});
