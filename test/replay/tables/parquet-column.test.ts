import type { CompressionCodec, PageHeader, SchemaElement } from "hyparquet";
import { convert, DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { decompressPage, readDataPage } from "hyparquet/src/datapage.js";
import { describe, expect, test } from "vitest";
import { type PageLibrary, ParquetColumn } from "../../../src/replay/tables/parquet-column.ts";

type Encoding = NonNullable<PageHeader["data_page_header"]>["encoding"];

/** What the header of a page says, and its bytes. */
interface WrittenPage {
  readonly header: Partial<PageHeader>;
  readonly bytes: readonly number[];
}

const TEXT: SchemaElement = { name: "id", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" };

/** A column of these pages, in a group of so many rows. */
function columnOf(
  rows: number,
  pages: readonly WrittenPage[],
  element = TEXT,
  codec: CompressionCodec = "UNCOMPRESSED",
): ParquetColumn {
  const headers = pages.map(({ header, bytes }): PageHeader => {
    return { type: "DATA_PAGE", uncompressed_page_size: bytes.length, compressed_page_size: bytes.length, ...header };
  });
  const library: PageLibrary = {
    parquetHeader() {
      const next = headers.shift();
      if (next === undefined) throw new RangeError("no more pages");
      return next;
    },
    ...{ decompressPage, readDataPage, convert },
  };
  const { buffer } = Uint8Array.from(pages.flatMap(({ bytes }) => bytes));
  const chunk = { type: element.type ?? "BYTE_ARRAY", codec, path_in_schema: ["id"] };
  const tree = { element, children: [], count: 1, path: ["id"] };
  return new ParquetColumn(buffer, rows, tree, chunk, library, { parsers: DEFAULT_PARSERS, compressors: {} });
}

/** A page of so many rows: the length of the levels, these, and what they are of. */
function page(rows: number, encoding: Encoding, levels: readonly number[], values: readonly number[]): WrittenPage {
  const all = { definition_level_encoding: "RLE", repetition_level_encoding: "RLE" } as const;
  return {
    header: { data_page_header: { num_values: rows, encoding, ...all } },
    bytes: [levels.length, 0, 0, 0, ...levels, ...values],
  };
}

function dictionary(count: number, bytes: readonly number[]): WrittenPage {
  const header = { num_values: count, encoding: "PLAIN", is_sorted: false } as const;
  return { header: { dictionary_page_header: header }, bytes };
}

/** A run of so many numbers of up to eight bits. */
const run = (count: number, number: number) => {
  const length = 2 * count;
  return length < 0x80 ? [length, number] : [(length & 0x7f) | 0x80, length >> 7, number];
};
const text = (...letters: readonly string[]) => letters.flatMap((letter) => [1, 0, 0, 0, letter.charCodeAt(0)]);
const valuesOf = (column: ParquetColumn, count: number) => Array.from({ length: count }, () => column.next());

test("has its values page by page, plain ones and those by number, and null where there is none", () => {
  const pages = [
    dictionary(2, text("x", "y")),
    page(3, "RLE_DICTIONARY", [...run(2, 1), ...run(1, 0)], [1, ...run(1, 1), ...run(1, 0)]),
    page(2, "PLAIN", run(2, 1), text("a", "b")),
    page(0, "PLAIN", run(0, 0), []),
    page(2, "PLAIN", run(2, 0), []),
    page(1, "PLAIN_DICTIONARY", run(1, 1), [0]),
  ];
  expect(valuesOf(columnOf(8, pages), 8)).toEqual(["y", "x", null, "a", "b", null, null, "x"]);
});

test("is packed or not, page by page, if its pages are of the second version", () => {
  const second = (isPacked: boolean, values: readonly number[], size: number): WrittenPage => {
    const levels = run(1, 1);
    const lengths = { definition_levels_byte_length: levels.length, repetition_levels_byte_length: 0 };
    const count = { num_values: 1, num_nulls: 0, num_rows: 1, encoding: "PLAIN" as const };
    return {
      header: {
        uncompressed_page_size: levels.length + size,
        data_page_header_v2: { ...count, ...lengths, is_compressed: isPacked },
      },
      bytes: [...levels, ...values],
    };
  };
  // As `snappy` writes five bytes that it does not find worth packing.
  const pages = [second(true, [5, 4 << 2, ...text("a")], 5), second(false, text("b"), 5)];
  expect(valuesOf(columnOf(2, pages, TEXT, "SNAPPY"), 2)).toEqual(["a", "b"]);
});

test("of truth values has these, which no event takes", () => {
  const pages = [page(3, "RLE", run(3, 1), [4, 0, 0, 0, ...run(2, 1), ...run(1, 0)])];
  expect(valuesOf(columnOf(3, pages, { ...TEXT, type: "BOOLEAN" }), 3)).toEqual([true, true, false]);
});

test("of JSON has what that says", () => {
  const pages = [page(2, "PLAIN", run(2, 1), text("7", "8"))];
  expect(valuesOf(columnOf(2, pages, { ...TEXT, converted_type: "JSON" }), 2)).toEqual([7, 8]);
});

test("of ids that are no texts writes them as texts", () => {
  const bytes = Array.from({ length: 32 }, (_, i) => i);
  const element: SchemaElement = {
    ...{ name: "id", type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, logical_type: { type: "UUID" } },
    repetition_type: "REQUIRED",
  };
  const { header } = page(2, "PLAIN", [], []);
  expect(valuesOf(columnOf(2, [{ header, bytes }], element), 2)).toEqual([
    "00010203-0405-0607-0809-0a0b0c0d0e0f",
    "10111213-1415-1617-1819-1a1b1c1d1e1f",
  ]);
  expect(() => columnOf(2, [{ header, bytes: bytes.slice(1) }], element).next()).toThrow("an id that is cut off");
});

describe("is not believed where it is damaged:", () => {
  const many = 2 ** 31 - 1;
  const one = page(1, "PLAIN", run(1, 1), text("a"));
  test.each<[string, readonly WrittenPage[]]>([
    ["a page of more rows than there are", [page(3, "PLAIN", run(3, 1), text("a", "b", "c"))]],
    ["a page of more rows than there are", [one, page(2, "PLAIN", run(2, 1), text("a", "b"))]],
    ["a page of more rows than there are", [page(many, "PLAIN", run(1, 1), text("a"))]],
    ["a page of more rows than there are", [page(-1, "PLAIN", run(1, 1), text("a"))]],
    ["a page that is cut off", [{ ...one, header: { ...one.header, compressed_page_size: 12 } }]],
    ["a page that is cut off", [{ ...one, header: { ...one.header, compressed_page_size: -1 } }]],
    ["a page of another kind", [{ header: { type: "INDEX_PAGE" }, bytes: [] }]],
    ["a dictionary of more values than bytes", [dictionary(many, text("a"))]],
    ["a dictionary of more values than bytes", [dictionary(-1, text("a"))]],
    ["a text that is cut off", [page(1, "PLAIN", run(1, 1), [5, 0, 0, 0, 97])]],
    ["a text that is cut off", [page(1, "PLAIN", run(1, 1), [0xff, 0xff, 0xff, 0xff, 97])]],
    ["a number that no value has", [dictionary(1, text("x")), page(1, "RLE_DICTIONARY", run(1, 1), [1, ...run(1, 1)])]],
    ["a number that no value has", [page(1, "RLE_DICTIONARY", run(1, 1), [1, ...run(1, 0)])]],
    ["a run that is cut off", [page(2, "PLAIN", [2], text("a", "b"))]],
    ["a run without a length", [page(2, "PLAIN", run(1, 1), text("a"))]],
  ])("%s, %#", (problem, pages) => {
    expect(() => valuesOf(columnOf(2, pages), 2)).toThrow(problem);
  });

  test("a run of more values than a page has ends with these", () => {
    const endless = [0xfe, 0xff, 0xff, 0xff, 0x0f, 1];
    const pages = [page(2, "PLAIN", endless, text("a", "b"))];
    expect(valuesOf(columnOf(2, pages), 2)).toEqual(["a", "b"]);
    const numbered = [dictionary(2, text("x", "y")), page(2, "RLE_DICTIONARY", run(2, 1), [1, ...endless])];
    expect(valuesOf(columnOf(2, numbered), 2)).toEqual(["y", "y"]);
  });

  test("fewer values than rows", () => {
    const column = columnOf(2, [one]);
    expect(column.next()).toBe("a");
    expect(() => column.next()).toThrow("no more pages");
  });
});
