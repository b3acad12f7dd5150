import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine } from "../../src/cli/csv.ts";
import { duration, size } from "../../src/cli/text.ts";

describe("sizes and times for people", () => {
  test.each([
    [0, "0.0 kB"],
    [500, "0.5 kB"],
    [12_345, "12.3 kB"],
    [1_000_000, "1.0 MB"],
    [2_400_000_000, "2.4 GB"],
    [3e15, "3000.0 TB"],
  ])("%d bytes are %s", (bytes, shown) => {
    expect(size(bytes)).toBe(shown);
  });

  test.each([
    [0, "0 s"],
    [1, "1 s"],
    [59_000, "59 s"],
    [59_001, "1 min"],
    [61_000, "2 min"],
    [3_540_001, "1 h"],
    [3_600_001, "2 h"],
  ])("%d ms are %s", (ms, shown) => {
    expect(duration(ms)).toBe(shown);
  });
});

describe("a line of CSV", () => {
  test.each([
    [["a", 1, null, 0.5], "a,1,,0.5\n"],
    [["", "a,b", 'c"d', "e\nf", "g\rh", "i;j k"], ',"a,b","c""d","e\nf","g\rh",i;j k\n'],
  ])("of %j", (cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });

  test("gives its cells back", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", " ", "é") });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
        expect(cellsOf(csvLine(cells))).toEqual(cells);
      }),
    );
  });
});

/** Reads one line of CSV as RFC 4180 says. */
function cellsOf(line: string): string[] {
  const cells = `,${line.slice(0, -1)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/gy);
  return [...cells].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "");
}
