import { gzipSync } from "node:zlib";
import { chatbotStatistics, type LedgerEvent, parseEvent } from "chatledger";
import { logStatistics } from "chatledger/replay";
import { describe, expect, test } from "vitest";
import { chatbotTable } from "../../src/projections/statistics/chatbot-statistics.ts";
import { scanStatistics } from "../../src/replay/scan/scan-statistics.ts";
import { sampleLog } from "../cli/sample-log.ts";
import { event } from "../support/events.ts";
import { ndjson, tempFolder } from "./temp-folder.ts";

const folder = tempFolder();
const events: readonly LedgerEvent[] = sampleLog(100).map((one) => parseEvent(JSON.parse(JSON.stringify(one))));
const log = folder.write("log.ndjson", ndjson(events));
const bad = folder.write("bad.ndjson", `${ndjson(events.slice(0, 20))}nonsense\n${ndjson(events.slice(20))}`);

describe.each([undefined, 1, 2, 3])("with threads %s", (threads) => {
  test.each([
    [{}],
    [{ by: "month", timeZone: "Asia/Tokyo" }],
    [{ requireClose: false, accountId: "acme" }],
    [{ asOf: "2024-05-05T10:00:00Z", inactivityTimeout: 3_600_000 }],
    [{ unit: "visitors" }],
    [{ cohort: "decided" }],
    [{ bot: "bot-1" }],
  ] as const)("are what chatbotStatistics gives for the events, with %j", async (options) => {
    const { statistics, anomalies } = await logStatistics(log, options, { threads });
    expect(statistics).toEqual(chatbotStatistics(events, options));
    expect(anomalies).toEqual([]);
  });

  test("say what is bad in a log, and count the rest", async () => {
    const { statistics, anomalies } = await logStatistics([bad], {}, { threads });
    expect(statistics).toEqual(chatbotStatistics(events));
    expect(anomalies).toMatchObject([{ kind: "invalid-json", file: bad, line: 21 }]);
  });

  test("stop at the first error if they are to", async () => {
    await expect(logStatistics(bad, {}, { threads, strict: true })).rejects.toThrow(
      expect.objectContaining({ name: "LogError", code: "invalid-json" }),
    );
  });

  test("say how far they are, to the end", async () => {
    const seen: number[] = [];
    await logStatistics([log, bad], {}, { threads, onProgress: ({ bytes }) => seen.push(bytes) });
    expect(Math.max(...seen)).toBe(2 * Buffer.byteLength(ndjson(events)) + "nonsense\n".length);
  });

  test("end by a signal, and leave no thread behind", async () => {
    const signal = AbortSignal.abort(new Error("too late"));
    await expect(logStatistics(log, {}, { threads, signal })).rejects.toThrow("too late");
  });

  test("refuse what chatbotStatistics refuses, and a file that is not there", async () => {
    const inactive = { inactivityTimeout: 1 };
    await expect(logStatistics(log, inactive, { threads })).rejects.toThrow(
      expect.objectContaining({ code: "as-of-required" }),
    );
    await expect(logStatistics(folder.at("missing"), {}, { threads })).rejects.toThrow(
      expect.objectContaining({ name: "SourceError", code: "not-found" }),
    );
  });
});

test("a log is scanned however short it is, if it can be read again", async () => {
  const short = folder.write("short.ndjson", ndjson(events.slice(0, 1)));
  const table = folder.write("short.csv", "type,id,occurredAt,accountId\n");
  const scan = (...logs: readonly string[]) => scanStatistics(logs, () => ({}), chatbotTable, { hideText: false });
  for (const logs of [[short], [short, table]])
    expect((await scan(...logs))?.statistics).toEqual(chatbotStatistics(events.slice(0, 1)));
});

test("a pipe is scanned after all files, whatever sequences its events have, and never replayed", async () => {
  const great = [3e15, 67_108_863].map((sequence, i) => {
    return event.ButtonClicked({ accountId: "far", id: `e${i}`, sequence });
  });
  const all = [...great, event.BotTriggered({ accountId: "far", sequence: 2e15 })];
  const pipe = folder.pipe("pipe", ndjson(all));
  const archive = folder.write("beside.ndjson.gz", gzipSync(ndjson(events)));
  const statistics = await scanStatistics([pipe, archive], () => ({}), chatbotTable, { hideText: false });
  expect(statistics?.statistics).toEqual(chatbotStatistics([...all, ...events]));
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("%s threads cannot read", async (threads) => {
  await expect(logStatistics(log, {}, { threads })).rejects.toThrow(
    expect.objectContaining({ name: "UsageError", code: "invalid-option" }),
  );
});

test("an event whose sequence has no room in a table, in another thread's part, is counted by a scan of one thread", async () => {
  const far = event.BotTriggered({ accountId: "far", sequence: 200_000_000 });
  const file = folder.write("far.ndjson", ndjson([...events, far]));
  const scanned = await scanStatistics([file], () => ({}), chatbotTable, { hideText: false, threads: 3 });
  expect(scanned?.statistics).toEqual(chatbotStatistics([...events, far]));
});

test("a log of many conversations, for which room is made ahead, gives the same", async () => {
  const many = Array.from({ length: 60 }, (_, i) =>
    events.map((one) => ("conversationId" in one ? { ...one, conversationId: `${one.conversationId}-${i}` } : one)),
  ).flat();
  const text = ndjson(many.map((one) => ({ ...one, padding: "x".repeat(600) })));
  expect(text.length).toBeGreaterThan(9_000_000);
  const long = folder.write("long.ndjson", text);
  const { statistics } = await logStatistics(long, {}, { threads: 1 });
  expect(statistics).toEqual(chatbotStatistics(many));
});
