import { packLogs } from "chatledger/replay";
import fc from "fast-check";
import { type FileMetaData, parquetMetadata } from "hyparquet";
import { describe, expect, test } from "vitest";
import {
  FOOTER_END,
  footerLength,
  type ParquetFooter,
  placeInside,
  readFooter,
} from "../../../src/replay/tables/parquet-footer.ts";
import { sampleLog } from "../../cli/sample-log.ts";
import { packInGroups } from "../packed/pack-in-groups.ts";
import { ndjson, tempFolder } from "../temp-folder.ts";
import { parquetOf, plainEvents } from "./tables-of.ts";

const folder = tempFolder();

/** The footer of a file, with its end. */
function footerOf(file: Uint8Array): Buffer {
  const bytes = Buffer.from(file);
  const length = footerLength(bytes.subarray(-FOOTER_END), bytes.length - FOOTER_END);
  return bytes.subarray(-(length + FOOTER_END));
}

/** The footer of a file that says no more than these bytes. */
function footer(...bytes: readonly number[]): Buffer {
  const end = Buffer.from("\0\0\0\0PAR1", "latin1");
  end.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.from(bytes), end]);
}

/** One that says how many rows there are in all, and lists groups of them. */
function footerOfGroups(rows: number, ...list: readonly number[]): Buffer {
  return footer(0x36, 2 * rows, 0x19, ...list, 0);
}

/** A number from 0 as it is written. */
function integer(number: number): readonly number[] {
  const bytes: number[] = [];
  let rest = 2 * number;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return [...bytes, rest];
}

/** What the library reads, as far as it is asked for. */
function groupsIn({ row_groups: groups }: FileMetaData): ParquetFooter["groups"] {
  return groups.map(({ num_rows: rows, columns }) => ({
    rows: Number(rows),
    columns: columns.map(({ meta_data: chunk }) => ({
      name: chunk?.path_in_schema[0] ?? "",
      from: Number(chunk?.dictionary_page_offset ?? chunk?.data_page_offset),
      length: Number(chunk?.total_compressed_size),
    })),
  }));
}

