import { gzipSync } from "node:zlib";
import { ledger } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { quotaLog } from "../../scripts/quota-log.mjs";
import { quotaCommand } from "../../src/cli/commands/quota.ts";
import { logText } from "../replay/scan/log-texts.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { at, event, inAccount, inChat } from "../support/events.ts";
import { CLAIMS, ruleSet } from "../support/rule-sets.ts";
import { bothWays } from "./both-ways.ts";
import { TIMES } from "./times.ts";

const folder = tempFolder();
const TYPES = ["BotTriggered", "ButtonClicked", "HandoffRequested", "DirectMessageSent", "ChatClosed"] as const;

const shown = fc.constantFrom(
  [],
  ["--history"],
  ["--format", "table"],
  ["--explain", "acme"],
  ["--explain", "acme", "--format", "table"],
  ["--account", "globex"],
  ["--period", "anniversary", "--mode", "soft"],
  ["--strict"],
);
const judged = fc.oneof(
  fc.constantFrom([], ["--option", "botInputIsInteraction=false"], ["--option", "handoffIsContact=false"]),
  ruleSet(TYPES, CLAIMS).map((rules) => ["--rules", folder.write("rules.json", JSON.stringify(rules))]),
);
const asOf = fc.constantFrom("2024-03-01T00:00:00Z", "2024-05-20T12:00:00Z", "2026-01-01T00:00:00Z");

test("of any ledgers and logs are the same to the byte", async () => {
  let count = 0;
  const text = fc.oneof(ledger().map(ndjson), logText());
  const logs = fc.array(fc.tuple(text, fc.boolean()), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(logs, asOf, shown, judged, async (texts, until, how, rules) => {
      const names = texts.map(([lines, isPacked]) => {
        const name = `any-${count++}.ndjson`;
        return isPacked ? folder.write(`${name}.gz`, gzipSync(lines)) : folder.write(name, lines);
      });
      await bothWays(quotaCommand, [...names, "--as-of", until, ...how, ...rules]);
    }),
    { numRuns: 10 * TIMES },
  );
});

test.each([[], ["--history"], ["--format", "table"], ["--explain", "acme"], ["--account", "nobody"]])(
  "of months that fill, with %s",
  async (...how) => {
    const log = folder.write("fills.ndjson", quotaLog);
    await bothWays(quotaCommand, [log, "--as-of", "2024-02-14T08:00:00Z", ...how]);
  },
);

test("counts come from clicks in one file, and plans from another", async () => {
  const clicks = Array.from({ length: 3_000 }, (_, i) =>
    event.ButtonClicked(at("11:00"), inChat(`c${i}`), { sequence: i % 2 }),
  );
  const chats = folder.write("chats.ndjson", ndjson([...clicks, event.BotTriggered(at("12:00"), inAccount("quiet"))]));
  const plans = folder.write(
    "plans.csv",
    "type,id,occurredAt,accountId,plan\nPlanSubscribed,p,2024-05-01T09:00:00Z,acme,pro\n",
  );
  const ended = await bothWays(quotaCommand, [chats, plans, "--as-of", "2024-05-02T00:00:00Z"]);
  expect(ended).toMatchObject({ stdout: expect.stringContaining('"used":3000') });
  expect(ended).toMatchObject({ stdout: expect.stringContaining('"accountId":"quiet"') });
});

test("at one moment counts stand in the order of their ids, wherever they come from", async () => {
  const log = folder.write(
    "ties.ndjson",
    ndjson([
      event.PlanSubscribed(at("09:00")),
      event.ButtonClicked(at("10:00"), inChat("clicked"), { id: "b" }),
      event.ChatbotConversationCounted(at("10:00"), { id: "c", conversationId: "counted" }),
      event.ButtonClicked(at("10:00"), inChat("ordered"), { id: "a", sequence: 0 }),
    ]),
  );
  const ended = await bothWays(quotaCommand, [log, "--as-of", "2024-05-02T00:00:00Z", "--explain", "acme"]);
  if (!("stdout" in ended)) throw new Error(ended.message);
  const order = ["clicked", "counted", "ordered"].map((name) => ended.stdout.indexOf(`"conversationId": "${name}"`));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});
