import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { type RuleSet, type StatisticsOptions, smartsupp } from "chatledger";
import { type LogStatisticsOptions, logStatistics } from "chatledger/replay";
import { conversation } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { statsCommand } from "../../../src/cli/commands/stats.ts";
import { certain } from "../../../src/domain/certain.ts";
import { outlinesTable, type RowOutline } from "../../../src/projections/statistics/row-outlines.ts";
import { type NumberArray, writeCheckpointFile } from "../../../src/replay/checkpoint/checkpoint-file.ts";
import { SavedScan } from "../../../src/replay/checkpoint/saved-scan.ts";
import { KnownRows, ROW_ARRAYS, writtenRows } from "../../../src/replay/checkpoint/settled-rows.ts";
import { statisticsOfLogs } from "../../../src/replay/log-statistics.ts";
import { IdTable } from "../../../src/replay/scan/id-table.ts";
import { LENGTH, START } from "../../../src/replay/scan/packed-ids.ts";
import { chatledger } from "../../cli/chatledger.ts";
import { keptIo, piped, refusalOf } from "../../cli/in-process.ts";
import { sampleLog } from "../../cli/sample-log.ts";
import { at, event, inAccount, inChat } from "../../support/events.ts";
import { openFilesAmong } from "../open-files.ts";
import { logText } from "../scan/log-texts.ts";
import { ndjson, tempFolder } from "../temp-folder.ts";
import { readWholeCheckpoint } from "./whole-checkpoint.ts";

const folder = tempFolder();
const checkpoint = folder.at("checkpoint");
const log = folder.at("log.ndjson");
const sample = ndjson(sampleLog(200));
/** Rules whose outcome may hang on which of two ids is smaller. */
const withoutPlan: RuleSet = {
  ...smartsupp,
  outcomes: [
    { outcome: "escalated", when: { claim: "contacted" }, counterfactual: [] },
    { outcome: "not-triggered", when: { all: [] }, counterfactual: [] },
  ],
  claims: { ...smartsupp.claims, contacted: { when: { before: ["firstInteraction", "lastInteraction"] } } },
};
const byDay: StatisticsOptions = { by: "day", timeZone: "Europe/Prague" };

/** Questions of which each keeps something else. */
const question = fc.constantFrom<StatisticsOptions>(
  byDay,
  { cohort: "decided" },
  { unit: "visitors", by: "year" },
  { bot: "bot-1" },
);

afterEach(() => {
  vi.restoreAllMocks();
});

async function statistics(logs: string | readonly string[], options: StatisticsOptions, reading: LogStatisticsOptions) {
  return logStatistics(logs, options, { threads: 1, ...reading });
}

/** The rows of the log as they are written, one to a line, from the checkpoint on. */
async function written(options: StatisticsOptions, change = (row: string) => row): Promise<string> {
  const write = (outline: RowOutline) => `${change(JSON.stringify(outline.row()))}\n`;
  const reading = { threads: 1, checkpoint };
  const read = await statisticsOfLogs([log], () => options, outlinesTable, reading, write);
  let rows = "";
  for (const piece of writtenRows(read.statistics, write, read.known)) rows += Buffer.from(piece).toString();
  read.known?.close();
  return rows;
}

function begin(content: string | Uint8Array): void {
  rmSync(checkpoint, { force: true });
  writeFileSync(log, content);
}

test("a log that grows by any bytes gives, each time, what a scan of all of it gives", async () => {
  const steps = fc.tuple(logText(), fc.array(fc.nat(), { maxLength: 4 })).map(([text, cuts]) => {
    const bytes = Buffer.from(text);
    const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1))), bytes.length].sort((a, b) => a - b);
    return places.map((place, i) => bytes.subarray(places[i - 1] ?? 0, place));
  });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 3_000 }), question, async (pieces, checkpointEvery, options) => {
      begin("");
      for (const piece of pieces) {
        appendFileSync(log, piece);
        const resumed = await statistics(log, options, { checkpoint, checkpointEvery });
        expect(resumed).toEqual(await statistics(log, options, {}));
      }
    }),
    { numRuns: 50 },
  );
});

test.each<StatisticsOptions>([byDay, { unit: "visitors", by: "day" }, { cohort: "decided", by: "day" }])(
  "many new conversations after a checkpoint are counted like those before it: %j",
  async (options) => {
    const chats = (from: number, to: number) =>
      ndjson(
        Array.from({ length: to - from }, (_, i) => i + from).flatMap((n) => {
          const named = {
            accountId: `account ${n % 7}`,
            conversationId: `conversation ${n}`,
            visitorId: `visitor ${n % 900}`,
          };
          const minute = (later: number) => new Date(1_700_000_000_000 + 60_000 * (n + later)).toISOString();
          return [
            event.BotTriggered({ occurredAt: minute(0) }, { ...named, id: `${n}-0` }),
            event.ButtonClicked({ occurredAt: minute(1) }, { ...named, id: `${n}-1` }),
          ];
        }),
      );
    begin(chats(0, 1_500));
    await statistics(log, options, { checkpoint });
    // Few, then more than are gathered by themselves, and beyond all room; each time of some that are known too.
    for (const [from, to] of [
      [1_495, 1_510],
      [1_490, 1_600],
      [1_000, 3_500],
      [0, 9_000],
    ] as const) {
      appendFileSync(log, chats(from, to));
      expect(await statistics(log, options, { checkpoint })).toEqual(await statistics(log, options, {}));
    }
  },
);

