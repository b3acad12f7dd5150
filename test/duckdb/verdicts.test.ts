import { gzipSync } from "node:zlib";
import { packLogs } from "chatledger/replay";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classifyCommand } from "../../src/cli/commands/classify.ts";
import { chatledger } from "../cli/chatledger.ts";
import { sampleLog } from "../cli/sample-log.ts";
import { logText } from "../replay/scan/log-texts.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { at, event, inChat } from "../support/events.ts";
import { CLAIMS, ruleSet } from "../support/rule-sets.ts";
import { bothWays } from "./both-ways.ts";
import { TIMES } from "./times.ts";

const folder = tempFolder();
const TYPES = ["BotTriggered", "ButtonClicked", "HandoffRequested", "DirectMessageSent", "ChatClosed"] as const;

const flags = fc.oneof(
  fc.constantFrom(
    [],
    ["--json"],
    ["--strict"],
    ["--account", "acme", "--no-text"],
    ["--as-of", "2024-05-01T10:00:00Z"],
    ["--option", "handoffIsContact=false", "--option", "botInputIsInteraction=false"],
    ["--option", "inactivityTimeout=60000", "--option", "requireClose=false"],
  ),
  ruleSet(TYPES, CLAIMS).map((rules) => ["--rules", folder.write("rules.json", JSON.stringify(rules))]),
);

test("of any logs, in which ids come again and again, are the same to the byte", async () => {
  let count = 0;
  const logs = fc.array(fc.tuple(logText(), fc.boolean()), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(logs, flags, async (texts, how) => {
      const names = texts.map(([text, isPacked]) => {
        const name = `any-${count++}.ndjson`;
        return isPacked ? folder.write(`${name}.gz`, gzipSync(text)) : folder.write(name, text);
      });
      await bothWays(classifyCommand, [...names, ...how]);
    }),
    { numRuns: 8 * TIMES },
  );
});

describe("ids that were given to several events", () => {
  const click = event.ButtonClicked(at("10:00"), inChat("a"), { id: "click" });
  const other = { ...click, buttonId: "other" };
  const here = folder.write("here.ndjson", `${ndjson([click])}nonsense\n${ndjson([click, other])}`);
  const there = folder.write(
    "there.ndjson.gz",
    gzipSync(ndjson([other, { ...click, rating: 5 }, { ...click, sequence: 1 }])),
  );
  const csv = "type,id,occurredAt,accountId,conversationId,botId,buttonId\n";
  const table = folder.write("t.csv", `${csv}ButtonClicked,click,2024-05-01T10:00:00Z,acme,a,bot-1,third\n`);

  test("are told of, with their places and those where they came first", async () => {
    const packed = folder.at("packed.parquet");
    await packLogs([here], packed);
    const ended = await bothWays(classifyCommand, [there, here, table, packed, here]);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(`${table}:2: `) });
    expect(await bothWays(classifyCommand, [table, here])).toMatchObject({ code: 1 });
  });

  test("are errors where logs are read strictly, and the first one is told of", async () => {
    expect(await bothWays(classifyCommand, [there, here, "--strict"])).toMatchObject({ refused: "LogError" });
  });

  test("are none if they are of several accounts, or of one event with other fields that are none of its own", async () => {
    const message = event.DirectMessageSent(at("10:01"), { id: "message" });
    const log = folder.write(
      "none.ndjson",
      ndjson([
        click,
        { ...click, accountId: "globex" },
        { ...click, label: "x" },
        message,
        { ...message, botId: "bot-1" },
      ]),
    );
    expect(await bothWays(classifyCommand, [log])).toMatchObject({ code: 0, stderr: "" });
  });
});

test("of nothing, and of an account that is not there", async () => {
  const log = folder.write("log.ndjson", ndjson(sampleLog(20)));
  await bothWays(classifyCommand, [folder.write("empty.ndjson", ""), "--json"]);
  await bothWays(classifyCommand, [folder.write("empty.ndjson", "")]);
  await bothWays(classifyCommand, [log, "--account", "nobody"]);
});

test("more of them than come at once stay in order, and whoever has seen enough may leave", async () => {
  const many = Array.from({ length: 10_000 }, (_, i) => event.BotTriggered(inChat(`c${i}`)));
  const log = folder.write("many.ndjson", ndjson(many));
  await bothWays(classifyCommand, [log]);
  await bothWays(classifyCommand, [log, "--json"]);
  const ended = await chatledger(["classify", folder.at("log.ndjson"), "--engine", "duckdb"]);
  expect(ended.code).toBe(0);
});
