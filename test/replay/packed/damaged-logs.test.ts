import { readFileSync } from "node:fs";
import { chatbotStatistics } from "chatledger";
import { type LogStatistics, logStatistics, packLogs, replay } from "chatledger/replay";
import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { expect, test } from "vitest";
import { isOurs } from "../../../src/replay/packed/packed-metadata.ts";
import { openParquet } from "../../../src/replay/tables/parquet-file.ts";
import { sampleLog } from "../../cli/sample-log.ts";
import { ndjson, tempFolder } from "../temp-folder.ts";

const folder = tempFolder();
const log = folder.write("log.ndjson", `${ndjson(sampleLog())}nonsense\n`);
const whole = folder.at("whole.parquet");
await packLogs(log, whole);
const bytes = readFileSync(whole);
const dataEnd = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
const { lines } = await replay(log);
/** Where it says how many rows it has, in two bytes. If the second one goes on, what comes next is taken for a part of the number. */
const rowsAt = bytes.indexOf(Buffer.of(0x16, 0x80 | (2 * lines), (2 * lines) >> 7, 0x19), dataEnd) + 1;
const statistics = await logStatistics(log, {}, { threads: 1 });

/** How a file is refused, by a replay and by a scan; `undefined` if it is read. */
async function refusals(file: string): Promise<readonly (string | undefined)[]> {
  const reading = [replay(file), logStatistics(file, {}, { threads: 1 })];
  return (await Promise.allSettled(reading)).map((end) => {
    if (end.status === "fulfilled") return undefined;
    expect(end.reason).toMatchObject({ name: "SourceError", file });
    return end.reason.code;
  });
}

const REFUSED = ["unsupported-format", "unsupported-format"];

test("a file that was cut off anywhere is refused by name", async () => {
  // The first four bytes tell that it is Parquet.
  const lengths = fc.integer({ min: 4, max: bytes.length - 1 });
  await fc.assert(
    fc.asyncProperty(lengths, async (length) => {
      expect(await refusals(folder.write("cut.parquet", bytes.subarray(0, length)))).toEqual(REFUSED);
    }),
    { numRuns: 60, examples: [[4], [8], [dataEnd], [bytes.length - 1]] },
  );
});

test("a file of which a byte of an event is another is refused by name", async () => {
  const change = fc.tuple(fc.integer({ min: 4, max: dataEnd - 1 }), fc.integer({ min: 1, max: 255 }));
  await fc.assert(
    fc.asyncProperty(change, async ([at, by]) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ by;
      const codes = await refusals(folder.write("changed.parquet", changed));
      expect(codes[0]).toBe("unsupported-format");
      // A scan may not have needed that byte.
      if (codes[1] === undefined)
        expect(shown(await logStatistics(folder.at("changed.parquet")))).toEqual(shown(statistics));
    }),
    { numRuns: 60 },
  );
});

/** Whether a file still says that it was packed by us, so that it has checksums. */
function isStillOurs(file: string): boolean {
  try {
    return isOurs(openParquet(file));
  } catch {
    return false;
  }
}

test("a file whose metadata are damaged is refused by name, or read as it was packed", async () => {
  const change = fc.tuple(fc.integer({ min: dataEnd, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }));
  // Of what is said about lifetimes there is no checksum: where it is not true, nothing is made of it.
  const lifetimes = bytes.indexOf("chatledger.lifetimes", dataEnd);
  const bit = fc.tuple(
    fc.oneof(
      fc.integer({ min: dataEnd, max: bytes.length - 1 }),
      fc.integer({ min: lifetimes, max: bytes.indexOf("chatledger.footer", lifetimes) }),
    ),
    fc.nat({ max: 7 }).map((place) => 1 << place),
  );
  expect(rowsAt).toBeGreaterThan(dataEnd);
  let read = 0;
  const check = async (changes: readonly (readonly [number, number])[]) => {
    const changed = Buffer.from(bytes);
    for (const [at, by] of changes) changed[at] = (changed[at] ?? 0) ^ by;
    const file = folder.write("metadata.parquet", changed);
    const codes = await refusals(file);
    for (const code of codes) expect([undefined, "unsupported-format"]).toContain(code);
    if (!isStillOurs(file)) return;
    if (codes[0] === undefined)
      expect(chatbotStatistics((await replay(file)).conversations()).rows).toEqual(statistics.statistics.rows);
    if (codes[1] !== undefined) return;
    read++;
    expect(shown(await logStatistics(file, {}, { threads: 1 }))).toEqual(shown(statistics));
  };
  await fc.assert(fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), check), { numRuns: 100 });
  await fc.assert(
    fc.asyncProperty(
      bit.map((each) => [each]),
      check,
    ),
    { numRuns: 200, examples: [[[[rowsAt + 1, 0x80]]]] },
  );
  expect(read).toBeGreaterThan(20);
});

test("a file of which a column is said to have less than no children is refused by name or read, and nothing else", async () => {
  const changed = Buffer.from(bytes);
  // The name of a column, and the kind of its text, in the place of which stands that it has -1 children.
  const name = Buffer.from("\x18\x02id\x25\x00", "latin1");
  const place = changed.indexOf(name, dataEnd);
  expect(place).toBeGreaterThan(dataEnd);
  changed.set([0x15, 1], place + name.length - 2);
  const file = folder.write("children.parquet", changed);
  expect(parquetMetadata(changed, { geoparquet: false }).schema).toContainEqual(
    expect.objectContaining({ name: "id", num_children: -1 }),
  );
  for (const code of await refusals(file)) expect([undefined, "unsupported-format"]).toContain(code);
});

test("a file of a later version of the schema is read row by row, as its events are", async () => {
  const later = Buffer.from(bytes);
  const key = "chatledger.schemaVersion";
  const place = later.indexOf(key, dataEnd) + key.length;
  const version = later.indexOf("1", place);
  later.write("2", version);
  const file = folder.write("later.parquet", later);
  expect(parquetMetadata(later).key_value_metadata).toContainEqual({ key, value: "2" });
  expect(shown(await logStatistics(file, {}, { threads: 1 }))).toEqual(shown(statistics));
  expect((await replay(file)).lines).toBe((await replay(log)).lines);
});

function shown({ statistics: { rows }, anomalies }: LogStatistics) {
  return { rows, anomalies: anomalies.map(({ kind, line, message }) => [kind, line, message]) };
}
