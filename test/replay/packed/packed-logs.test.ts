import { gzipSync } from "node:zlib";
import type { LedgerEvent } from "chatledger";
import { packLogs, replay } from "chatledger/replay";
import { HOSTILE_IDS } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { csvLine } from "../../../src/cli/csv.ts";
import { event, inChat } from "../../support/events.ts";
import { logText } from "../scan/log-texts.ts";
import { ndjson, tempFolder } from "../temp-folder.ts";
import { packInGroups } from "./pack-in-groups.ts";

const folder = tempFolder();

/** All that is read of a log, with the number of the row for that of the line. */
async function readAll(file: string, rowOf: (line: number) => number) {
  const events: LedgerEvent[] = [];
  const log = await replay(file, { onEvent: (one) => events.push(one) });
  const place = /(?<=at )\S*?(log\.[a-z.]+):(\d+)/g;
  const anomalies = log.anomalies.map(({ kind, severity, line, eventId, message }) => {
    const at = line === undefined ? undefined : rowOf(line);
    return {
      kind,
      severity,
      at,
      eventId,
      message: message.replace(place, (_, __, first) => `row ${rowOf(Number(first))}`),
    };
  });
  const { lines, conversationEvents, firstAt, lastAt, billing } = log;
  const states = [...log.conversations()];
  return { events: JSON.stringify(events), anomalies, states, billing, lines, conversationEvents, firstAt, lastAt };
}

/** For each line that is not blank how many there are up to it. */
function rowsOf(text: string): (line: number) => number {
  let rows = 0;
  const numbers = text.split("\n").map((line) => (/^[ \t\r]*$/.test(line.replace("\uFEFF", "")) ? rows : ++rows));
  return (line) => numbers[line - 1] ?? Number.NaN;
}

const sameRow = (row: number) => row;

describe("a packed log is read as the log itself", () => {
  test("whatever it holds: the same events to the last byte, and the same words about what is none", async () => {
    await fc.assert(
      fc.asyncProperty(logText(), fc.integer({ min: 1, max: 9 }), async (text, rowsInGroup) => {
        const log = folder.write("log.ndjson", text);
        const packed = folder.write("log.parquet", await packInGroups(log, rowsInGroup));
        expect(await readAll(packed, sameRow)).toEqual(await readAll(log, rowsOf(text)));
      }),
      { numRuns: 80 },
    );
  });

  test("also of bytes that are no text", async () => {
    const lines = [ndjson([event.BotTriggered()]), '{"id":"\xff"}\n', "\xc0\xaf\n", ndjson([event.ButtonClicked()])];
    const log = folder.write("log.ndjson", Buffer.concat(lines.map((line) => Buffer.from(line, "latin1"))));
    const packed = folder.at("log.parquet");
    const { anomalies } = await packLogs(log, packed, { force: true });
    expect(anomalies.map(({ kind, line }) => [kind, line])).toEqual([
      ["invalid-utf8", 2],
      ["invalid-utf8", 3],
    ]);
    expect(await readAll(packed, sameRow)).toEqual(await readAll(log, sameRow));
  });

  test.each([
    ["an id of 128 astral characters", { id: "\u{1F600}".repeat(128) }],
    ["a byte-order mark for an id", { id: "\uFEFF" }],
    ["an id that begins with a byte-order mark", { id: "\uFEFFx" }],
    ["an empty text", { label: "" }],
    ["a text with a lone surrogate", { label: "a\uD800b" }],
    ["a text with U+0000", { label: "\0" }],
    ["an offset", { occurredAt: "2024-05-01T12:00:00+02:00" }],
    ["digits beyond the millisecond", { occurredAt: "2024-05-01T12:00:00.123456789Z" }],
    ["the first moment", { occurredAt: "0000-01-01T00:00:00.000Z" }],
    ["the last moment", { occurredAt: "9999-12-31T23:59:59.999Z" }],
    ["the greatest sequence", { sequence: Number.MAX_SAFE_INTEGER }],
    ["the sequence 0", { sequence: 0 }],
    ["the sequence -0", { sequence: -0 }],
    ["version 1", { schemaVersion: 1 }],
    ["a later version with a field of its own", { schemaVersion: 7, mood: "fine" }],
    ["a field that its type does not have", { rating: 3, agentId: "anna" }],
    ["columns' names for fields", { line: "x", refusal: "{}", conversationNumber: 7 }],
  ])("with %s", async (_, fields) => {
    const text = ndjson([event.BotTriggered(), { ...event.ButtonClicked(), ...fields }]);
    const log = folder.write("log.ndjson", text);
    const packed = folder.at("log.parquet");
    await packLogs(log, packed, { force: true });
    const { lines, ...read } = await readAll(packed, sameRow);
    expect({ lines, ...read }).toEqual(await readAll(log, rowsOf(text)));
    expect(read.anomalies).toEqual([]);
  });

  test("of CSV with records that are none, and of the packed log again", async () => {
    const names = ["id", "type", "occurredAt", "accountId", "conversationId", "botId", "rating"];
    const cells = HOSTILE_IDS.map((id) => [id, "BotTriggered", "2024-05-01T10:00:00Z", "acme", id, id, null]);
    const faulty = [
      ["short"],
      ["e", "ChatRated", "2024-05-01T10:00:00Z", "acme", "c", null, "many"],
      ["e", "ChatPaused", "", "", "", "", ""],
    ];
    const log = folder.write("log.csv", `${[names, ...cells, ...faulty].map(csvLine).join("")}"open`);
    const once = folder.at("log.parquet");
    const twice = folder.at("log.again.parquet");
    await packLogs(log, once, { force: true });
    await packLogs(once, twice, { force: true });
    const read = await readAll(log, () => 0);
    expect(read.anomalies.map(({ kind }) => kind)).toEqual([
      "invalid-csv",
      "invalid-field",
      "unknown-type",
      "invalid-csv",
    ]);
    for (const packed of [once, twice]) expect(await readAll(packed, () => 0)).toEqual(read);
  });
});

