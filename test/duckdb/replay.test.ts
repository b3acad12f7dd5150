import { gzipSync } from "node:zlib";
import { packLogs } from "chatledger/replay";
import fc from "fast-check";
import { expect, test } from "vitest";
import { quotaLog } from "../../scripts/quota-log.mjs";
import { replayCommand } from "../../src/cli/commands/replay.ts";
import { sampleLog } from "../cli/sample-log.ts";
import { ndjson, tempFolder } from "../replay/temp-folder.ts";
import { at, event, inAccount, inChat } from "../support/events.ts";
import { anyLogs, anyReplay } from "./any-replay.ts";
import { bothWays } from "./both-ways.ts";
import { TIMES } from "./times.ts";

const folder = tempFolder();
test("of any logs and ledgers, whatever is asked, are the same to the byte", async () => {
  await fc.assert(
    fc.asyncProperty(anyLogs(folder), anyReplay(folder), async (write, how) => {
      await bothWays(replayCommand, [...write(), ...how]);
    }),
    { numRuns: 5 * TIMES },
  );
});

const click = event.ButtonClicked(at("10:00"), inChat("a"), { id: "click" });

test("events that came again are counted, wherever they are, and ids that were given to several events are told of", async () => {
  const other = { ...click, buttonId: "other" };
  const csv = "type,id,occurredAt,accountId,conversationId,botId,buttonId\n";
  const packed = folder.at("packed.parquet");
  const here = folder.write(
    "here.ndjson",
    `${ndjson([click, click])}nonsense\n${ndjson([click, event.PlanChanged()])}`,
  );
  await packLogs([here], packed);
  const logs = [
    here,
    folder.write(
      "there.ndjson.gz",
      gzipSync(ndjson([other, { ...click, label: "x" }, { ...click, accountId: "globex" }])),
    ),
    folder.write("t.csv", `${csv}ButtonClicked,click,2024-05-01T10:00:00Z,acme,a,bot-1,third\n`),
    packed,
    here,
  ];
  const ended = await bothWays(replayCommand, [...logs, "--json"]);
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining("t.csv:2: ") });
  expect(ended).toMatchObject({ stdout: expect.stringContaining('"duplicate": 11') });
  expect(ended).toMatchObject({ stdout: expect.stringContaining('"conflicting-duplicate": 2') });
  // What came again is counted there too: of one account, and of what was seen by then.
  await bothWays(replayCommand, [...logs, "--account", "globex"]);
  await bothWays(replayCommand, [...logs, "--as-of", "2024-05-01T09:59:59Z", "--format", "table"]);
  expect(await bothWays(replayCommand, [...logs, "--strict"])).toMatchObject({ refused: "LogError" });
});

const ages = [
  "0000-01-01T00:00:00.000Z",
  "1969-12-31T23:59:59.999Z",
  ...Array.from({ length: 24 * 40 }, (_, i) => new Date(Date.UTC(2011, 11, 1, i)).toISOString()),
  ...Array.from({ length: 24 * 4 }, (_, i) => new Date(Date.UTC(2024, 2, 29, i, 30)).toISOString()),
];

test.each([
  ["the busiest days of ages", []],
  ["days that a clock shifts on", ["--tz", "Europe/Prague", "--by", "hour"]],
  ["a day that was skipped", ["--tz", "Pacific/Apia", "--from", "2011-12-30", "--to", "2012-01-01"]],
  ["an interval and the one before", ["--from", "2011-12-10", "--to", "2011-12-20", "--by", "hour"]],
  ["one before that is not wholly in the log", ["--from", "0000-01-01", "--to", "0002-01-01", "--by", "year"]],
  ["an interval that none is in", ["--from", "2030-01-01", "--to", "2030-01-03"]],
  ["no interval", ["--from", "2012-01-01", "--to", "2012-01-01"]],
  ["what nothing has decided", ["--cohort", "decided"]],
])("%s", async (_, how) => {
  const chats = ages.map((occurredAt, i) => event.BotTriggered(inChat(`c${i}`), { id: `e${i}`, occurredAt }));
  const log = folder.write("ages.ndjson", ndjson(chats));
  await bothWays(replayCommand, [log, ...how, "--json"]);
});

test("of many accounts with a plan those that are nearest to their limit are shown, and all are told of", async () => {
  const accounts = Array.from({ length: 25 }, (_, i) => inAccount(`account-${i}`));
  const clicks = accounts.flatMap((account, i) =>
    Array.from({ length: (i * 7) % 11 }, (_, n) => event.ButtonClicked(at("11:00"), account, inChat(`c${n}`))),
  );
  const plans = accounts.map((account, i) =>
    i % 8 === 0 ? event.BotTriggered(account) : event.PlanSubscribed(at("09:00"), account, { plan: "standard" }),
  );
  const log = folder.write("accounts.ndjson", ndjson([...clicks, ...plans]));
  const told = await bothWays(replayCommand, [log, "--json"]);
  const { quota }: { quota: readonly { accountId: string; used: number }[] } = JSON.parse(
    "stdout" in told ? told.stdout : "",
  );
  expect(quota).toHaveLength(21);
  const nearest = quota.toSorted((a, b) => b.used - a.used).slice(0, 10);
  const shown = await bothWays(replayCommand, [log, "--format", "table"]);
  expect(shown).toMatchObject({ stdout: expect.stringContaining("The 10 nearest to their limit of 21 accounts") });
  const rows =
    "stdout" in shown ? [...shown.stdout.matchAll(/^(account-\d+) +standard/gm)].map(([, name]) => name) : [];
  expect(rows).toEqual(quota.filter((account) => nearest.includes(account)).map(({ accountId }) => accountId));
});

test.each(["json", "table"])("quotas of months that fill, and of clicks at one moment, as %s", async (form) => {
  const at10 = Array.from({ length: 30 }, (_, i) =>
    event.ButtonClicked(at("10:00"), inChat(`c${i % 10}`), {
      id: `e${(i * 7) % 30}`,
      ...(i % 3 === 0 ? { sequence: i % 2 } : {}),
    }),
  );
  // What is typed later than a click counts nothing, and would fire a threshold later.
  const typed = Array.from({ length: 10 }, (_, i) => event.BotInputSubmitted(at("11:00"), inChat(`c${i}`)));
  const ties = folder.write("ties.ndjson", ndjson([event.PlanSubscribed(at("09:00")), ...at10, ...typed]));
  const fills = folder.write("fills.ndjson", quotaLog);
  for (const log of [ties, fills]) {
    const ended = await bothWays(replayCommand, [
      log,
      "--format",
      form,
      "--period",
      "anniversary",
      "--thresholds",
      "5",
    ]);
    expect(ended).toMatchObject({ stdout: expect.stringMatching(/standard|pro/) });
  }
  const late = ["--as-of", "2024-02-14T08:00:00Z", "--thresholds", "5,10", "--mode", "soft"];
  await bothWays(replayCommand, [fills, "--format", form, ...late]);
});

test("of nothing, of an account that is not there, and of a log without a fault", async () => {
  const empty = folder.write("empty.ndjson", "");
  const log = folder.write("log.ndjson", ndjson(sampleLog(60)));
  await bothWays(replayCommand, [empty, "--json"]);
  await bothWays(replayCommand, [empty, "--format", "table", "--from", "2024-01-01"]);
  await bothWays(replayCommand, [log, "--account", "nobody"]);
  await bothWays(replayCommand, [log, log, "--unit", "visitors"]);
});
