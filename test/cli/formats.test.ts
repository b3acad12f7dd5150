import { readFileSync } from "node:fs";
import type { StatisticsRow } from "chatledger";
import { describe, expect, test } from "vitest";
import type { Command } from "../../src/cli/command.ts";
import { checkCommand } from "../../src/cli/commands/check.ts";
import { classifyCommand } from "../../src/cli/commands/classify.ts";
import { explainCommand } from "../../src/cli/commands/explain.ts";
import { quotaCommand } from "../../src/cli/commands/quota.ts";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { at, event, inAccount, inChat, time } from "../support/events.ts";
import { chatledger } from "./chatledger.ts";
import { atTerminal, keptIo, piped } from "./in-process.ts";

const folder = tempFolder();
const log = folder.write(
  "log.ndjson",
  ndjson([
    event.BotTriggered(at("10:00"), { id: "a1" }),
    event.ButtonClicked(at("10:01"), { id: "a2" }),
    event.ChatClosed(at("10:02"), { id: "a3" }),
    event.BotTriggered(at("2024-05-02 10:00"), inChat("c2"), { id: "a4" }),
    event.DirectMessageSent(at("2024-05-02 10:01"), inChat("c2"), { id: "a5" }),
    event.BotTriggered(at("2024-05-02 11:00"), inChat("c3"), inAccount('b, "c"'), { id: "a6" }),
    event.PlanSubscribed(at("2024-05-03 00:00"), { id: "a7" }),
    event.BotTriggered(at("10:00"), { id: "a1" }),
  ]),
);

