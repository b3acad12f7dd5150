import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

/*
 * The `console` blocks of README.md and docs/*.md show a terminal: a command after `$ `, and below it what it prints. Each
 * command is run, in a folder that has the examples and the package, and must print what the page says.
 */

interface Command {
  readonly page: string;
  readonly command: string;
  readonly output: string;
}

function commandsOf(page: string): Command[] {
  const blocks = [...readFileSync(page, "utf8").matchAll(/^```console\n(.*?)^```$/gms)];
  return blocks
    .flatMap(([, block = ""]) => block.split(/^\$ /m).slice(1))
    .map((step) => {
      const end = step.indexOf("\n");
      return { page, command: step.slice(0, end), output: step.slice(end + 1) };
    });
}

const pages = ["README.md", ...readdirSync("docs").map((name) => `docs/${name}`)];
const commands = pages.filter((page) => page.endsWith(".md")).flatMap(commandsOf);
const folder = mkdtempSync(join(tmpdir(), "chatledger-console-"));
const bin = join(folder, "bin");

/** No terminal is here, so a command that nobody pipes or formats is asked for what it would print on one. */
function asOnTerminal(command: string): string {
  if (/[|>]|--format|--json/.test(command)) return command;
  return command.replace(/^(chatledger (?:replay|stats|quota|explain|check)\b[^;|]*)/, "$1 --format table");
}

function run(command: string): string {
  const path = [bin, process.env["PATH"]].join(delimiter);
  const script = `exec 2>&1; ${asOnTerminal(command.replace(/^npx /, ""))}`;
  return spawnSync("bash", ["-c", script], { cwd: folder, env: { ...process.env, PATH: path }, encoding: "utf8" })
    .stdout;
}

describe("what README.md and docs/*.md show of a terminal", () => {
  symlinkSync(resolve("examples"), join(folder, "examples"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(resolve("."), join(folder, "node_modules/chatledger"));
  mkdirSync(bin);
  const program = `exec "${process.execPath}" "${resolve("dist/cli/main.js")}" "$@"`;
  writeFileSync(join(bin, "chatledger"), `#!/bin/sh\n${program}\n`, { mode: 0o755 });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("is there", () => expect(commands.length).toBeGreaterThan(0));

  test.each(commands)("$page: $command", ({ command, output }) => {
    expect(run(command)).toBe(output);
  });
});
