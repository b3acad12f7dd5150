import { gzipSync } from "node:zlib";
import type { LedgerEvent } from "chatledger";
import { type Replay, replay } from "chatledger/replay";
import { HOSTILE_IDS } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { event, inChat } from "../../support/events.ts";
import { ndjson, tempFolder } from "../temp-folder.ts";
import { csvOf, parquetOf, plainEvents, type Writing } from "./tables-of.ts";

const folder = tempFolder();
let files = 0;

const read = (name: string, content: string | Uint8Array) => replay(folder.write(`${files++}-${name}`, content));

/** What was read of a log, but for where. */
function shown(log: Replay) {
  const { lines, conversationEvents, firstAt, lastAt } = log;
  const anomalies = log.anomalies.map(({ kind, line, eventId }) => [kind, line, eventId]);
  return {
    states: [...log.conversations()],
    billing: log.billing,
    anomalies,
    lines,
    conversationEvents,
    firstAt,
    lastAt,
  };
}

describe.each([
  ["CSV", "log.csv", csvOf, 200],
  ["gzip of CSV", "log.csv.gz", (all: readonly LedgerEvent[]) => gzipSync(csvOf(all)), 50],
  ["Parquet", "log.parquet", parquetOf, 50],
] as const)("%s", (_, name, print, numRuns) => {
  test("is read like the same events one a line", async () => {
    await fc.assert(
      fc.asyncProperty(plainEvents, async (all) => {
        const table = shown(await read(name, print(all)));
        const { anomalies, ...lines } = shown(await read("log.ndjson", ndjson(all)));
        expect({ ...table, anomalies: [] }).toEqual({ ...lines, anomalies: [] });
        expect(table.anomalies.map(([kind]) => kind)).toEqual(anomalies.map(([kind]) => kind));
      }),
      { numRuns },
    );
  });

  test("keeps ids whatever they are made of", async () => {
    const all = HOSTILE_IDS.map((conversationId) =>
      event.ButtonClicked({ id: conversationId }, inChat(conversationId)),
    );
    const { states, anomalies } = shown(await read(name, print(all)));
    expect(anomalies).toEqual([]);
    expect(new Set(states.map(({ of }) => of?.conversationId))).toEqual(new Set(HOSTILE_IDS));
  });
});