test("a value of another table that no line of JSON can hold is refused in the same words again", async () => {
  const ids = ["e1", "e2", "e3", "e4"];
  const all = (value: string) => ids.map(() => value);
  const columnData = [
    { name: "id", data: ids },
    { name: "type", data: all("ChatRated") },
    { name: "occurredAt", data: all("2024-05-01T10:00:00Z") },
    { name: "accountId", data: all("acme") },
    { name: "conversationId", data: all("c1") },
    { name: "rating", data: [Number.NaN, Number.POSITIVE_INFINITY, 5, 9], type: "DOUBLE" as const },
    { name: "comment", data: [null, null, 7n, null], type: "INT64" as const },
  ];
  const log = folder.write("log.foreign.parquet", new Uint8Array(parquetWriteBuffer({ columnData })));
  const packed = folder.at("log.parquet");
  await packLogs(log, packed, { force: true });
  const read = await readAll(packed, sameRow);
  expect(read).toEqual(await readAll(log, sameRow));
  expect(read.anomalies.map(({ eventId }) => eventId)).toEqual(ids);
});

test("what a later version of the schema may name is kept for it, and so is what columns cannot hold", async () => {
  const later = JSON.stringify({ ...event.BotTriggered(), schemaVersion: 7, mood: "fine" });
  const broken = JSON.stringify({ ...event.ButtonClicked(), label: "a\uD800b" });
  const log = folder.write("kept.ndjson", `${later}\n${JSON.stringify(event.BotTriggered())}\n${broken}\n`);
  const packed = folder.at("kept.parquet");
  await packLogs(log, packed);
  const rows = await parquetReadObjects({
    file: await asyncBufferFromFile(packed),
    columns: ["line", "type"],
    compressors,
  });
  expect(rows).toEqual([
    { line: later, type: null },
    { line: null, type: "BotTriggered" },
    { line: broken, type: null },
  ]);
});

test("logs of all formats are packed together, in their order, repeated events too", async () => {
  const events = ["c1", "c2", "c3"].map((chat) => event.BotTriggered({ id: chat }, inChat(chat)));
  const plain = folder.write("one.ndjson", ndjson(events.slice(0, 2)));
  const archive = folder.write("two.ndjson.gz", gzipSync(ndjson(events.slice(1))));
  const packed = folder.at("both.parquet");
  const done = await packLogs([plain, archive], packed);
  expect(done).toMatchObject({ lines: 4, events: 4, anomalies: [] });
  const again = folder.at("again.parquet");
  await packLogs([packed, plain], again);
  const ids: string[] = [];
  const { anomalies } = await replay(again, { onEvent: ({ id }) => ids.push(id) });
  expect(ids).toEqual(["c1", "c2", "c2", "c3", "c1", "c2"]);
  expect(anomalies.map(({ kind, line }) => [kind, line])).toEqual([
    ["duplicate", 3],
    ["duplicate", 5],
    ["duplicate", 6],
  ]);
});

test("of an archive that is damaged what could be read is packed, and it is said", async () => {
  const events = Array.from({ length: 500 }, (_, i) => event.BotTriggered({ id: `e${i}` }));
  const broken = folder.write("broken.ndjson.gz", gzipSync(ndjson(events)).subarray(0, 1_500));
  const packed = folder.at("broken.parquet");
  const { anomalies, lines } = await packLogs(broken, packed);
  expect(anomalies.at(-1)).toMatchObject({ kind: "broken-archive", file: broken });
  expect((await replay(packed)).lines).toBe(lines);
});

test("a log of nothing is packed to a log of nothing", async () => {
  const packed = folder.at("nothing.parquet");
  expect(await packLogs(folder.write("nothing.ndjson", "\n\n"), packed)).toMatchObject({ lines: 0, events: 0 });
  expect(await replay(packed)).toMatchObject({ lines: 0, anomalies: [] });
});
