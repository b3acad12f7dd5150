import { smartsupp } from "chatledger";
import { expect, test } from "vitest";
import { classifyCommand } from "../../src/cli/commands/classify.ts";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { at, event, inAccount, inChat } from "../support/events.ts";
import { helpdeskRules } from "../support/helpdesk-rules.ts";
import { atTerminal } from "./in-process.ts";

const folder = tempFolder();
const log = folder.write(
  "log.ndjson",
  ndjson([
    event.BotTriggered(at("10:00"), { botId: "b1" }),
    event.ButtonClicked(at("10:01"), { botId: "b1" }),
    event.BotTriggered(at("2024-05-02 10:00"), inChat("other"), inAccount("globex"), { botId: "b2" }),
    // The last instant of the log, of an account that has nothing else.
    event.PlanSubscribed(at("2024-05-03 00:00"), inAccount("late")),
  ]),
);

async function verdicts(...flags: string[]) {
  const { code, stdout, stderr } = await atTerminal(classifyCommand, [log, ...flags, "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const list: { conversationId: string; outcome: string; ruleSet: string }[] = JSON.parse(stdout);
  return list.map(({ conversationId, outcome, ruleSet }) => `${conversationId} ${outcome} ${ruleSet}`);
}

test("by default the newest instant of the whole log is the time to judge at", async () => {
  const day = 86_400_000;
  expect(await verdicts("--option", `inactivityTimeout=${day}`)).toEqual([
    `chat resolved smartsupp/1;inactivityTimeout=${day}`,
    `other no-reaction smartsupp/1;inactivityTimeout=${day}`,
  ]);
  // It is that of billing in another account, whether or not only one is shown.
  expect(await verdicts("--option", `inactivityTimeout=${day}`, "--account", "acme")).toEqual([
    `chat resolved smartsupp/1;inactivityTimeout=${day}`,
  ]);
  expect(await verdicts("--option", `inactivityTimeout=${2 * day}`)).toContain(
    `chat in-progress smartsupp/1;inactivityTimeout=${2 * day}`,
  );
});

test("--as-of hides what came later, conversations too", async () => {
  expect(await verdicts("--as-of", "2024-05-01T10:00:30Z")).toEqual(["chat no-reaction smartsupp/1"]);
  expect(await verdicts("--as-of", "2024-05-01T12:01:00+02:00")).toEqual(["chat in-progress smartsupp/1"]);
  expect(await verdicts("--as-of", "2024-01-01T00:00:00Z")).toEqual([]);
});

test("--option may come several times, the last of one name holds, and a default is not named", async () => {
  expect(
    await verdicts(
      "--account",
      "acme",
      "--option=requireClose=true",
      "--option=requireClose=false",
      "--option=handoffIsContact=true",
    ),
  ).toEqual(["chat resolved smartsupp/1;requireClose=false"]);
  expect(await verdicts("--account", "acme", "--option", "inactivityTimeout=off")).toEqual([
    "chat in-progress smartsupp/1",
  ]);
});

test("--rules judges by the rules of a file", async () => {
  const same = folder.write("same.json", JSON.stringify(smartsupp));
  expect(await verdicts("--rules", same)).toEqual(await verdicts());
  const helpdesk = folder.write("helpdesk.json", helpdeskRules);
  expect(await verdicts("--rules", helpdesk, "--option", "joiningCounts=true")).toEqual([
    "chat not-triggered helpdesk/3;joiningCounts=true",
    "other not-triggered helpdesk/3;joiningCounts=true",
  ]);
});

test("--account shows one account, over the interval of the whole log", async () => {
  expect((await atTerminal(classifyCommand, [log, "--account", "nobody"])).stdout).toBe("");
  const { stdout } = await atTerminal(statsCommand, [log, "--account", "acme", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject([
    { accountId: "acme", from: "2024-05-01T00:00:00.000Z", triggered: 1 },
    { accountId: "acme", from: "2024-05-02T00:00:00.000Z", triggered: 0 },
  ]);
  const summary = await atTerminal(replayCommand, [log, "--account", "acme", "--json"]);
  expect(JSON.parse(summary.stdout)).toMatchObject({
    accounts: 1,
    conversations: 1,
    events: 2,
    statistics: { triggered: 1 },
  });
});

test("the flags of statistics reach them", async () => {
  const { stdout } = await atTerminal(statsCommand, [
    log,
    ...["--by", "hour", "--tz", "Europe/Prague", "--bot", "b2", "--unit", "visitors", "--cohort", "triggered"],
    ...["--from", "2024-05-02T11:00:00+02:00", "--to", "2024-05-02T13:00:00+02:00", "--json"],
  ]);
  expect(JSON.parse(stdout)).toMatchObject([
    { accountId: "globex", from: "2024-05-02T09:00:00.000Z", triggered: 0 },
    { accountId: "globex", from: "2024-05-02T10:00:00.000Z", triggered: 1 },
  ]);
  const decided = await atTerminal(replayCommand, [log, "--cohort", "decided", "--json"]);
  expect(JSON.parse(decided.stdout).statistics).toMatchObject({ triggered: 0, undecided: 2 });
});

test("a local date is the local midnight of the zone", async () => {
  const flags = ["--tz", "Europe/Prague", "--from", "2024-05-01", "--to", "2024-05-02", "--json"];
  const { stdout } = await atTerminal(statsCommand, [log, ...flags]);
  expect(JSON.parse(stdout)).toMatchObject([
    { accountId: "acme", from: "2024-04-30T22:00:00.000Z", to: "2024-05-01T22:00:00.000Z", triggered: 1 },
    { accountId: "globex", triggered: 0 },
  ]);
});
