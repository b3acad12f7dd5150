import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkCommand } from "../../src/cli/commands/check.ts";
import { importCommand } from "../../src/cli/commands/import.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { chatledger } from "./chatledger.ts";
import { piped, refusalOf } from "./in-process.ts";

const folder = tempFolder();
const SAMPLES = "test/importers/smartsupp/samples";
const hook = `${SAMPLES}/post-hook.json`;
const conversations = `${SAMPLES}/rest-conversations.json`;
const messages = `${SAMPLES}/rest-messages.json`;
const webhook = `${SAMPLES}/webhook-bot-replied.json`;

function sample(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

test("several files are one import, in any order", async () => {
  const files = [hook, conversations, messages, webhook];
  const [one, other] = await Promise.all([
    chatledger(["import", "smartsupp", ...files, "--account", "881987"]),
    piped(importCommand, ["smartsupp", ...files.toReversed(), "--account", "881987"]),
  ]);
  expect(one.code).toBe(0);
  expect(other.stdout).toBe(one.stdout);
  const events = one.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(new Set(events.map(({ accountId }) => accountId))).toEqual(new Set(["881987"]));
  expect(one.stderr).toMatch(/chatledger: \d+ events from 4 documents; \d+ things? mapped to nothing\.\n$/);
  expect(one.stderr).toContain(`chatledger: ${messages} items[1]: bot message "msJZcgRsWzE4n": `);
});

test("what it prints is a log", async () => {
  const { stdout } = await piped(importCommand, ["smartsupp", hook]);
  const checked = await piped(checkCommand, [folder.write("imported.ndjson", stdout)]);
  expect(checked.code).toBe(0);
  expect(JSON.parse(checked.stdout)).toMatchObject({
    conversationEvents: stdout.split("\n").length - 1,
    anomalies: [],
  });
});

test("one document a line, a byte-order mark and standard input are fine", async () => {
  const lines = `\uFEFF${ndjson([sample(hook), sample(webhook)])}\r\n`;
  const [input, file, apart] = await Promise.all([
    chatledger(["import", "smartsupp", "-"], { input: lines }),
    piped(importCommand, ["smartsupp", folder.write("lines.ndjson", lines)]),
    piped(importCommand, ["smartsupp", hook, webhook]),
  ]);
  expect(input).toMatchObject({ code: 0, stdout: apart.stdout });
  expect(file.stdout).toBe(apart.stdout);
  expect(input.stdout).not.toBe("");
});

test("what maps to nothing is told with its place", async () => {
  const lines = folder.write("odd.ndjson", `${ndjson([sample(hook)])}{"hello":"world"}\n[1, 2]\n`);
  const { code, stderr } = await piped(importCommand, ["smartsupp", lines]);
  expect(code).toBe(0);
  expect(stderr).toContain(`chatledger: ${lines}:2: document: Expected a POST hook`);
  expect(stderr).toContain(`chatledger: ${lines}:3 [0]: document: `);
  expect(stderr).toMatch(/ from 3 documents; 3 things mapped to nothing\.\n$/);
});

test("a document that names no account is named, with what to do", async () => {
  const file = folder.write("two.ndjson", ndjson([sample(hook), sample(conversations)]));
  const whole = await chatledger(["import", "smartsupp", hook, conversations]);
  expect(whole).toMatchObject({ code: 2, stdout: "" });
  expect(whole.stderr).toMatch(new RegExp(`^chatledger: ${conversations}: .*--account ID.*\n$`));
  const line = await refusalOf(importCommand, ["smartsupp", file]);
  expect(line.message).toMatch(new RegExp(`^${file}:2: .*--account ID`));
});

test("an account that is no id is refused", async () => {
  const { message } = await refusalOf(importCommand, ["smartsupp", hook, "--account", ""]);
  expect(message).toContain("expected 1 to 128 characters");
});

test.each([
  ["cut.json", '{\n  "accountId": 1,\n', ":1: "],
  ["words.txt", "hello", ":1: "],
])("%s, which is no JSON, is refused with file and line", async (name, content, place) => {
  const file = folder.write(name, content);
  expect(await refusalOf(importCommand, ["smartsupp", file])).toEqual({
    name: "WrongUsage",
    message: `${file}${place}expected a JSON document, or one on each line.`,
  });
});

test("a line that is no JSON is reported with its place, and costs the others nothing", async () => {
  const good = ndjson([sample(hook)]);
  const file = folder.write("cut.ndjson", `${good}\n{"accountId":`);
  const { code, stdout, stderr } = await chatledger(["import", "smartsupp", file]);
  expect(code).toBe(1);
  expect(stdout).toBe((await chatledger(["import", "smartsupp", hook])).stdout);
  expect(stderr).toContain(`${file}:3: expected a JSON document, or one on each line.\n`);
});

test("nothing gives nothing", async () => {
  expect(await chatledger(["import", "smartsupp", "-"])).toEqual({
    code: 0,
    stdout: "",
    stderr: "chatledger: 0 events from 0 documents; 0 things mapped to nothing.\n",
  });
});
