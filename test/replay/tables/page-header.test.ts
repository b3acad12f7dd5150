import fc from "fast-check";
import { parquetHeader } from "hyparquet/src/column.js";
import { describe, expect, test } from "vitest";
import { BY_NUMBER, type PageHeader, readPageHeader } from "../../../src/replay/tables/page-header.ts";
import { openParquet } from "../../../src/replay/tables/parquet-file.ts";
import { ThriftReader } from "../../../src/replay/tables/thrift-reader.ts";
import { sampleLog } from "../../cli/sample-log.ts";
import { packInGroups } from "../packed/pack-in-groups.ts";
import { ndjson, tempFolder } from "../temp-folder.ts";
import { parquetOf, plainEvents } from "./tables-of.ts";

const folder = tempFolder();

/** The bytes of each column of each group of a file. */
function columnsIn(file: Uint8Array): readonly Buffer[] {
  const bytes = Buffer.from(file);
  const { groups } = openParquet(folder.write("log.parquet", file));
  return groups.flatMap(({ columns }) => columns.map(({ from, length }) => bytes.subarray(from, from + length)));
}

/** What stands before each page of a column, and how long it is. */
function headersIn(column: Buffer): readonly (readonly [PageHeader, number])[] {
  const headers: [PageHeader, number][] = [];
  const reader = new ThriftReader(column);
  while (reader.at < column.length) {
    const from = reader.at;
    const header = readPageHeader(reader);
    headers.push([header, reader.at - from]);
    reader.at += header.length;
  }
  return headers;
}

/** The same by the library. */
function headersByLibrary(column: Buffer): ReturnType<typeof headersIn> {
  const headers: [PageHeader, number][] = [];
  const reader = { view: new DataView(column.buffer, column.byteOffset, column.length), offset: 0 };
  while (reader.offset < column.length) {
    const from = reader.offset;
    const { compressed_page_size: length, uncompressed_page_size: unpackedLength, ...header } = parquetHeader(reader);
    const data = header.data_page_header_v2;
    const found: PageHeader = {
      length,
      unpackedLength,
      dictionary: header.dictionary_page_header?.num_values,
      data: data && {
        values: data.num_values,
        nulls: data.num_nulls,
        rows: data.num_rows,
        encoding: data.encoding === "RLE_DICTIONARY" ? BY_NUMBER : expect.any(Number),
        levelsLength: data.definition_levels_byte_length,
      },
    };
    headers.push([found, reader.offset - from]);
    reader.offset += length;
  }
  return headers;
}

const nothingOf = {
  values: Number.NaN,
  nulls: Number.NaN,
  rows: Number.NaN,
  encoding: Number.NaN,
  levelsLength: Number.NaN,
};

describe("before a page", () => {
  test("stands what the library reads there", async () => {
    let dictionaries = 0;
    await fc.assert(
      fc.asyncProperty(plainEvents, fc.integer({ min: 1, max: 40 }), async (events, size) => {
        const packed = await packInGroups(folder.write("log.ndjson", ndjson(events)), size);
        for (const file of [packed, parquetOf(events, { rowGroupSize: size })]) {
          for (const column of columnsIn(file)) {
            const headers = headersIn(column);
            expect(headers).toEqual(headersByLibrary(column));
            if (headers.some(([{ dictionary }]) => dictionary !== undefined)) {
              dictionaries++;
              expect(headers.at(-1)?.[0].data?.encoding).toBe(BY_NUMBER);
            }
          }
        }
      }),
      { numRuns: 20 },
    );
    expect(dictionaries).toBeGreaterThan(20);
  });

  test("nothing is read beyond the end, wherever it is cut off", async () => {
    const log = folder.write("log.ndjson", ndjson(sampleLog(5)));
    for (const column of columnsIn(await packInGroups(log, 100))) {
      const [, size = 0] = headersIn(column)[0] ?? [];
      expect(size).toBeGreaterThan(10);
      for (let length = 0; length < size; length++) {
        const reader = new ThriftReader(column.subarray(0, length));
        expect(() => readPageHeader(reader)).toThrow("a structure that is cut off");
      }
    }
  });

  test.each([
    ["is not said", [0], { length: Number.NaN, dictionary: undefined, data: undefined }],
    ["is no whole number", [0x36, 20, 0], { length: Number.NaN, dictionary: undefined, data: undefined }],
    ["is said of nothing", [0x35, 20, 0x4c, 0, 0], { length: 10, dictionary: Number.NaN, data: undefined }],
    ["stands in no structure", [0x35, 20, 0x45, 6, 0x15, 6, 0], { length: 10, dictionary: undefined, data: undefined }],
    [
      "is said of other values",
      [0x35, 20, 0x5c, 0x15, 6, 0x26, 4, 0x15, 6, 0x35, 8, 0, 0],
      {
        length: 10,
        dictionary: undefined,
        data: { ...nothingOf, values: 3, encoding: 3 },
      },
    ],
    [
      "is said of a field that nobody knows",
      [0x35, 20, 0x5c, 0x05, 0xfe, 0xff, 0xff, 0xff, 0x0f, 2, 0x05, 1, 2, 0, 0],
      { length: 10, dictionary: undefined, data: nothingOf },
    ],
  ])("what %s is no number", (_, bytes, header) => {
    expect(readPageHeader(new ThriftReader(Buffer.from(bytes)))).toEqual({ unpackedLength: Number.NaN, ...header });
  });
});
