import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
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
