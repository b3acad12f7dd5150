import { gzipSync } from "node:zlib";
import { smartsupp } from "chatledger";
import fc from "fast-check";
import { expect, test } from "vitest";
import { statsCommand } from "../../src/cli/commands/stats.ts";
import { logText } from "../replay/scan/log-texts.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { at, event, inChat } from "../support/events.ts";
import { CLAIMS, ruleSet } from "../support/rule-sets.ts";
import { bothWays } from "./both-ways.ts";
import { TIMES } from "./times.ts";

const folder = tempFolder();

const TYPES = ["BotTriggered", "ButtonClicked", "HandoffRequested", "DirectMessageSent", "ChatClosed"] as const;

/** What may be asked, by the default rules or by any. */
const question: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    fc.constantFrom(
      [],
      ["--unit", "visitors"],
      ["--cohort", "decided"],
      ["--cohort", "decided", "--unit", "visitors"],
      ["--bot", "bot-1"],
      ["--account", "acme"],
      ["--tz", "Asia/Kathmandu", "--strict"],
      ["--as-of", "2024-05-01T10:00:00Z", "--no-text"],
    ),
    fc.constantFrom(
      [],
      ["--option", "handoffIsContact=false", "--option", "botInputIsInteraction=false"],
      ["--option", "inactivityTimeout=60000"],
      ruleSet(TYPES, CLAIMS),
    ),
    fc.constantFrom("hour", "year"),
  )
  .chain(([asked, rules, by]) => {
    const flags = Array.isArray(rules) ? fc.constant(rules) : rules.map((set) => ["--rules", rulesFile(set)]);
    return flags.map((judged) => ["--by", by, ...asked, ...judged]);
  });

function rulesFile(rules: unknown): string {
  return folder.write("rules.json", JSON.stringify(rules));
}

test("of any logs, whatever is asked, are the same to the byte", async () => {
  let count = 0;
  const logs = fc.array(fc.tuple(logText(), fc.boolean()), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(logs, question, async (texts, flags) => {
      const names = texts.map(([text, isPacked]) => {
        const name = `any-${count++}.ndjson`;
        return isPacked ? folder.write(`${name}.gz`, gzipSync(text)) : folder.write(name, text);
      });
      await bothWays(statsCommand, [...names, ...flags]);
    }),
    { numRuns: 8 * TIMES },
  );
});

test("by rules that ask for a bot where an event has none of its own are the same", async () => {
  const { kinds } = smartsupp;
  const withBot = [{ type: "DirectMessageSent", having: "botId" }];
  const rules = { ...smartsupp, kinds: { ...kinds, contact: { ...kinds.contact, events: withBot } } };
  const ofNone = { ...event.DirectMessageSent(at("10:01")), botId: "bot-1" };
  const log = folder.write("of-none.ndjson", ndjson([event.BotTriggered(at("10:00")), ofNone]));
  expect(await bothWays(statsCommand, [log, "--rules", rulesFile(rules)])).toMatchObject({
    stdout: expect.stringContaining('"noReaction":1'),
  });
});

const ages = [
  "0000-01-01T00:00:00.000Z",
  "1969-12-31T23:59:59.999Z",
  ...Array.from({ length: 12 * 55 }, (_, month) => new Date(Date.UTC(1970, month)).toISOString()),
];
const chats = ages.map((occurredAt, i) => event.BotTriggered(inChat(`c${i}`), { id: `e${i}`, occurredAt }));
const old = folder.write("old.ndjson", ndjson(chats));

test("of more rows than a table may have, since there are many accounts, are refused with the same words", async () => {
  const moments = ["2023-01-01T00:00:00.000Z", "2024-02-29T00:00:00.000Z"];
  const many = Array.from({ length: 10 }, (_, i) => `account-${i}`).flatMap((accountId) =>
    moments.map((occurredAt, i) => event.BotTriggered({ id: `${i}`, occurredAt, accountId, conversationId: `${i}` })),
  );
  const log = folder.write("many.ndjson", ndjson(many));
  expect(await bothWays(statsCommand, [log, "--by", "hour"])).toMatchObject({ refused: "UsageError" });
  expect(await bothWays(statsCommand, [log, "--by", "hour", "--account", "account-3"])).toMatchObject({ code: 0 });
});

test.each([
  ["over decades", ["--by", "month", "--tz", "Europe/Prague", "--from", "1960-01-01"]],
  ["of the year 0", ["--from", "0000-01-01", "--to", "0000-01-03"]],
  ["of no interval", ["--from", "2024-01-01", "--to", "2024-01-01"]],
  ["of an interval after all", ["--from", "2030-01-01", "--to", "2030-01-03"]],
  ["of more rows than a table may have", ["--by", "hour"]],
])("%s are the same", async (_, flags) => {
  expect(await bothWays(statsCommand, [old, ...flags])).toBeDefined();
});
