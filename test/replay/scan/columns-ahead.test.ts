import { readFileSync, truncateSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { PackedFile } from "../../../src/replay/packed/packed-file.ts";
import { columnIndexOf } from "../../../src/replay/packed/packed-metadata.ts";
import { ColumnsAhead, type ReadableColumns } from "../../../src/replay/scan/columns-ahead.ts";
import { COLUMN_PADDING } from "../../../src/replay/scan/packed-column.ts";
import { openParquet } from "../../../src/replay/tables/parquet-file.ts";
import { sampleLog } from "../../cli/sample-log.ts";
import { packInGroups } from "../packed/pack-in-groups.ts";
import { ndjson, tempFolder } from "../temp-folder.ts";

const folder = tempFolder();
/** Of these the last two lie side by side. */
const names = ["accountId", "text", "occurredAt"];
const RUNS = 2;
const opened: PackedFile[] = [];

afterEach(() => {
  for (const file of opened.splice(0)) file.close();
});

/** A packed log of several groups that is open. */
async function packedLog(): Promise<PackedFile> {
  const bytes = await packInGroups(folder.write("log.ndjson", ndjson(sampleLog(20))), 30);
  const file = new PackedFile(openParquet(folder.write("log.parquet", bytes)));
  opened.push(file);
  expect(file.groups.length).toBeGreaterThan(3);
  return file;
}

/** The columns of a group as they lie in the file. */
function columnsIn(file: PackedFile, group: number): ReadonlyMap<string, Buffer> {
  const bytes = readFileSync(file.parquet.name);
  return new Map(
    names.map((column) => {
      const { from, length } = file.placeOf(group, columnIndexOf(file.parquet, group, column));
      return [column, bytes.subarray(from, from + length)];
    }),
  );
}

/** The same file, of which bytes are read in another way. */
function readBy(file: PackedFile, read: ReadableColumns["read"]): ReadableColumns {
  const { parquet, groups } = file;
  return {
    parquet,
    groups,
    read,
    placeOf: (group, column) => file.placeOf(group, column),
    check: (group, column, bytes) => file.check(group, column, bytes),
  };
}

/** Lets what is read ahead come. */
async function comes(): Promise<void> {
  for (let i = 0; i < 20; i++) await setImmediate();
}

test.each([
  ["where it has room for a group", 1 << 16],
  ["else in memory of their own", 100],
])("columns are read into the memory that is given, %s, and stay while the next are read", async (_, size) => {
  const file = await packedLog();
  const memory = [Buffer.alloc(size), Buffer.alloc(size)] as const;
  const reading: Promise<void>[] = [];
  const ahead = new ColumnsAhead(
    readBy(file, (into, from) => {
      reading.push(file.read(into, from));
      return reading.at(-1) ?? Promise.resolve();
    }),
    names,
    memory,
  );
  for (const group of file.groups.keys()) {
    const { columns } = await ahead.next();
    await Promise.all(reading);
    expect(columns).toEqual(columnsIn(file, group));
    for (const { buffer, byteOffset, length } of columns.values()) {
      expect(memory.some((each) => each.buffer === buffer)).toBe(size > 100);
      expect(byteOffset + length + COLUMN_PADDING).toBeLessThanOrEqual(buffer.byteLength);
    }
  }
  expect(reading.length).toBe(RUNS * file.groups.length);
  await ahead.close();
});

test("a group that cannot be read fails when it is asked for, and not before", async () => {
  const file = await packedLog();
  const broken = readBy(file, async (into, from) => {
    if (from >= file.placeOf(1, 0).from) throw new Error("the disk is broken");
    await file.read(into, from);
  });
  const ahead = new ColumnsAhead(broken, names, [Buffer.alloc(0), Buffer.alloc(0)]);
  expect((await ahead.next()).columns).toEqual(columnsIn(file, 0));
  await comes();
  await expect(ahead.next()).rejects.toThrow("the disk is broken");
  await ahead.close();
});

test("what became shorter is no group", async () => {
  const file = await packedLog();
  truncateSync(file.parquet.name, file.placeOf(0, 0).from + 1);
  const ahead = new ColumnsAhead(file, names, [Buffer.alloc(0), Buffer.alloc(0)]);
  await expect(ahead.next()).rejects.toThrow("the file has become shorter");
});

test("whoever closes waits for what is read ahead", async () => {
  const file = await packedLog();
  const events: string[] = [];
  const slow = readBy(file, async (into, from) => {
    await comes();
    await file.read(into, from);
    events.push("read");
  });
  const ahead = new ColumnsAhead(slow, names, [Buffer.alloc(0), Buffer.alloc(0)]);
  await ahead.next();
  await ahead.close();
  events.push("closed");
  await comes();
  expect(events).toEqual(["read", "read", "read", "read", "closed"]);
});

test("whoever closes waits for all of a group, though some of it cannot be read", async () => {
  const file = await packedLog();
  let [begun, ended] = [0, 0];
  const broken = readBy(file, async (into, from) => {
    begun++;
    if (begun === 1) throw new Error("the disk is broken");
    await comes();
    await file.read(into, from);
    ended++;
  });
  await new ColumnsAhead(broken, names, [Buffer.alloc(0), Buffer.alloc(0)]).close();
  expect([begun, ended]).toEqual([RUNS, RUNS - 1]);
});
