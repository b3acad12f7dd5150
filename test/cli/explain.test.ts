import { expect, test } from "vitest";
import { explainCommand } from "../../src/cli/commands/explain.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { at, event, inAccount, inChat } from "../support/events.ts";

import { atTerminal, refusalOf } from "./in-process.ts";

const folder = tempFolder();
const bot = event.BotTriggered(at("10:00"), { id: "bot" });
const click = event.ButtonClicked(at("10:01"), { id: "click", label: "Prices" });
const message = event.DirectMessageSent(at("10:02"), { id: "message", text: "Hello" });
const close = event.ChatClosed(at("10:03"), { id: "close" });
const others = [
  event.BotTriggered(at("10:00"), inAccount("other"), { id: "others-bot" }),
  event.BotTriggered(at("10:00"), inChat("elsewhere"), { id: "elsewhere" }),
];
const log = folder.write("log.ndjson", ndjson([close, click, ...others, bot, message, click]));

async function explained(...flags: string[]) {
  const { code, stdout, stderr } = await atTerminal(explainCommand, [
    log,
    "--conversation",
    "chat",
    ...flags,
    "--json",
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { timeline, ...rest } = JSON.parse(stdout);
  return { ...rest, ids: timeline.map(({ id }: { id: string }) => id) };
}

async function refused(...flags: string[]) {
  return (await refusalOf(explainCommand, [log, ...flags])).message;
}

test("the timeline has each event once, in order, and the claims their evidence", async () => {
  const { accountId, conversationId, ids, verdict, claims } = await explained("--account", "acme");
  expect({ accountId, conversationId, ids }).toEqual({
    accountId: "acme",
    conversationId: "chat",
    ids: ["bot", "click", "message", "close"],
  });
  expect(verdict).toMatchObject({ outcome: "escalated", settled: true });
  expect(claims[0]).toMatchObject({
    claim: "outcome",
    value: "escalated",
    evidence: ["bot", "message"],
    counterfactual: { eventIds: ["message"], outcome: "resolved" },
  });
});

test("an id that several accounts have is asked for by account", async () => {
  expect(await refused("--conversation", "chat")).toBe(
    "Several accounts have a conversation of this id: say --account, one of acme, other.",
  );
  expect(await explained("--account", "other")).toMatchObject({ accountId: "other", ids: ["others-bot"] });
});

test("a conversation that is not there is named", async () => {
  expect(await refused("--conversation", "nobody")).toBe('There is no conversation "nobody" in the log.');
  expect(await refused("--conversation", "elsewhere", "--account", "other")).toBe(
    'There is no conversation "elsewhere" of account "other" in the log.',
  );
});

test("--as-of in the past shows what was known then", async () => {
  const past = await explained("--account", "acme", "--as-of", "2024-05-01T12:01:30+02:00");
  expect(past).toMatchObject({ ids: ["bot", "click"], verdict: { outcome: "in-progress", settled: false } });
});

test("--as-of before the conversation shows nothing", async () => {
  const before = await explained("--account", "acme", "--as-of", "2024-04-30T00:00:00Z");
  expect(before).toMatchObject({ ids: [], verdict: { outcome: "not-triggered" } });
});

test("--option changes the rules and is named in the verdict", async () => {
  const idle = await explained(
    "--account",
    "other",
    "--option",
    "inactivityTimeout=60000",
    "--option",
    "requireClose=false",
  );
  expect(idle.verdict).toMatchObject({
    settled: true,
    ruleSet: "smartsupp/1;inactivityTimeout=60000;requireClose=false",
  });
});

test("texts are shown as they are, or not at all", async () => {
  const [shown, hidden] = await Promise.all(
    [[], ["--no-text"]].map((flags) =>
      atTerminal(explainCommand, [log, "--conversation", "chat", "--account", "acme", ...flags]),
    ),
  );
  expect(shown?.stdout).toContain('id="click" botId="bot" buttonId="button" label="Prices"\n');
  expect(hidden?.stdout).toContain('id="click" botId="bot" buttonId="button"\n');
});

test("of copies with other texts one is shown, whatever the order", async () => {
  const copies = ["b", "a", "c"].map((text) => ({ ...message, text }));
  const [one, other] = [copies, copies.toReversed()].map((list, i) => folder.write(`copies-${i}.ndjson`, ndjson(list)));
  const outputs = await Promise.all(
    [one, other].map((file) => atTerminal(explainCommand, [String(file), "--conversation", "chat", "--json"])),
  );
  expect(JSON.parse(outputs[0]?.stdout ?? "").timeline).toMatchObject([{ text: "a" }]);
  expect(outputs[1]?.stdout).toBe(outputs[0]?.stdout);
});