describe("of the groups of rows that a footer has", () => {
  test("is read what the library reads, and of who wrote it, and what else is said of it", async () => {
    await fc.assert(
      fc.asyncProperty(plainEvents, fc.integer({ min: 1, max: 40 }), async (events, size) => {
        const packed = await packInGroups(folder.write("log.ndjson", ndjson(events)), size);
        for (const file of [packed, parquetOf(events, { rowGroupSize: size })]) {
          const whole = parquetMetadata(footerOf(file), { geoparquet: false });
          const { groups, createdBy, metadata } = readFooter(footerOf(file));
          expect(groups).toEqual(groupsIn(whole));
          expect(createdBy).toBe(whole.created_by);
          expect([...metadata]).toEqual(whole.key_value_metadata?.map(({ key, value }) => [key, value]) ?? []);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("nothing is read beyond the end, wherever the footer is cut off", async () => {
    const log = folder.write("log.ndjson", ndjson(sampleLog(5)));
    await packLogs(log, folder.at("log.parquet"));
    const whole = footerOf(await packInGroups(log, 10));
    for (let length = 0; length < whole.length - FOOTER_END; length++) {
      expect(() => readFooter(footer(...whole.subarray(0, length)))).toThrow("a structure that is cut off");
    }
  });

  test("whatever stands beside them is passed over", () => {
    // A group: what is true and false, a byte, numbers, a double, a text, lists, and structures; then 3 rows.
    const unknown = [
      [0x11, 0x12, 0x13, 0xff, 0x14, 0x80, 0x01, 0x15, 0x02, 0x17, 0, 0, 0, 0, 0, 0, 0, 0, 0x18, 2, 0x61, 0x62],
      [0x19, 0x21, 0, 0, 0x19, 0x35, 2, 4, 6, 0x19, 0xf3, 16, ...new Array<number>(16).fill(0), 0x1c, 0x15, 2, 0],
    ].flat();
    // Fields beyond the fifteen that a step can pass over, or back: their numbers stand by themselves.
    const group = [...unknown, 0x06, 6, 6];
    const { rows, groups } = readFooter(footer(0x15, 2, 0x26, 6, 0x19, 0x1c, ...group, 0, 0));
    expect({ rows, groups }).toEqual({ rows: 3, groups: [{ rows: 3, columns: [] }] });
  });

  test("a column says where it lies, from its dictionary on if it has one", () => {
    // Its path in two parts, its length 30, its data from 20 on, and where its dictionary is.
    const column = (...dictionary: readonly number[]) => {
      return [0x3c, 0x39, 0x28, 2, 0x69, 0x64, 1, 0x61, 0x46, 60, 0x26, 40, ...dictionary, 0, 0];
    };
    const columns = [column(), column(0x26, 20), column(0x26, 0), [0x3c, 0, 0], [0]].flat();
    const { groups } = readFooter(footerOfGroups(7, 0x1c, 0x19, 0x5c, ...columns, 0x26, 14, 0));
    expect(groups).toEqual([
      {
        rows: 7,
        columns: [
          { name: "id", from: 20, length: 30 },
          { name: "id", from: 10, length: 30 },
          { name: "id", from: 20, length: 30 },
          { name: "", from: Number.NaN, length: Number.NaN },
          { name: "", from: Number.NaN, length: Number.NaN },
        ],
      },
    ]);
  });

  test("offsets and lengths may be as great as files are", () => {
    const [from, length] = [6_000_000_001, 2 ** 52 + 1];
    const column = [0x3c, 0x76, ...integer(length), 0x26, ...integer(from), 0, 0];
    const { groups } = readFooter(footerOfGroups(0, 0x1c, 0x19, 0x1c, ...column, 0x26, 0, 0));
    expect(groups[0]?.columns).toEqual([{ name: "", from, length }]);
  });

  test("the last are read where they are said twice, as the library does", () => {
    const first = [0x1c, 0x36, 2, 0];
    const second = [0x1c, 0x19, 0x1c, 0, 0x09, 2, 0x0c, 0x26, 4, 0];
    const { groups } = readFooter(footerOfGroups(2, ...first, 0x09, 8, ...second));
    expect(groups).toEqual([{ rows: 2, columns: [] }]);
  });

  test("the name of a column has no byte-order mark, as the library reads it", () => {
    const named = [0x3c, 0x39, 0x18, 5, 0xef, 0xbb, 0xbf, 0x69, 0x64, 0, 0];
    const { groups } = readFooter(footerOfGroups(0, 0x1c, 0x19, 0x1c, ...named, 0x26, 0, 0));
    expect(groups[0]?.columns[0]?.name).toBe("id");
  });

  test.each([
    ["bytes", 3],
    ["what is true or false", 1],
    ["numbers", 6],
    ["fractions", 7],
    ["texts", 8],
    ["lists", 9],
    ["structures", 12],
  ])("a list that is said to hold more %s than there are bytes is refused at once", (_, type) => {
    // 15 by itself means that the number follows: more than can be counted.
    const endless = [0x19, 0xf0 | type, ...new Array<number>(200).fill(0xff), 1];
    expect(() => readFooter(footer(...endless, 0, 0))).toThrow("a structure that is cut off");
  });

  test("there may be none, but that must be said", () => {
    for (const none of [0x00, 0x0c]) expect(readFooter(footerOfGroups(0, none)).groups).toEqual([]);
    for (const unsaid of [[0], [0x36, 0, 0], [0x49, 0x0c, 0], [0x36, 1, 0x19, 0x0c, 0]]) {
      expect(() => readFooter(footer(...unsaid))).toThrow("it does not say what rows it has");
    }
  });

  test.each([
    ["nothing", [0]],
    ["less than none", [0x36, 1, 0]],
  ])("one that says of its rows %s is refused", (_, group) => {
    expect(() => readFooter(footerOfGroups(0, 0x1c, ...group))).toThrow("a group does not say how many rows it has");
  });

  test("others than are known are refused", () => {
    expect(() => readFooter(footer(0x1b, 0, 0))).toThrow("a value of a type that Parquet does not use");
    expect(() => readFooter(footer(0x49, 0x15, 2, 0))).toThrow("a list of something else");
  });
});

describe("a footer", () => {
  const end = (length: number, magic: string) => {
    const bytes = Buffer.from(`\0\0\0\0${magic}`, "latin1");
    bytes.writeUInt32LE(length);
    return bytes;
  };

  test("is as long as its end says, which may not be longer than the file", () => {
    expect(footerLength(end(100, "PAR1"), 100)).toBe(100);
    expect(() => footerLength(end(101, "PAR1"), 100)).toThrow("its footer is longer than the file");
  });

  test("ends with the name of the format", () => {
    expect(() => footerLength(end(100, "PARE"), 100)).toThrow("it does not end with PAR1");
  });
});

describe("a column lies", () => {
  test("where it is said to, if that is in the file", () => {
    expect(placeInside({ from: 20, length: 30 }, 50)).toEqual({ from: 20, length: 30 });
  });

  test.each([
    ["beyond its end", { from: 20, length: 30 }, 49],
    ["before its beginning", { from: -1, length: 30 }, 50],
    ["backwards", { from: 20, length: -1 }, 50],
    ["nobody knows where", { from: Number.NaN, length: 30 }, 50],
    ["nowhere", undefined, 50],
  ])("nowhere if that is %s", (_, place, size) => {
    expect(() => placeInside(place, size)).toThrow("a column lies beyond the end of the file");
  });
});
