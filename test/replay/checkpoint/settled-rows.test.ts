import fc from "fast-check";
import { expect, test } from "vitest";
import { CELL_SUMS, CellTable, NO_BUCKET } from "../../../src/projections/statistics/cell-table.ts";
import { NONE } from "../../../src/projections/statistics/figures.ts";
import { type RowOutline, RowOutlines } from "../../../src/projections/statistics/row-outlines.ts";
import { KnownRows, packRows, rowsInMemory, writtenRows } from "../../../src/replay/checkpoint/settled-rows.ts";

const NAMES = ["bold", "åcme", "calm"];
const MOST_STARTS = 5;

/** The rows of some accounts, one for each of some starts. */
function outlinesOf(accounts: readonly string[], from: number, to: number): RowOutlines {
  return new RowOutlines({
    accounts: accounts.map((accountId) => [accountId, { countsIn: () => NONE, countsBy: () => new Map() }]),
    spans: Array.from({ length: Math.max(0, to - from) }, (_, i) => ({
      start: from + i,
      previous: from + i - 1,
      from: "",
      to: "",
    })),
  });
}

/** What has come to these accounts, by number, in these buckets. */
function changesOf(cells: readonly (readonly [account: number, bucket: number])[]): CellTable {
  const sorted = cells.toSorted(([a, first], [b, second]) => a - b || (first < second ? -1 : 1));
  return new CellTable(
    {
      accounts: Int32Array.from(sorted, ([account]) => account),
      buckets: Float64Array.from(sorted, ([, bucket]) => bucket),
      sums: new Int32Array(CELL_SUMS * sorted.length),
    },
    NAMES,
  );
}

const span = fc.tuple(fc.nat({ max: MOST_STARTS }), fc.nat({ max: MOST_STARTS }));
const accounts = fc.shuffledSubarray(NAMES);
const changes = fc.uniqueArray(
  fc.tuple(
    fc.nat({ max: NAMES.length - 1 }),
    fc.oneof(fc.constant(NO_BUCKET), fc.integer({ min: -2, max: MOST_STARTS + 1 })),
  ),
  { selector: String, maxLength: 6 },
);

test("rows are written as if none had been before, and only those that may have changed are", () => {
  fc.assert(
    fc.property(accounts, span, accounts, span, changes, (known, [a, b], asked, [c, d], cells) => {
      const packed = packRows(
        outlinesOf(known, a, b),
        ({ accountId, span }) => `${accountId} ${span.start}\n`,
        NAMES,
        100,
      );
      if (packed === undefined) throw new Error("There are not so many rows.");
      const written: RowOutline[] = [];
      // What has changed is written in another way, to be told apart.
      const write = (outline: RowOutline) => {
        written.push(outline);
        return `${outline.accountId} ${outline.span.start} now\n`;
      };
      const changed = (accountId: string, start: number) =>
        cells.some(([account, bucket]) => NAMES[account] === accountId && bucket === start);
      const rows = new KnownRows(rowsInMemory(packed), NAMES, changesOf(cells));
      const outlines = outlinesOf(asked, c, d);
      const pieces = [...writtenRows(outlines, write, rows)].map((piece) => Buffer.from(piece).toString());
      const isKnown = ({ accountId, span: { start, previous } }: RowOutline) =>
        known.includes(accountId) &&
        start >= a &&
        start < b &&
        !changed(accountId, start) &&
        !changed(accountId, previous);
      expect(written).toEqual([...outlines].filter((outline) => !isKnown(outline)));
      const lines = [...outlines].map((one) => `${one.accountId} ${one.span.start}${isKnown(one) ? "" : " now"}\n`);
      expect(pieces.join("")).toBe(lines.join(""));
      expect([...writtenRows(outlines, write, undefined)]).toEqual([...outlines].map(write));
    }),
    { numRuns: 300 },
  );
});

test("rows that follow each other are given at once", () => {
  const outlines = outlinesOf(NAMES, 0, 4);
  const packed = packRows(outlines, ({ span }) => `${span.start};`, NAMES, 12);
  if (packed === undefined) throw new Error("There are not so many rows.");
  const rows = new KnownRows(rowsInMemory(packed), NAMES, changesOf([[1, 1]]));
  const pieces = [...writtenRows(outlines, ({ span }) => `${span.start}!`, rows)];
  expect(pieces.map((piece) => Buffer.from(piece).toString())).toEqual(["0;1;2;3;0;", "1!", "2!", "3;0;1;2;3;"]);
});

test("no more rows are kept than so many", () => {
  const outlines = outlinesOf(NAMES, 0, 4);
  expect(packRows(outlines, () => "", NAMES, 12)?.ends.length).toBe(12);
  expect(packRows(outlines, () => "", NAMES, 11)).toBeUndefined();
});