describe("CSV", () => {
  const click = event.ButtonClicked({ id: "click" });
  const names = ["id", "type", "occurredAt", "accountId", "conversationId", "botId", "buttonId", "label"];
  const header = names.join(",");
  const cells = ["click", "ButtonClicked", click.occurredAt, "acme", "chat", click.botId, click.buttonId];
  const row = `${cells.join(",")},`;

  test.each([
    ["a byte-order mark, CRLF, and lines that are empty", `\uFEFF${header}\r\n\r\n${row}\r\n\r\n`],
    ["quotes around everything", `${names.map((name) => `"${name}"`).join(",")}\n"${cells.join('","')}",""\n`],
    ["no newline at the end", `${header}\n${row}`],
    ["columns that no event has", `${header},note,price\n${row},"a, b",12\n`],
    ["columns in another order", `${names.toReversed().join(",")}\n${row.split(",").toReversed().join(",")}\n`],
    ["a label of several lines", `${header}\n${cells.join(",")},"one\ntwo ""three"""\n`],
  ])("may have %s", async (_, text) => {
    const { states, anomalies, lines } = shown(await read("log.csv", text));
    expect({ anomalies, lines }).toEqual({ anomalies: [], lines: 1 });
    expect(states[0]?.marks).toMatchObject([{ id: "click", type: "ButtonClicked", botId: click.botId }]);
  });

  test("is told by its name in any case", async () => {
    expect((await read("LOG.CSV", `${header}\n${row}\n`)).lines).toBe(1);
  });

  test("of nothing, and of a header alone, is empty", async () => {
    for (const text of ["", `${header}\n`])
      expect(shown(await read("log.csv", text))).toMatchObject({ lines: 0, anomalies: [] });
  });

  test("has numbers where events have numbers, and nowhere else", async () => {
    const rated = `type,id,occurredAt,accountId,conversationId,rating,sequence\nChatRated,5,${click.occurredAt},7,12,4,`;
    const { states } = shown(await read("log.csv", `${rated}3\n`));
    expect(states).toMatchObject([
      { of: { accountId: "7", conversationId: "12" }, marks: [{ id: "5", rating: 4, sequence: 3 }] },
    ]);
    const log = await read(
      "log.csv",
      `${rated.replace(",4,", ",four,")}\n${rated.split("\n")[1]?.replace(",4,", ",4.5,")}\n`,
    );
    expect(log.anomalies.map(({ line, message }) => [line, message])).toEqual([
      [2, 'rating: expected a whole number, got "four" (event "5").'],
      [3, 'rating: expected a whole number, got the number 4.5 (event "5").'],
    ]);
  });

  test("with bad records says which, and counts the others", async () => {
    const text = [
      header,
      row,
      "too,few",
      `${row},one more`,
      `"a label\nof two lines",ButtonClicked,noon,acme,chat,bot,button,`,
      `${row.replace("click", "last")}`,
      `"quo"te,x,x,x,x,x,x,x`,
      `${row.replace("click", "end")}`,
    ].join("\n");
    const log = await read("log.csv", text);
    expect(log.anomalies.map(({ kind, line }) => [kind, line])).toEqual([
      ["invalid-csv", 3],
      ["invalid-csv", 4],
      ["invalid-field", 5],
      ["invalid-csv", 8],
    ]);
    expect(log.anomalies[0]?.message).toBe("expected 8 cells, as in the first line, got 2.");
    expect(log.anomalies.at(-1)?.message).toBe(
      "expected quotes that are closed where their cell ends, got a quote that is not; nothing after it is read.",
    );
    expect(log.conversationEvents).toBe(2);
  });

  test("with a quote that nobody closes says where it opens", async () => {
    const log = await read("log.csv", `${header}\n${row}\n"open,ButtonClicked\n${row}\n`);
    expect(log.anomalies.map(({ kind, line }) => [kind, line])).toEqual([["invalid-csv", expect.any(Number)]]);
    expect(log.conversationEvents).toBe(1);
  });

  test("that is broken off counts what came before", async () => {
    const many = csvOf(Array.from({ length: 2_000 }, (_, i) => event.ButtonClicked({ id: `e${i}` }, inChat(`c${i}`))));
    const log = await read("log.csv.gz", gzipSync(many).subarray(0, 8_000));
    expect(log.anomalies.at(-1)).toMatchObject({ kind: "broken-archive" });
    expect(log.conversationEvents).toBeGreaterThan(100);
  });

  test.each([
    [
      "names no columns of events",
      "a,b\n1,2\n",
      'its first line names no column "type", "id", "occurredAt", "accountId"',
    ],
    ["has no header", `${row}\n`, "its first line names no column"],
    ["is lines of JSON", `${JSON.stringify(event.ChatClosed())}\n`, "its first line names no columns, and may be JSON"],
    ["names a column twice", `${header},label\n${row},\n`, 'its first line names the column "label" twice'],
  ])("that %s is refused", async (_, text, problem) => {
    await expect(read("log.csv", text)).rejects.toThrow(
      expect.objectContaining({
        name: "SourceError",
        code: "unsupported-format",
        message: expect.stringContaining(problem),
      }),
    );
  });
});

