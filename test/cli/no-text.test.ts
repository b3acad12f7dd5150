import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkCommand } from "../../src/cli/commands/check.ts";
import { classifyCommand } from "../../src/cli/commands/classify.ts";
import { explainCommand } from "../../src/cli/commands/explain.ts";
import { importCommand } from "../../src/cli/commands/import.ts";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { CONVERSATION_EVENT_TYPES } from "../../src/domain/conversation-event.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { event } from "../support/events.ts";
import { chatledger } from "./chatledger.ts";
import { atTerminal, piped } from "./in-process.ts";

const folder = tempFolder();

/** A word that only people's texts hold. */
const SECRET = "winterberry";
const words = { text: SECRET, label: SECRET, comment: SECRET, reason: SECRET };

/** One of each event, with words wherever an event may hold some, and in fields that no page names. */
const spoken = CONVERSATION_EVENT_TYPES.map((type) => ({ ...event[type](), ...words, note: SECRET, more: [words] }));

/** The same with one field after the other spoiled by words; an id that can be one stays, since ids are no texts. */
const spoiled = spoken.flatMap((one) => [
  ...Object.keys(one)
    .filter((name) => name !== "id")
    .flatMap((name) => [
      { ...one, [name]: [SECRET] },
      { ...one, [name]: { [SECRET]: SECRET } },
      { ...one, [name]: `${SECRET}\0` },
    ]),
  { ...one, occurredAt: SECRET },
  { ...one, type: SECRET },
]);

const nonsense = [SECRET, `"${SECRET}"`, `["${SECRET}"]`, `{"${SECRET}":1}`, `{"text":"${SECRET}`, `${SECRET}\0`];

const log = folder.write(
  "log.ndjson",
  Buffer.concat([
    Buffer.from(ndjson(spoken) + ndjson(spoken.map((one) => ({ ...one, botId: "other", agentId: "other" })))),
    Buffer.from(ndjson(spoiled) + nonsense.join("\n")),
    Buffer.from([10, 0xff]),
    Buffer.from(SECRET),
  ]),
);

const hook = folder.write(
  "hook.json",
  JSON.stringify({
    accountId: 1,
    beginAt: 1_714_557_600_000,
    channel: { id: 2, rating: 5, ratingDesc: SECRET },
    messages: [
      { type: "visitor", content: SECRET, sentAt: 1_714_557_601_000 },
      { type: "agent", from: "agent:3", content: SECRET, sentAt: 1_714_557_602_000 },
      { type: "visitor", content: SECRET },
    ],
  }),
);

test.each([
  { command: replayCommand, args: [log] },
  { command: classifyCommand, args: [log] },
  { command: statsCommand, args: [log] },
  { command: explainCommand, args: [log, "--conversation", "chat"] },
  { command: checkCommand, args: [log] },
  { command: importCommand, args: ["smartsupp", hook] },
])("$command.name --no-text prints nobody's words, to people or programs", async ({ command, args }) => {
  const hidden = [...args, "--no-text"];
  for (const { stdout, stderr } of [await piped(command, hidden), await atTerminal(command, hidden)]) {
    expect(stdout).not.toBe("");
    expect(stdout).not.toContain(SECRET);
    expect(stderr).not.toContain(SECRET);
  }
});

test("--strict --no-text prints nobody's words", async () => {
  const bad = folder.write("bad.ndjson", SECRET);
  expect(await chatledger(["check", bad, "--strict", "--no-text"])).toEqual({
    code: 1,
    stdout: "",
    stderr: `chatledger: ${bad}:1: expected one JSON object on the line, got a value that is not shown.\n`,
  });
});

test("replay --out --no-text leaves nobody's words in a file", async () => {
  const out = folder.at("out");
  await piped(replayCommand, [log, "--out", out, "--no-text"]);
  const files = readdirSync(out);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(readFileSync(join(out, file), "utf8")).not.toContain(SECRET);
});

test("without the flag the words are there, and so would have been found", async () => {
  const [check, explain, imported] = await Promise.all([
    piped(checkCommand, [log]),
    piped(explainCommand, [log, "--conversation", "chat"]),
    piped(importCommand, ["smartsupp", hook]),
  ]);
  for (const { stdout } of [check, explain, imported]) expect(stdout).toContain(SECRET);
});

test("the verdicts are the same without texts", async () => {
  const [shown, hidden] = [await piped(classifyCommand, [log]), await piped(classifyCommand, [log, "--no-text"])];
  expect(hidden.stdout).toBe(shown.stdout);
});
