import { gzipSync } from "node:zlib";
import { log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { certain } from "../../../src/domain/certain.ts";
import { columnIndexOf } from "../../../src/replay/packed/packed-metadata.ts";
import { COLUMN_PADDING } from "../../../src/replay/scan/packed-column.ts";
import { type RowTexts, unpackTexts } from "../../../src/replay/scan/row-texts.ts";
import { openParquet } from "../../../src/replay/tables/parquet-file.ts";
import { packInGroups } from "../packed/pack-in-groups.ts";
import { ndjson, tempFolder } from "../temp-folder.ts";

const folder = tempFolder();

/** The text of each row; `undefined` of one that has none. */
function textsOf({ bytes, starts, ends }: RowTexts): readonly (string | undefined)[] {
  return [...starts].map((start, row) => (start < 0 ? undefined : bytes.toString("utf8", start, ends[row])));
}

/** The bytes of the columns of a name, and how many rows each has. */
function columnsIn(file: Uint8Array, name: string): readonly (readonly [Buffer, number])[] {
  const parquet = openParquet(folder.write("log.parquet", file));
  const bytes = Buffer.concat([file, Buffer.alloc(COLUMN_PADDING)]);
  return parquet.groups.map(({ rows, columns }, group) => {
    const { from, length } = certain(columns[columnIndexOf(parquet, group, name)]);
    return [bytes.subarray(from, from + length), rows] as const;
  });
}

/** A column of texts as packed logs have it, in pages of so few bytes. */
function columnOf(values: readonly (string | undefined)[], pageSize: number, isNumbered: boolean): Buffer {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: [
      { name: "root", num_children: 1 },
      { name: "text", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
    ],
    codec: "GZIP",
    compressors: { GZIP: (bytes) => gzipSync(bytes) },
    statistics: false,
  });
  const encoding = isNumbered ? "RLE_DICTIONARY" : "PLAIN";
  void parquet.write({
    columnData: [{ name: "text", data: [...values], encoding }],
    rowGroupSize: values.length,
    pageSize,
  });
  void parquet.finish();
  const [[column] = []] = columnsIn(Buffer.from(writer.getBytes()), "text");
  return certain(column);
}

const text = fc.option(fc.oneof(fc.constantFrom("", "a", "ab", "ø", "😀"), fc.string({ unit: "grapheme" })), {
  nil: undefined,
});

describe("the texts of a column are those that were packed", () => {
  test("in pages of any size, by number and as they are", async () => {
    const columns = fc.tuple(
      fc.array(text, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 80 }),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(columns, async ([values, pageSize, isNumbered]) => {
        const column = columnOf(values, pageSize, isNumbered);
        expect(textsOf(await unpackTexts(column, values.length))).toEqual(values);
      }),
      { numRuns: 200 },
    );
  });

  test("of packed logs, group by group", async () => {
    await fc.assert(
      fc.asyncProperty(log({ maxLength: 20 }), fc.integer({ min: 1, max: 9 }), async (events, size) => {
        const wellFormed = events.filter((event) =>
          Object.values(event).every((value) => String(value).isWellFormed()),
        );
        const file = await packInGroups(folder.write("log.ndjson", ndjson(wellFormed)), size);
        for (const name of ["id", "visitorId"]) {
          const found = await Promise.all(columnsIn(file, name).map(([column, rows]) => unpackTexts(column, rows)));
          const values = wellFormed.map((event) => Object.entries(event).find(([field]) => field === name)?.[1]);
          expect(found.flatMap(textsOf)).toEqual(values);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("a column is refused", () => {
  const values = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? undefined : `text ${i % 7}`));

  test.each([true, false])("that is changed in any byte, or read as it says now: by number %s", async (isNumbered) => {
    const column = columnOf(values, 100, isNumbered);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: column.length - 1 }), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const bytes = Buffer.concat([column, Buffer.alloc(COLUMN_PADDING)]);
        bytes.writeUInt8(bytes.readUInt8(place) ^ change, place);
        try {
          const found = await unpackTexts(bytes.subarray(0, column.length), values.length);
          for (const [row, start] of found.starts.entries()) {
            expect(start === -1 || (start >= 0 && start <= (found.ends[row] ?? -1))).toBe(true);
            expect(found.ends[row]).toBeLessThanOrEqual(found.bytes.length - COLUMN_PADDING);
          }
        } catch (error) {
          if (!(error instanceof Error) || error.name === "AssertionError") throw error;
          refused++;
        }
      }),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(200);
  });

  test("of fewer rows than there are, or of another group", async () => {
    const column = columnOf(values, 1_000, false);
    await expect(unpackTexts(column, values.length - 1)).rejects.toThrow("a broken page");
    await expect(unpackTexts(column, values.length + 1)).rejects.toThrow();
  });
});