describe("Parquet", () => {
  const occurredAt = [new Date("2024-05-01T10:00:00.123Z")];
  const columnData = [
    { name: "type", data: ["ChatRated"] },
    { name: "id", data: ["e1"] },
    { name: "accountId", data: ["acme"] },
    { name: "conversationId", data: ["chat"] },
    { name: "rating", data: [5], type: "INT32" as const },
    { name: "sequence", data: [7n], type: "INT64" as const },
    { name: "note", data: [{ deep: ["list"] }], type: "JSON" as const },
  ];
  const timestamp = (isAdjustedToUTC: boolean) => [
    { name: "root", num_children: columnData.length + 1 },
    ...columnData.map(({ name, type }) =>
      type === "INT32" || type === "INT64"
        ? { name, type, repetition_type: "REQUIRED" as const }
        : { name, type: "BYTE_ARRAY" as const, converted_type: "UTF8" as const, repetition_type: "REQUIRED" as const },
    ),
    {
      name: "occurredAt",
      type: "INT64" as const,
      repetition_type: "REQUIRED" as const,
      logical_type: { type: "TIMESTAMP" as const, isAdjustedToUTC, unit: "MILLIS" as const },
    },
  ];
  const withTime = (isAdjustedToUTC: boolean) => {
    const data = columnData.map((column) => (column.name === "note" ? { name: "note", data: ["words"] } : column));
    const columns = [...data.map(({ name, data }) => ({ name, data })), { name: "occurredAt", data: occurredAt }];
    return new Uint8Array(parquetWriteBuffer({ columnData: columns, schema: timestamp(isAdjustedToUTC) }));
  };

  test("may hold instants as timestamps in UTC, and numbers of any width; other columns are passed over", async () => {
    const { states, anomalies } = shown(await read("log.data", withTime(true)));
    expect(anomalies).toEqual([]);
    expect(states).toMatchObject([{ marks: [{ at: Date.parse("2024-05-01T10:00:00.123Z"), rating: 5, sequence: 7 }] }]);
  });

  test("is read alike however it is written", async () => {
    const writing: fc.Arbitrary<Writing> = fc.record({
      encoding: fc.constantFrom(undefined, "PLAIN", "RLE_DICTIONARY", "DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"),
      codec: fc.constantFrom("UNCOMPRESSED", "SNAPPY", "GZIP"),
      rowGroupSize: fc.integer({ min: 1, max: 100 }),
      pageSize: fc.integer({ min: 20, max: 2_000 }),
      compressors: fc.constant({ GZIP: gzipSync }),
    });
    await fc.assert(
      fc.asyncProperty(plainEvents, writing, async (all, how) => {
        const read = await replay(folder.write("log.parquet", parquetOf(all, how)));
        expect(shown(read)).toEqual(shown(await replay(folder.write("log.ndjson", ndjson(all)))));
      }),
      { numRuns: 40 },
    );
  });

  const text = { type: "BYTE_ARRAY", repetition_type: "OPTIONAL" } as const;
  test.each([
    [
      "a list",
      ["a"],
      [
        { name: "list", num_children: 1, repetition_type: "REPEATED" as const },
        { name: "element", ...text },
      ],
    ],
    ["a structure", { of: "a" }, [{ name: "of", ...text }]],
  ])("with %s for a field is refused", async (what, value, inside) => {
    const converted = what === "a list" ? { converted_type: "LIST" as const } : {};
    const label = { name: "label", num_children: 1, repetition_type: "OPTIONAL" as const, ...converted };
    const schema = [{ name: "root", num_children: 1 }, label, ...inside];
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "label", data: [value] }], schema }));
    await expect(read("log.parquet", bytes)).rejects.toThrow(
      /its column "label" holds lists or structures; store one value in it/,
    );
  });

  test("with local times is refused, since no zone is known", async () => {
    await expect(read("log.parquet", withTime(false))).rejects.toThrow(
      /its column "occurredAt" holds local times without a zone/,
    );
  });

  test.each([
    ["cut off", (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 10)],
    ["nothing but its first bytes", () => Buffer.from("PAR1")],
    ["damaged", (bytes: Uint8Array) => Buffer.from(bytes).fill(0xff, 10, bytes.length - 10)],
  ])("that is %s is refused by name", async (_, damage) => {
    await expect(read("log.parquet", damage(withTime(true)))).rejects.toThrow(
      expect.objectContaining({ name: "SourceError", message: expect.stringContaining("cannot be read as Parquet") }),
    );
  });
});