async function printed(command: Command, ...flags: string[]): Promise<string> {
  const { code, stdout, stderr } = await piped(command, [log, ...flags]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

function parsedLines(text: string): unknown[] {
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test.concurrent.each([
  ["replay", log],
  ["classify", log],
  ["stats", log],
  ["quota", log, "--as-of", time("2024-05-04 00:00")],
  ["explain", log, "--conversation", "chat"],
  ["check", log],
])("the built %s prints what it prints in this process", async (name, ...args) => {
  const commands = [replayCommand, classifyCommand, statsCommand, quotaCommand, explainCommand, checkCommand];
  const command = commands.find((item) => item.name === name) ?? checkCommand;
  expect(await chatledger([name, ...args])).toEqual(await piped(command, args));
});

describe("where there is no terminal", () => {
  test("classify prints NDJSON, and one array with --json", async () => {
    const [bare, ndjsonAsked, json] = await Promise.all([
      printed(classifyCommand),
      printed(classifyCommand, "--format", "ndjson"),
      printed(classifyCommand, "--json"),
    ]);
    expect(parsedLines(bare)).toMatchObject([
      { accountId: "acme", conversationId: "c2", outcome: "escalated", labels: [], ruleSet: "smartsupp/1" },
      { accountId: "acme", conversationId: "chat", outcome: "resolved", labels: ["joined-by-chatbot"] },
      { accountId: 'b, "c"', conversationId: "c3", outcome: "no-reaction" },
    ]);
    expect(ndjsonAsked).toBe(bare);
    expect(JSON.parse(json)).toEqual(parsedLines(bare));
  });

  test("stats prints an array, or its rows one a line, or CSV", async () => {
    const [bare, asked, lines, csv] = await Promise.all([
      printed(statsCommand),
      printed(statsCommand, "--json"),
      printed(statsCommand, "--format", "ndjson"),
      printed(statsCommand, "--format", "csv"),
    ]);
    const rows: StatisticsRow[] = JSON.parse(bare);
    expect(rows.map(({ accountId, from, triggered }) => [accountId, from.slice(0, 10), triggered])).toEqual([
      ["acme", "2024-05-01", 1],
      ["acme", "2024-05-02", 1],
      ['b, "c"', "2024-05-01", 0],
      ['b, "c"', "2024-05-02", 1],
    ]);
    expect(asked).toBe(bare);
    expect(parsedLines(lines)).toEqual(rows);
    expect(csv).toBe(
      [
        "accountId,from,to,triggered,noReaction,resolved,escalated,inProgress,reactions,chatbotConversations," +
          "escalatedAfterInteraction,resolutionRate,reactionRate,escalationRate,trend.triggered,trend.noReaction," +
          "trend.resolved,trend.escalated,trend.inProgress,trend.reactions,trend.chatbotConversations," +
          "trend.escalatedAfterInteraction",
        "acme,2024-05-01T00:00:00.000Z,2024-05-02T00:00:00.000Z,1,0,1,0,0,1,1,0,1,1,0,,,,,,,,",
        "acme,2024-05-02T00:00:00.000Z,2024-05-03T00:00:00.000Z,1,0,0,1,0,1,0,0,0,1,1,0,,-1,,,0,-1,",
        '"b, ""c""",2024-05-01T00:00:00.000Z,2024-05-02T00:00:00.000Z,0,0,0,0,0,0,0,0,,,,,,,,,,,',
        '"b, ""c""",2024-05-02T00:00:00.000Z,2024-05-03T00:00:00.000Z,1,1,0,0,0,0,0,0,,0,,,,,,,,,',
        "",
      ].join("\n"),
    );
  });

  test.each([
    { command: replayCommand, flags: [] },
    { command: checkCommand, flags: [] },
    { command: explainCommand, flags: ["--conversation", "chat"] },
  ])("$command.name prints a JSON object with its formatVersion", async ({ command, flags }) => {
    const bare = await printed(command, ...flags);
    expect(JSON.parse(bare)).toMatchObject({ formatVersion: 1 });
    expect(await printed(command, ...flags, "--json")).toBe(bare);
    expect(await printed(command, ...flags, "--format", "json")).toBe(bare);
  });

  test("replay sums up", async () => {
    expect(JSON.parse(await printed(replayCommand))).toEqual({
      formatVersion: 1,
      log: { lines: 8, billingEvents: 1, from: "2024-05-01T10:00:00.000Z", to: "2024-05-03T00:00:00.000Z" },
      timeZone: "UTC",
      accounts: 2,
      conversations: 3,
      events: 6,
      outcomes: { resolved: 1, escalated: 1, "in-progress": 0, "no-reaction": 1, "not-triggered": 0 },
      labels: { "joined-by-chatbot": 1 },
      ruleSet: "smartsupp/1",
      busiestDays: [
        { from: "2024-05-02T00:00:00.000Z", to: "2024-05-03T00:00:00.000Z", conversations: 2 },
        { from: "2024-05-01T00:00:00.000Z", to: "2024-05-02T00:00:00.000Z", conversations: 1 },
      ],
      statistics: expect.objectContaining({ triggered: 3, resolved: 1, escalated: 1, noReaction: 1, undecided: 0 }),
      quota: [expect.objectContaining({ accountId: "acme", plan: "standard", limit: 100, used: 0, uncovered: 1 })],
      anomalies: { duplicate: 1 },
    });
  });
});

describe("at a terminal", () => {
  test("stats prints a table, numbers to the right", async () => {
    const { stdout } = await atTerminal(statsCommand, [log, "--by", "month", "--tz", "Europe/Prague"]);
    expect(stdout).toBe(`\
Account  From (Europe/Prague)  Triggered  Reactions  Resolved  Escalated  In progress  No reaction  Joined  Resolution
───────  ────────────────────  ─────────  ─────────  ────────  ─────────  ───────────  ───────────  ──────  ──────────
acme     2024-05-01                    2          2         1          1            0            0       1      50.0 %
b, "c"   2024-05-01                    1          0         0          0            0            1       0           –
`);
  });

  test("stats fits a table to the width, and has bars beside it where there is room", async () => {
    const stats = (width: number) => {
      const io = keptIo({ isTerminal: true, look: { width, isColoured: false } });
      return atTerminal(statsCommand, [log, "--by", "month"], io);
    };
    expect((await stats(140)).stdout).toBe(`\
Account  From (UTC)  Triggered  Reactions  Resolved  Escalated  In progress  No reaction  Joined  Resolution  Triggered
───────  ──────────  ─────────  ─────────  ────────  ─────────  ───────────  ───────────  ──────  ──────────  ────────────
acme     2024-05-01          2          2         1          1            0            0       1      50.0 %  ████████████
b, "c"   2024-05-01          1          0         0          0            0            1       0           –  ██████
`);
    expect((await stats(60)).stdout).toBe(`\
Account  From (UTC)  Triggered  Reactions  Resolved
───────  ──────────  ─────────  ─────────  ────────
acme     2024-05-01          2          2         1
b, "c"   2024-05-01          1          0         0

Account  From (UTC)  Escalated  In progress  No reaction
───────  ──────────  ─────────  ───────────  ───────────
acme     2024-05-01          1            0            0
b, "c"   2024-05-01          0            0            1

Account  From (UTC)  Joined  Resolution
───────  ──────────  ──────  ──────────
acme     2024-05-01       1      50.0 %
b, "c"   2024-05-01       0           –
`);
  });

  test("replay prints a summary", async () => {
    const { code, stdout, stderr } = await atTerminal(replayCommand, [log, "--tz", "Asia/Kathmandu"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`\
${log}: 6 events in 3 conversations of 2 accounts
2024-05-01 15:45 to 2024-05-03 05:45, Asia/Kathmandu; judged by smartsupp/1

Outcome              Conversations   Share
───────────────────  ─────────────  ──────
Resolved by chatbot              1  33.3 %
Escalated to human               1  33.3 %
In progress                      0   0.0 %
No reaction                      1  33.3 %
Not triggered                    0   0.0 %

Joined by chatbot  1 conversation
Resolution rate    50.0 % (1 resolved of 2 resolved and escalated)
Escalation rate    50.0 % (1 escalated of 2 resolved and escalated)
Reaction rate      66.7 % (2 reactions of 3 triggered)

Busiest days  Conversations
────────────  ─────────────
2024-05-02                2
2024-05-01                1

Quota  Plan      Limit  Used  Left  Next  Month ends        Lasts until
─────  ────────  ─────  ────  ────  ────  ────────────────  ───────────
acme   standard    100     0   100   100  2024-06-01 05:45            –

acme: 1 conversation outside of any plan, not counted.

Anomalies  1 duplicate
`);
  });

  test("replay shows shares of outcomes as bars, where there is room", async () => {
    const io = keptIo({ isTerminal: true, look: { width: 80, isColoured: false } });
    const { stdout } = await atTerminal(replayCommand, [log], io);
    expect(stdout).toContain(`\
Outcome              Conversations   Share  Of all
───────────────────  ─────────────  ──────  ─────────
Resolved by chatbot              1  33.3 %  ████████▍
Escalated to human               1  33.3 %  ████████▍
In progress                      0   0.0 %
`);
  });

  test("the summary of nothing has no rates and no days", async () => {
    const { stdout } = await atTerminal(replayCommand, [folder.write("empty.ndjson", "")]);
    expect(stdout).toContain("0 events in 0 conversations of 0 accounts\n\nOutcome");
    expect(stdout).toContain("Resolved by chatbot              0      –\n");
    expect(stdout).toContain("Resolution rate    – (0 resolved of 0 resolved and escalated)\n");
    expect(stdout).not.toContain("Busiest");
    expect(stdout).toContain("Anomalies  none\n");
  });

  test("check lists what is odd by kind, errors first", async () => {
    const bad = folder.write("bad.ndjson", `{"type":"BotSlept"}\nb\n${readFileSync(log, "utf8")}a\n`);
    const { code, stdout } = await atTerminal(checkCommand, [bad]);
    expect(code).toBe(1);
    expect(stdout).toBe(`\
11 lines, 8 valid events.

invalid-json (error): 2
  ${bad}:2: expected one JSON object on the line, got "b".
  ${bad}:11: expected one JSON object on the line, got "a".

duplicate (note): 1
  ${bad}:10: The event "a1" came before, at ${bad}:3; it is taken once.

unknown-type (note): 1
  ${bad}:1: type: expected the name of an event, got "BotSlept".
`);
  });

  test("check says when nothing is odd", async () => {
    const { stdout } = await atTerminal(checkCommand, [folder.write("fine.ndjson", ndjson([event.ChatClosed()]))]);
    expect(stdout).toBe("1 line, 1 valid event.\nNothing odd.\n");
  });

  test("explain prints the conversation, its timeline, and each claim", async () => {
    const { stdout } = await atTerminal(explainCommand, [log, "--conversation", "c2"]);
    expect(stdout).toContain(`\
Conversation c2 of account acme

Timeline
  2024-05-02T10:00:00.000Z  BotTriggered       id="a4" botId="bot"
  2024-05-02T10:01:00.000Z  DirectMessageSent  id="a5"

Outcome  escalated
Label    none
Rules    smartsupp/1

outcome = escalated
`);
    expect(stdout).toContain("\n  evidence   a4, a5\n");
  });

  test("classify stays NDJSON", async () => {
    const { stdout } = await atTerminal(classifyCommand, [log]);
    expect(stdout).toBe(await printed(classifyCommand));
  });

  test("--json wins over --format", async () => {
    const { stdout } = await atTerminal(statsCommand, [log, "--format", "csv", "--json"]);
    expect(stdout).toBe(await printed(statsCommand, "--json"));
  });
});

test("the counts of check", async () => {
  expect(JSON.parse(await printed(checkCommand))).toEqual({
    formatVersion: 1,
    lines: 8,
    conversationEvents: 7,
    billingEvents: 1,
    kinds: { duplicate: 1 },
    anomalies: [
      {
        kind: "duplicate",
        severity: "note",
        file: log,
        line: 8,
        eventId: "a1",
        message: `The event "a1" came before, at ${log}:1; it is taken once.`,
      },
    ],
  });
});

test("the statistics of nothing are an empty array, no line, or a header", async () => {
  const empty = folder.write("nothing.ndjson", "");
  const [json, verdicts, lines, csv] = await Promise.all([
    piped(statsCommand, [empty]),
    piped(classifyCommand, [empty, "--json"]),
    piped(statsCommand, [empty, "--format", "ndjson"]),
    piped(statsCommand, [empty, "--format", "csv"]),
  ]);
  expect(json.stdout).toBe("[]\n");
  expect(verdicts.stdout).toBe("[]\n");
  expect(lines.stdout).toBe("");
  expect(csv.stdout).toMatch(/^accountId,.*\n$/);
});
