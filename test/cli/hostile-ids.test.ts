import { HOSTILE_IDS } from "chatledger/testing/arbitraries";
import { expect, test } from "vitest";
import { checkCommand } from "../../src/cli/commands/check.ts";
import { classifyCommand } from "../../src/cli/commands/classify.ts";
import { explainCommand } from "../../src/cli/commands/explain.ts";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { at, event, inAccount, inChat } from "../support/events.ts";
import { chatledger } from "./chatledger.ts";
import { atTerminal } from "./in-process.ts";

const folder = tempFolder();

/** Ids that would clear a screen, colour it, ring its bell, or turn what stands after them. */
const SPELLS = ["\u001b[2J\u0007", "\u009b31m", "\u202egnp.exe", "a\nb\r\tc", "\u2067x", "\u200f"];
const IDS = [...SPELLS, ...HOSTILE_IDS];

const events = IDS.flatMap((id) => {
  const where = [at("10:00"), inChat(id), inAccount(id)] as const;
  return [
    event.BotTriggered(...where, { id, botId: id }),
    event.ButtonClicked(...where, { id: `${id.slice(0, 40)}-click`, botId: id, buttonId: id, label: id }),
    event.AgentJoined(...where, { id, agentId: id, visitorId: id }),
  ];
});
const bad = IDS.map((id) => ({ type: id, id, occurredAt: id }));
const wrong = IDS.map((id) => ({ ...event.ChatClosed(), id, conversationId: id, closedBy: id }));
const log = folder.write("hostile\u001b[2J.ndjson", ndjson([...events, ...events, ...bad, ...wrong]));

const UNSAFE = /[^\P{Cc}\n]|\p{Bidi_Control}/u;

test.each([
  { command: replayCommand, flags: [] },
  { command: statsCommand, flags: [] },
  { command: checkCommand, flags: [] },
  ...SPELLS.map((id) => ({ command: explainCommand, flags: ["--conversation", id] })),
])("$command.name $flags writes out what would take hold of a terminal", async ({ command, flags }) => {
  const { code, stdout, stderr } = await atTerminal(command, [log, ...flags]);
  expect(code).toBe(1);
  expect(stdout).not.toMatch(UNSAFE);
  expect(stderr).not.toMatch(UNSAFE);
  expect(stdout + stderr).toContain("\\u001b[2J");
});

test("a message about wrong usage writes it out too", async () => {
  const [conversation, account, file] = await Promise.all([
    chatledger(["explain", log, "--conversation", "\u009b2J\n"]),
    chatledger(["explain", log, "--conversation", "x", "--account", "\u202e"]),
    chatledger(["check", folder.at("\u001b[2J\n")]),
  ]);
  for (const { code, stderr } of [conversation, account, file]) {
    expect(code).toBe(2);
    expect(stderr).not.toMatch(UNSAFE);
  }
});

test("several accounts of one conversation are named safely", async () => {
  const several = folder.write(
    "several.ndjson",
    ndjson(SPELLS.map((id) => event.BotTriggered(inAccount(id), { id: "e" }))),
  );
  const { code, stderr } = await chatledger(["explain", several, "--conversation", "chat"]);
  expect(code).toBe(2);
  expect(stderr).not.toMatch(UNSAFE);
  expect(stderr).toContain("say --account, one of ");
});

test("the formats for programs give every id back as it is", async () => {
  const [verdicts, rows] = await Promise.all([
    atTerminal(classifyCommand, [log]),
    atTerminal(statsCommand, [log, "--json"]),
  ]);
  const conversations = verdicts.stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).conversationId);
  expect(new Set(conversations)).toEqual(new Set(IDS));
  const accounts = JSON.parse(rows.stdout).map(({ accountId }: { accountId: string }) => accountId);
  expect(new Set(accounts)).toEqual(new Set(IDS));
  expect({}).not.toHaveProperty("label");
});

test("verdicts stand in the order of the UTF-8 bytes of account and conversation", async () => {
  const { stdout } = await atTerminal(classifyCommand, [log]);
  const accounts = stdout
    .trimEnd()
    .split("\n")
    .map((line) => Buffer.from(JSON.parse(line).accountId));
  expect(accounts).toEqual(accounts.toSorted(Buffer.compare));
});