/** Questions whose answers are settled, and which say what they do of accounts and bounds only as they are printed. */
const settled: readonly StatisticsOptions[] = [
  byDay,
  { by: "hour", cohort: "decided", timeZone: "America/New_York", requireClose: false },
  { by: "month", bot: "bot-1" },
  { by: "day", accountId: "acme", from: "2024-04-30", to: "2024-05-14" },
];

/** A few events of conversations that are in the sample, or new, from days before the others to days after. */
const few = fc
  .array(
    fc.tuple(
      fc.constantFrom("acme", "__proto__", "new account"),
      fc.nat({ max: 110 }),
      conversation(),
      fc.integer({ min: -2, max: 16 }),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((chats) =>
    chats.flatMap(([accountId, n, chat, days], i) =>
      chat.map((one, k) => ({
        ...one,
        ...{ id: `late ${i} ${k}`, accountId, conversationId: `c${n}` },
        occurredAt: new Date(Date.parse(one.occurredAt) + 86_400_000 * days).toISOString(),
      })),
    ),
  );

/** The same log, with UUIDs for its conversations: nearly all logs have these, and they are kept in a way of their own. */
function withUuids(text: string): string {
  return withSomeUuids(text, "");
}

/** With UUIDs for those whose ids have a mark. */
function withSomeUuids(text: string, mark = "1"): string {
  return text.replaceAll(/(?<="conversationId":")[^"]*/g, (id) => {
    if (!id.includes(mark)) return id;
    const hex = createHash("sha256").update(id).digest("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
  });
}

test.each([
  ...settled.map((options) => ({ options, as: withUuids })),
  { options: byDay, as: String },
  { options: byDay, as: withSomeUuids },
])(
  "what comes after an answer was settled changes it as a scan of all would: $options $as.name",
  async ({ options, as }) => {
    const known = as(sample);
    begin(known);
    const whole = await statistics(log, options, { checkpoint });
    const written = readFileSync(checkpoint);
    const usesSettled = vi.spyOn(SavedScan.prototype, "sharedWith");
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(few, fc.nat(), async (events, cut) => {
        begin(known);
        writeFileSync(checkpoint, written);
        const more = Buffer.from(as(ndjson(events))).subarray(0, Math.floor(Buffer.byteLength(known) / 33));
        const place = cut % (more.length + 1);
        for (const piece of [more.subarray(0, place), more.subarray(place)]) {
          appendFileSync(log, piece);
          const expected = await statistics(log, options, {});
          expect(await statistics(log, options, { checkpoint })).toEqual(expected);
          if (!isDeepStrictEqual(expected.statistics, whole.statistics)) changes++;
        }
      }),
      { numRuns: 30 },
    );
    expect(usesSettled).toHaveBeenCalledTimes(60);
    expect(changes).toBeGreaterThan(3);
  },
);

test.each(settled)("rows that were written are written again only where they have changed: $by", async (options) => {
  begin(sample);
  await written(options);
  const before = readFileSync(checkpoint);
  const usesKnown = vi.spyOn(KnownRows.prototype, "textOf");
  await fc.assert(
    fc.asyncProperty(few, async (events) => {
      begin(sample);
      writeFileSync(checkpoint, before);
      appendFileSync(log, Buffer.from(ndjson(events)).subarray(0, Math.floor(Buffer.byteLength(sample) / 33)));
      const rows = await written(options);
      const { statistics: now } = await statistics(log, options, {});
      expect(rows).toBe(now.rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      expect(usesKnown).toHaveBeenCalled();
    }),
    { numRuns: 15 },
  );
});

test("what a run leaves in a checkpoint it does not write again, but for what comes after the last whole line", async () => {
  const [lastButOne, last] = [event.BotTriggered({}, inChat("new")), event.ButtonClicked({}, inChat("new"))];
  const whole = `${sample}${ndjson([lastButOne])}`;
  for (const [text, isWhole] of [
    [whole, true],
    [`${whole}${JSON.stringify(last)}`, false],
    [`${whole}{"id":`, false],
    [sample.slice(0, -1), false],
  ] as const) {
    begin(text);
    const { statistics: now } = await statistics(log, byDay, {});
    let count = 0;
    const rows = await written(byDay, (row) => {
      count++;
      return row;
    });
    expect(rows).toBe(now.rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    // Two rows show how they are written.
    if (isWhole) expect(count).toBe(now.rows.length + 2);
    else expect(count).toBeGreaterThan(now.rows.length + 2);
  }
});

test("what comes of a log that was empty when it was opened is counted, beside one that was read to its end", async () => {
  begin(sample);
  const grows = folder.write("grows.ndjson", "");
  const more = ndjson([event.BotTriggered({}, inChat("new"))]);
  let isGrown = false;
  const onProgress = () => {
    if (!isGrown) appendFileSync(grows, more);
    isGrown = true;
  };
  const { statistics: now } = await statistics([log, grows], byDay, { checkpoint, onProgress });
  expect(now).toEqual((await statistics([log, grows], byDay, {})).statistics);
  expect(now).not.toEqual((await statistics(log, byDay, {})).statistics);
  expect((await statistics([log, grows], byDay, { checkpoint })).statistics).toEqual(now);
});

test.each<[string, (row: string) => string]>([
  ["all rows", (row) => ` ${row}`],
  ["what is nothing", (row) => row.replaceAll("null", "0")],
  ["what is none", (row) => row.replaceAll(":0,", ":null,")],
  ["fractions", (row) => row.replaceAll(/(?<=\.\d{4})\d+/g, "")],
  ["quotes in ids", (row) => row.replaceAll('\\"', "'")],
  ["line ends in ids", (row) => row.replaceAll("\\n", " ")],
  ["other letters than English ones", (row) => row.replaceAll(/[^ -~]/g, "?")],
  ["instants", (row) => row.replaceAll(".000Z", "Z")],
])("no row is taken from a run that wrote %s in another way", async (_, change) => {
  begin(sample);
  await written(byDay);
  const usesKnown = vi.spyOn(KnownRows.prototype, "textOf");
  const { statistics: now } = await statistics(log, byDay, {});
  expect(await written(byDay, change)).toBe(now.rows.map((row) => `${change(JSON.stringify(row))}\n`).join(""));
  expect(usesKnown).not.toHaveBeenCalled();
});

test("where all rows would be too many, none are kept, and those that are asked for are written", async () => {
  const chat = (year: number, n: number) =>
    event.BotTriggered({ id: `${year} ${n}`, occurredAt: `${year}-05-01T10:00:00Z` }, inChat(`${year} ${n}`));
  const chats = [2004, 2024].flatMap((year) => Array.from({ length: 40 }, (_, n) => chat(year, n)));
  begin(ndjson(chats));
  const aDay = { by: "hour", from: "2024-05-01", to: "2024-05-02" } as const;
  await written(aDay);
  appendFileSync(log, ndjson([chat(2024, 40)]));
  const usesSettled = vi.spyOn(SavedScan.prototype, "sharedWith");
  const usesKnown = vi.spyOn(KnownRows.prototype, "textOf");
  expect(await written(aDay)).toContain('"triggered":41');
  expect(usesSettled).toHaveBeenCalledTimes(1);
  expect(usesKnown).not.toHaveBeenCalled();
  await expect(written({ by: "hour" })).rejects.toThrow(expect.objectContaining({ code: "too-many-rows" }));
});

test("a bucket that has no conversation any more is no edge of the log", async () => {
  const chat = (n: number, day: string) =>
    event.BotTriggered({ id: `${n}`, occurredAt: `2024-05-${day}T10:00:00Z` }, inChat(`c${n}`));
  begin(ndjson(Array.from({ length: 200 }, (_, n) => chat(n, n === 199 ? "09" : "05"))));
  await statistics(log, byDay, { checkpoint });
  appendFileSync(log, ndjson([{ ...chat(199, "06"), id: "earlier" }]));
  const { statistics: now } = await statistics(log, byDay, { checkpoint });
  expect(now.rows.map(({ from, triggered }) => [from.slice(0, 10), triggered])).toEqual([
    ["2024-05-04", 199],
    ["2024-05-05", 1],
  ]);
  expect(now).toEqual((await statistics(log, byDay, {})).statistics);
});

test.each<StatisticsOptions>([byDay, { ...byDay, cohort: "decided" }])(
  "a contact from before an answer was settled counts once the bot's sign turns up that came before it: %j",
  async (options) => {
    const chat = inChat("late bot");
    // Of another chat nothing comes any more: its contact goes on waiting.
    const other = event.DirectMessageSent(at("09:00"), inChat("no bot"), { id: "other contact" });
    begin(`${ndjson([other, event.DirectMessageSent(at("10:05"), chat, { id: "contact" })])}${sample}`);
    await statistics(log, options, { checkpoint });
    appendFileSync(log, ndjson([event.BotTriggered(at("10:00"), chat, { id: "sign" })]));
    const now = await statistics(log, options, { checkpoint });
    expect(now).toEqual(await statistics(log, options, {}));
    const { statistics: before } = await statistics(folder.write("before.ndjson", sample), options, {});
    expect(now.statistics.totals.escalated).toBe(before.totals.escalated + 1);
  },
);

test.runIf(process.platform === "linux")("no checkpoint stays open, however it is used", async () => {
  begin(sample);
  await statistics(log, byDay, { checkpoint });
  const written = readFileSync(checkpoint);
  const uses: readonly (readonly [StatisticsOptions, string])[] = [
    [byDay, ""],
    [byDay, "{}\n"],
    [{ by: "week" }, ""],
    [byDay, sample],
    [{ cohort: "decided" }, ""],
    [byDay, ndjson([event.BotTriggered({ sequence: 200_000_000 })])],
  ];
  for (const [options, more] of uses) {
    begin(`${sample}${more}`);
    writeFileSync(checkpoint, written);
    await Promise.allSettled([statistics(log, options, { checkpoint })]);
    expect(openFilesAmong([checkpoint])).toEqual([]);
  }
});

describe("what a command shows of a checkpoint", () => {
  const stats = [log, "--threads", "1", "--by", "hour"];
  const kept = [...stats, "--checkpoint", checkpoint];

  test.each(["table", "json", "ndjson", "csv"])("is what it shows without one, as %s", async (name) => {
    const format = ["--format", name];
    begin(sample);
    await piped(statsCommand, [...kept, ...format]);
    appendFileSync(log, ndjson([event.BotTriggered({}, inChat("new"))]));
    const usesRows = vi.spyOn(SavedScan.prototype, "rows");
    expect(await piped(statsCommand, [...kept, ...format])).toEqual(await piped(statsCommand, [...stats, ...format]));
    expect(usesRows).toHaveReturnedWith(expect.anything());
    if (process.platform === "linux") expect(openFilesAmong([checkpoint])).toEqual([]);
  });

  test.runIf(process.platform === "linux")("is closed if it cannot be shown", async () => {
    begin(sample);
    await piped(statsCommand, kept);
    appendFileSync(log, ndjson([event.BotTriggered({}, inChat("new"))]));
    const usesRows = vi.spyOn(SavedScan.prototype, "rows");
    const tooMany = refusalOf(statsCommand, [...kept, "--from", "0001-01-01", "--to", "9000-01-01"]);
    expect(await tooMany).toMatchObject({ message: expect.stringContaining("rows") });
    const { values, positionals } = parseArgs({ args: kept, options: statsCommand.flags, allowPositionals: true });
    const io = keptIo({ isTerminal: false });
    io.stdout.destroy();
    const { signal } = new AbortController();
    await expect(statsCommand.run({ values, positionals, io, signal })).rejects.toThrow();
    expect(usesRows).toHaveBeenCalledTimes(2);
    expect(openFilesAmong([checkpoint])).toEqual([]);
  });
});

test("an answer is settled at the end, however often what was gathered was saved before", async () => {
  const usesSettled = vi.spyOn(SavedScan.prototype, "sharedWith");
  begin(sample);
  await statistics(log, byDay, { checkpoint, checkpointEvery: 10_000 });
  await statistics(log, byDay, { checkpoint, checkpointEvery: 10_000 });
  expect(usesSettled).toHaveBeenCalledTimes(1);
});

test.each([
  [1_100, 0],
  [900, 1],
])("an answer of %d parts, of as many conversations, is settled %d times", async (count, times) => {
  const usesSettled = vi.spyOn(SavedScan.prototype, "sharedWith");
  const chat = (n: number) => event.BotTriggered({ id: `${n}` }, inAccount(`account ${n}`), inChat(`c${n}`));
  begin(ndjson(Array.from({ length: count }, (_, n) => chat(n))));
  await statistics(log, byDay, { checkpoint });
  appendFileSync(log, ndjson([chat(count)]));
  expect(await statistics(log, byDay, { checkpoint })).toEqual(await statistics(log, byDay, {}));
  expect(usesSettled).toHaveBeenCalledTimes(times);
});

test("an answer that may change by itself, and one for another question, is reckoned anew", async () => {
  const usesSettled = vi.spyOn(SavedScan.prototype, "sharedWith");
  const silence = { by: "day", inactivityTimeout: 60_000, asOf: "2024-05-21T00:00:00Z" } as const;
  for (const [first, then] of [
    [silence, silence],
    [{ unit: "visitors" }, { unit: "visitors" }],
    [byDay, { by: "day" }],
    [byDay, { ...byDay, by: "hour" }],
  ] as const) {
    begin(sample);
    await statistics(log, first, { checkpoint });
    appendFileSync(log, ndjson([event.BotTriggered({ id: "new", occurredAt: "2024-05-20T00:00:00Z" }, inChat("new"))]));
    expect(await statistics(log, then, { checkpoint })).toEqual(await statistics(log, then, {}));
  }
  expect(usesSettled).not.toHaveBeenCalled();
});

test("one checkpoint answers for other buckets and zones too, and for logs that are new", async () => {
  begin(sample);
  await statistics(log, byDay, { checkpoint });
  const other = folder.write("other.ndjson", `${ndjson([event.BotTriggered(at("10:00"))])}nonsense\n`);
  const logs = [other, log, other];
  for (const options of [{ by: "month" }, { by: "hour", timeZone: "Asia/Kathmandu", accountId: "acme" }] as const) {
    expect(await statistics(log, options, { checkpoint })).toEqual(await statistics(log, options, {}));
    expect(await statistics(logs, options, { checkpoint, checkpointEvery: 100 })).toEqual(
      await statistics(logs, options, {}),
    );
    rmSync(checkpoint);
    await statistics(log, byDay, { checkpoint });
  }
});

test("what a checkpoint covers is not read again", async () => {
  begin(sample);
  const seen: number[] = [];
  await statistics(log, byDay, { checkpoint });
  appendFileSync(log, "{}\n".repeat(10));
  const onProgress = ({ bytes }: { bytes: number }) => seen.push(bytes);
  const { anomalies } = await statistics(log, byDay, { checkpoint, onProgress });
  expect(seen[0]).toBe(Buffer.byteLength(sample));
  expect(seen.at(-1)).toBe(Buffer.byteLength(sample) + 30);
  expect(anomalies.map(({ line }) => line)).toEqual(
    Array.from({ length: 10 }, (_, i) => sampleLog(200).length + i + 1),
  );
});

test("a scan that is ended midway is gone on from there", async () => {
  begin(sample);
  const abort = new AbortController();
  const seen: number[] = [];
  const until = { checkpoint, checkpointEvery: 20_000, signal: abort.signal };
  const onProgress = ({ bytes }: { bytes: number }) => {
    if (bytes > 100_000) abort.abort(new Error("enough"));
  };
  await expect(statistics(log, byDay, { ...until, onProgress })).rejects.toThrow("enough");
  const resumed = await statistics(log, byDay, { checkpoint, onProgress: ({ bytes }) => seen.push(bytes) });
  expect(resumed).toEqual(await statistics(log, byDay, {}));
  expect(seen[0]).toBeGreaterThan(70_000);
});

test("a log that lies where others write aside is left alone, and so is one that is named as its own checkpoint", async () => {
  begin("");
  const own = folder.write("data.tmp", sample);
  await statistics(own, byDay, { checkpoint: folder.at("data") });
  expect(readFileSync(own, "utf8")).toBe(sample);
  await expect(statistics(own, byDay, { checkpoint: own })).rejects.toThrow(
    "this is no checkpoint; name another file.",
  );
  expect(readFileSync(own, "utf8")).toBe(sample);
});

test("two scans at once with one checkpoint give what each gives alone", async () => {
  begin(sample);
  const whole = await statistics(log, byDay, {});
  const both = [10_000, 11_000].map((checkpointEvery) => statistics(log, byDay, { checkpoint, checkpointEvery }));
  for (const one of await Promise.all(both)) expect(one).toEqual(whole);
  expect(await statistics(log, byDay, { checkpoint })).toEqual(whole);
});

test("no instant to judge at, and the last that there is, are the same to a checkpoint", async () => {
  begin(sample);
  await statistics(log, byDay, { checkpoint });
  const named = { ...byDay, asOf: "9999-12-31T23:59:59.999Z" };
  expect(await statistics(log, named, { checkpoint })).toEqual(await statistics(log, named, {}));
});

test("it is written anew once what came after it is worth it", async () => {
  begin(sample);
  await statistics(log, byDay, { checkpoint });
  const first = readFileSync(checkpoint);
  appendFileSync(log, sample.slice(0, sample.indexOf("\n") + 1));
  await statistics(log, byDay, { checkpoint });
  expect(readFileSync(checkpoint)).toEqual(first);
  appendFileSync(log, sample);
  await statistics(log, byDay, { checkpoint });
  expect(readFileSync(checkpoint)).not.toEqual(first);
});

describe("refused by name is", () => {
  const refusal = (message: string) =>
    expect.objectContaining({
      name: "CheckpointError",
      code: "foreign-checkpoint",
      file: checkpoint,
      message: `${checkpoint}: ${message}; name another file, or remove it to begin anew.`,
    });

  test.each<[string, StatisticsOptions, LogStatisticsOptions, string]>([
    [
      "a changed option",
      { ...byDay, requireClose: false },
      {},
      "this checkpoint was made by the rules smartsupp/1, not smartsupp/1;requireClose=false",
    ],
    [
      "a rule set of the same name",
      {
        ...byDay,
        ruleSet: {
          ...smartsupp,
          kinds: { ...smartsupp.kinds, contact: { ...smartsupp.kinds.contact, events: ["ChatRated"] } },
        },
      },
      {},
      "this checkpoint was made by other rules of the name smartsupp/1",
    ],
    [
      "another time to judge at",
      { ...byDay, asOf: "2024-05-02T00:00:00Z" },
      {},
      "this checkpoint was made as of another instant",
    ],
    ...([{ cohort: "decided" }, { unit: "visitors" }, { bot: "bot-1" }] as const).map(
      (asked): [string, StatisticsOptions, LogStatisticsOptions, string] => {
        const message = "this checkpoint was made for another cohort, unit or bot";
        return [`another question, ${JSON.stringify(asked)}`, { ...byDay, ...asked }, {}, message];
      },
    ),
    ["other words in messages", byDay, { hideText: true }, "this checkpoint was made with visitors' words"],
  ])("%s", async (_, options, reading, message) => {
    begin(sample);
    await statistics(log, byDay, { checkpoint });
    const before = readFileSync(checkpoint);
    await expect(statistics(log, options, { ...reading, checkpoint })).rejects.toThrow(refusal(message));
    expect(readFileSync(checkpoint)).toEqual(before);
  });

  test.each<[string, (accounts: NumberArray, buckets: NumberArray, sums: NumberArray) => readonly NumberArray[]]>([
    ["of an account that is not there", (accounts, ...others) => [accounts.with(0, 3), ...others]],
    ["of an account before the first", (accounts, ...others) => [accounts.with(0, -1), ...others]],
    ["without a bucket", (accounts, buckets, sums) => [accounts, buckets.slice(1), sums]],
    ["below 0", (accounts, buckets, sums) => [accounts, buckets, sums.with(0, -1)]],
    ["of no time", (accounts, buckets, sums) => [accounts, buckets.with(0, Number.NaN), sums]],
    ["after all time", (accounts, buckets, sums) => [accounts, buckets.with(0, 1e300), sums]],
    ["with a sum more than it has", (accounts, buckets) => [accounts, buckets, new Int32Array(12 * accounts.length)]],
    ["without a sum", (accounts, buckets, sums) => [accounts, buckets, sums.slice(1)]],
    ["of other numbers", (accounts, buckets, sums) => [accounts, sums, buckets]],
    ["none", () => []],
  ])("a settled answer with a cell %s", async (_, forge) => {
    begin(sample);
    await statistics(log, byDay, { checkpoint });
    const { header, arrays } = readWholeCheckpoint(checkpoint) ?? { header: undefined, arrays: [] };
    const [accounts, buckets, sums] = arrays.slice(-3);
    if (accounts === undefined || buckets === undefined || sums === undefined) throw new Error("There are no cells.");
    writeCheckpointFile(checkpoint, { header, arrays: [...arrays.slice(0, -3), ...forge(accounts, buckets, sums)] });
    await expect(statistics(log, byDay, { checkpoint })).rejects.toThrow(
      refusal("another version of chatledger wrote this checkpoint"),
    );
  });

  test.each<[string, (rows: readonly NumberArray[]) => readonly NumberArray[]]>([
    ["of an account that is not there", ([accounts, ...others]) => [certain(accounts).with(0, 3), ...others]],
    ["of an account before the first", ([accounts, ...others]) => [certain(accounts).with(0, -1), ...others]],
    ["without a bucket", ([accounts, starts, ...others]) => [certain(accounts), certain(starts).slice(1), ...others]],
    ["out of time", ([accounts, starts, ...others]) => [accounts, starts?.with(1, -1), ...others].map(certain)],
    ["of an account that has others", ([accounts, ...others]) => [accounts?.fill(1), ...others].map(certain)],
    ["without an end", ([accounts, starts, ends, text]) => [accounts, starts, ends?.slice(1), text].map(certain)],
    ["that ends before it begins", ([a, b, ends, text]) => [a, b, ends?.with(0, 1_000_000), text].map(certain)],
    ["with too much text", ([a, b, ends]) => [a, b, ends, new Int32Array(1)].map(certain)],
    ["of other numbers", ([accounts, starts, ends, text]) => [starts, accounts, ends, text].map(certain)],
    ["none", () => []],
  ])("rows that were written, with one %s", async (_, forge) => {
    begin(sample);
    await written(byDay);
    const { header, arrays } = readWholeCheckpoint(checkpoint) ?? { header: undefined, arrays: [] };
    const rows = arrays.slice(-ROW_ARRAYS);
    writeCheckpointFile(checkpoint, { header, arrays: [...arrays.slice(0, -ROW_ARRAYS), ...forge(rows)] });
    await expect(written(byDay)).rejects.toThrow(refusal("another version of chatledger wrote this checkpoint"));
  });

  test.each<[string, (ends: NumberArray) => NumberArray]>([
    ["without one of them", (ends) => ends.slice(1)],
    ["of other numbers", (ends) => Float64Array.from(ends)],
  ])("how the ids of a settled answer end, %s", async (_, forge) => {
    begin(sample);
    await statistics(log, byDay, { checkpoint });
    const { header, arrays } = readWholeCheckpoint(checkpoint) ?? { header: undefined, arrays: [] };
    const ends = arrays.length - 4;
    const forged = arrays.map((array, i) => (i === ends ? forge(array) : array));
    writeCheckpointFile(checkpoint, { header, arrays: forged });
    await expect(statistics(log, byDay, { checkpoint })).rejects.toThrow(
      refusal("another version of chatledger wrote this checkpoint"),
    );
  });

  // Among the arrays those of conversations come after the three of accounts.
  const [owners, spans, records] = [3, 4, 6];
  test.each<[string, number, (array: NumberArray) => NumberArray]>([
    ["without a whole record", records, (array) => array.slice(1)],
    ["with a record of other numbers", records, (array) => Float64Array.from(array)],
    ["with an id of a length that none has", spans, (array) => array.with(LENGTH, -36)],
    ["with an id beyond those that are kept", spans, (array) => array.with(START, 1_000_000)],
    ["with an id without a span", spans, (array) => array.slice(2)],
    ["with an id that is no UUID among such", spans, (array) => array.slice(0, 0)],
    ["of no owner", owners, (array) => array.with(0, -1)],
    ["of an owner who is not there", owners, (array) => array.with(0, 1_000_000)],
  ])("a conversation %s", async (_, place, forge) => {
    begin(sample);
    await statistics(log, byDay, { checkpoint });
    const { header, arrays } = readWholeCheckpoint(checkpoint) ?? { header: undefined, arrays: [] };
    const forged = arrays.map((array, i) => (i === place ? forge(array) : array));
    expect(forged).not.toEqual(arrays);
    writeCheckpointFile(checkpoint, { header, arrays: forged });
    const [ofIds, spansOfIds, words] = arrays.slice(owners);
    if (!(ofIds instanceof Int32Array && spansOfIds instanceof Int32Array && words instanceof Int32Array)) {
      throw new Error("There are no ids.");
    }
    const first = Buffer.from(new IdTable({ owners: ofIds, spans: spansOfIds, words }).bytesOf(0)).toString();
    // Something comes to the first conversation.
    appendFileSync(log, `${sample.split("\n").find((line) => line.includes(JSON.stringify(first)))}\n`);
    // Whether it is read in part, or as a whole.
    for (const options of [byDay, { ...byDay, by: "week" } as const]) {
      await expect(statistics(log, options, { checkpoint })).rejects.toThrow(
        refusal("another version of chatledger wrote this checkpoint"),
      );
    }
  });

  test("another log, by whatever it differs", async () => {
    begin(sample);
    await statistics(log, byDay, { checkpoint });
    const other = folder.write("foreign.ndjson", sample);
    await expect(statistics(other, byDay, { checkpoint })).rejects.toThrow(
      refusal(`this checkpoint is of ${log} too, which is not named now`),
    );
    writeFileSync(log, sample.slice(0, -1));
    await expect(statistics(log, byDay, { checkpoint })).rejects.toThrow(
      refusal(`${log} is shorter than it was at this checkpoint`),
    );
    for (const place of [0, 100, sample.length - 100]) {
      writeFileSync(log, `${sample.slice(0, place)}X${sample.slice(place + 1)}${sample}`);
      await expect(statistics(log, byDay, { checkpoint })).rejects.toThrow(
        refusal(`${log} is not the log that it was at this checkpoint`),
      );
    }
  });

  test.each([
    ["an archive", folder.write("log.ndjson.gz", ""), {}, {}, `${folder.at("log.ndjson.gz")} is no plain NDJSON file`],
    [
      "a table",
      folder.write("log.csv", "type,id,occurredAt,accountId\n"),
      {},
      {},
      `${folder.at("log.csv")} is no plain NDJSON file`,
    ],
    ["standard input", "-", {}, {}, "- is no plain NDJSON file"],
    ["a question about events", log, { ruleSet: withoutPlan }, {}, "this question needs all events"],
  ] as const)("a checkpoint of %s", async (_, name, options, reading, why) => {
    begin(sample);
    if (name.endsWith(".gz")) copyFileSync(new URL("../archives.test.ts", import.meta.url), name);
    await expect(statistics(name, options, { ...reading, checkpoint })).rejects.toThrow(
      expect.objectContaining({
        code: "invalid-option",
        message: `checkpoint: ${why}, so none can be kept; leave it out.`,
      }),
    );
    expect(existsSync(checkpoint)).toBe(false);
  });

  test("a checkpoint of a strict reading, of an event beyond a plan, after no number of bytes, or where nothing can be written", async () => {
    begin(ndjson([event.BotTriggered(at("10:00"), { sequence: 200_000_000 })]));
    const codes = { code: "invalid-option" };
    await expect(statistics(log, {}, { checkpoint, strict: true })).rejects.toMatchObject(codes);
    await expect(statistics(log, {}, { checkpoint })).rejects.toMatchObject(codes);
    await expect(statistics(log, {}, { checkpoint, checkpointEvery: 0 })).rejects.toMatchObject(codes);
    const nowhere = folder.at("missing/checkpoint");
    await expect(statistics(log, {}, { checkpoint: nowhere })).rejects.toMatchObject({
      code: "unwritable-checkpoint",
      file: nowhere,
    });
  });
});

describe("stats --checkpoint", () => {
  const args = [log, "--by", "day"];
  const stats = (...flags: readonly string[]) => piped(statsCommand, [...args, ...flags]);

  test("prints what stats prints, by one thread and by more, from a checkpoint and without", async () => {
    begin("");
    const threads = ["1", "3"];
    for (const more of [sample.slice(0, 50_000), `${sample.slice(50_000)}nonsense\n`, '{"cut']) {
      appendFileSync(log, more);
      const whole = await stats();
      for (const count of threads) {
        expect(await stats("--threads", count, "--checkpoint", `${checkpoint}-${count}`)).toEqual(whole);
      }
    }
    for (const count of threads) expect(existsSync(`${checkpoint}-${count}`)).toBe(true);
  });

  test.each(["json", "ndjson", "csv", "table"])(
    "prints %s as ever, from a checkpoint that a run of any format left",
    async (format) => {
      const known = sample.slice(0, sample.lastIndexOf("\n", sample.length - 500) + 1);
      for (const before of ["json", "ndjson", "csv", "table"]) {
        begin(known);
        await stats("--threads", "1", "--checkpoint", checkpoint, "--format", before);
        const left = readFileSync(checkpoint);
        writeFileSync(log, sample);
        const now = await stats("--threads", "1", "--checkpoint", checkpoint, "--format", format);
        expect(now).toEqual(await stats("--format", format));
        expect(readFileSync(checkpoint)).toEqual(left);
      }
    },
  );

  test("judges as of the last instant of all, though it may come before what is new", async () => {
    const flags = ["--option", "inactivityTimeout=3600000", "--threads", "1"];
    const late = ndjson([
      event.BotTriggered(at("18:00"), inChat("late")),
      event.ButtonClicked(at("18:30"), inChat("late")),
    ]);
    begin(late);
    await stats(...flags, "--checkpoint", checkpoint);
    appendFileSync(log, ndjson([event.BotTriggered(at("10:00")), event.ButtonClicked(at("10:01"))]));
    const ended = await stats(...flags, "--checkpoint", checkpoint);
    expect(ended).toEqual(await stats(...flags));
    expect(JSON.parse(ended.stdout)).toMatchObject([{ triggered: 2, resolved: 1, inProgress: 1 }]);
  });

  test.each(["", "-"])("takes no %j for a file", async (name) => {
    begin(sample);
    const stderr = "chatledger: --checkpoint is the name of a file.\n";
    expect(await chatledger(["stats", ...args, "--checkpoint", name])).toEqual({ code: 2, stdout: "", stderr });
  });

  test("says what is wrong with a checkpoint, and exits with 2", async () => {
    begin(sample);
    writeFileSync(checkpoint, "something else");
    expect(await chatledger(["stats", ...args, "--checkpoint", checkpoint])).toEqual({
      code: 2,
      stdout: "",
      stderr: `chatledger: ${checkpoint}: this is no checkpoint; name another file.\n`,
    });
    expect(readFileSync(checkpoint, "utf8")).toBe("something else");
  });
});

test("a scan that is killed at any moment is gone on from, and gives the same", { timeout: 60_000 }, async () => {
  begin(sample.repeat(4));
  const entry = pathToFileURL("dist/replay/index.js").href;
  const program = `
    const { logStatistics } = await import(${JSON.stringify(entry)});
    const [log, checkpoint, threads] = process.argv.slice(1);
    const reading = { threads: Number(threads), checkpointEvery: 50_000, ...(checkpoint && { checkpoint }) };
    process.stdout.write(JSON.stringify(await logStatistics(log, { by: "day" }, reading)));
  `;
  const run = async (file: string, threads: number, ms: number) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", program, log, file, String(threads)]);
    let printed = "";
    child.stdout.on("data", (data) => {
      printed += data;
    });
    const ended = once(child, "close");
    const isOver = await Promise.race([ended.then(() => true), setTimeout(ms, false)]);
    if (!isOver) child.kill("SIGKILL");
    await ended;
    return isOver ? printed : undefined;
  };
  const whole = await run("", 1, 60_000);
  expect(whole).toContain("triggered");
  let killed = 0;
  for (const threads of [1, 2]) {
    rmSync(checkpoint, { force: true });
    let printed: string | undefined;
    for (let ms = 200; printed === undefined; ms *= 1.3) {
      printed = await run(checkpoint, threads, ms);
      if (printed === undefined) killed++;
    }
    expect(printed === whole).toBe(true);
  }
  expect(killed).toBeGreaterThan(0);
});
