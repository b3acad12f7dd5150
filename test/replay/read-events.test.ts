import { setTimeout } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { type LedgerEvent, parseEvent } from "chatledger";
import { type LogEntry, type ReadEventsOptions, readEvents, replay } from "chatledger/replay";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sampleLog } from "../cli/sample-log.ts";
import { openFilesAmong } from "./open-files.ts";
import { logText } from "./scan/log-texts.ts";
import { tempFolder } from "./temp-folder.ts";

const folder = tempFolder();
const lines = sampleLog(300).map((one) => JSON.stringify(one));
const good = folder.write("good.ndjson", `${lines.join("\n")}\n`);
const bad = folder.write("bad.ndjson", `${lines.slice(0, 3).join("\n")}\nnonsense\n{}\n`);
const table = folder.write(
  "huge.csv",
  `type,id,occurredAt,accountId,conversationId\n${"VisitorArrived,e,2024-05-01T10:00:00Z,a,c\n".repeat(200_000)}`,
);
const huge = folder.write("huge.ndjson", `${lines.join("\n")}\n`.repeat(30));

async function entriesOf(logs: string | readonly string[], options?: ReadEventsOptions): Promise<readonly LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const entry of readEvents(logs, options)) entries.push(entry);
  return entries;
}

test("gives every event where it stands, and between them what is no event", async () => {
  const entries = await entriesOf([bad, good]);
  expect(entries.slice(0, 3)).toEqual(
    lines.slice(0, 3).map((line, i) => ({ event: JSON.parse(line), file: bad, line: i + 1 })),
  );
  expect(entries.slice(3, 5)).toMatchObject([
    { anomaly: { kind: "invalid-json", file: bad, line: 4 } },
    { anomaly: { severity: "error", file: bad, line: 5 } },
  ]);
  expect(entries.slice(5)).toEqual(lines.map((line, i) => ({ event: JSON.parse(line), file: good, line: i + 1 })));
});

test("gives what a replay takes, of any log", async () => {
  await fc.assert(
    fc.asyncProperty(logText(), fc.boolean(), async (text, isPacked) => {
      const log = folder.write("any.ndjson", isPacked ? gzipSync(text) : text);
      const events: LedgerEvent[] = [];
      const { anomalies } = await replay(log, { findDuplicates: false, onEvent: (event) => events.push(event) });
      const entries = await entriesOf(log);
      expect(entries.flatMap(({ event }) => (event === undefined ? [] : [event]))).toEqual(events);
      expect(entries.flatMap(({ anomaly }) => (anomaly === undefined ? [] : [anomaly]))).toEqual(anomalies);
      for (const event of events) expect(parseEvent(event)).toEqual(event);
    }),
    { numRuns: 200 },
  );
});

test("gives the rows of a table", async () => {
  const rows = folder.write(
    "log.csv",
    "type,id,occurredAt,accountId,conversationId\nVisitorArrived,e1,2024-05-01T10:00:00Z,acme,c1\nVisitorArrived,e2,never,acme,c1\n",
  );
  expect(await entriesOf(rows)).toMatchObject([
    { event: { type: "VisitorArrived", id: "e1" }, file: rows, line: 2 },
    { anomaly: { kind: "invalid-field", line: 3 } },
  ]);
});

test("says how a compressed file ends that is broken off, after all that could be read", async () => {
  const broken = folder.write("broken.gz", gzipSync(`${lines.join("\n")}\n`.repeat(3)).subarray(0, -20));
  const entries = await entriesOf(broken);
  expect(entries.at(-1)).toMatchObject({ anomaly: { kind: "broken-archive", file: broken } });
  expect(entries.length).toBeGreaterThan(lines.length);
});

test("stops at the first error if it is to, and gives what came before", async () => {
  const seen: LogEntry[] = [];
  const reading = (async () => {
    for await (const entry of readEvents(bad, { strict: true })) seen.push(entry);
  })();
  await expect(reading).rejects.toMatchObject({ name: "LogError", code: "invalid-json" });
  expect(seen).toHaveLength(3);
});

test("keeps words out of messages if it is to", async () => {
  const secret = folder.write("secret.ndjson", '{"type":"ChatClosed","id":"e1","occurredAt":"my secret"}\n');
  expect(JSON.stringify(await entriesOf(secret))).toContain("my secret");
  expect(JSON.stringify(await entriesOf(secret, { hideText: true }))).not.toContain("my secret");
});

test("names a file that is not there before the first event", async () => {
  const reading = readEvents([good, folder.at("missing")]).next();
  await expect(reading).rejects.toMatchObject({ name: "SourceError", code: "not-found" });
});

describe("a slow consumer", () => {
  test("holds the reader back", async () => {
    const read: number[] = [];
    const entries = readEvents(huge, { onProgress: ({ bytes }) => read.push(bytes) });
    for (let i = 0; i < 10; i++) await entries.next();
    await setTimeout(50);
    expect(read).toEqual([]);
    for await (const _ of entries);
    expect(read.length).toBeGreaterThan(3);
    expect(read.at(-1)).toBe(Buffer.byteLength(`${lines.join("\n")}\n`) * 30);
  });

  test.runIf(process.platform === "linux").each([huge, table])("closes the file when it stops: %s", async (file) => {
    const isOpen = () => openFilesAmong([file]).length > 0;
    for await (const _ of readEvents(file)) {
      expect(isOpen()).toBe(true);
      break;
    }
    await expect.poll(isOpen).toBe(false);
    const abort = new AbortController();
    const reading = (async () => {
      for await (const _ of readEvents(file, { signal: abort.signal })) abort.abort(new Error("enough"));
    })();
    await expect(reading).rejects.toThrow("enough");
    await expect.poll(isOpen).toBe(false);
  });
});
