import fc from "fast-check";
import { expect, test } from "vitest";
import { NONE } from "../../../src/projections/statistics/figures.ts";
import { RowOutline } from "../../../src/projections/statistics/row-outlines.ts";
import { KnownRows, packRows, writtenRows } from "../../../src/replay/checkpoint/settled-rows.ts";

const NAMES = ["bold", "åcme", "calm"];
const MOST_STARTS = 5;

function outlineOf(accountId: string, start: number): RowOutline {
  const span = { start, previous: start - 1, from: "", to: "" };
  return new RowOutline(accountId, span, { countsIn: () => NONE, countsBy: () => new Map() });
}

/** The rows of some accounts, one for each of some starts. */
function outlinesOf(accounts: readonly string[], from: number, to: number): readonly RowOutline[] {
  return accounts.flatMap((accountId) =>
    Array.from({ length: Math.max(0, to - from) }, (_, i) => outlineOf(accountId, from + i)),
  );
}

const span = fc.tuple(fc.nat({ max: MOST_STARTS }), fc.nat({ max: MOST_STARTS }));
const accounts = fc.subarray(NAMES);

test("rows are written as if none had been before, and only those that may have changed are", () => {
  fc.assert(
    fc.property(accounts, span, accounts, span, fc.func(fc.boolean()), (known, [a, b], asked, [c, d], changed) => {
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
      const rows = new KnownRows(packed, NAMES, {
        find: (account, start) => (changed(NAMES[account] ?? "", start) ? 0 : undefined),
      });
      const outlines = outlinesOf(asked, c, d);
      const pieces = [...writtenRows(outlines, write, rows)].map((piece) => Buffer.from(piece).toString());
      const isKnown = ({ accountId, span: { start, previous } }: RowOutline) =>
        known.includes(accountId) &&
        start >= a &&
        start < b &&
        !changed(accountId, start) &&
        !changed(accountId, previous);
      expect(written).toEqual(outlines.filter((outline) => !isKnown(outline)));
      const lines = outlines.map((one) => `${one.accountId} ${one.span.start}${isKnown(one) ? "" : " now"}\n`);
      expect(pieces.join("")).toBe(lines.join(""));
      expect([...writtenRows(outlines, write, undefined)]).toEqual(outlines.map(write));
    }),
    { numRuns: 300 },
  );
});

test("rows that follow each other are given at once", () => {
  const outlines = outlinesOf(NAMES, 0, 4);
  const packed = packRows(outlines, ({ span }) => `${span.start};`, NAMES, outlines.length);
  if (packed === undefined) throw new Error("There are not so many rows.");
  const rows = new KnownRows(packed, NAMES, {
    find: (account, start) => (account === 1 && start === 1 ? 0 : undefined),
  });
  const pieces = [...writtenRows(outlines, ({ span }) => `${span.start}!`, rows)];
  expect(pieces.map((piece) => Buffer.from(piece).toString())).toEqual(["0;1;2;3;0;", "1!", "2!", "3;0;1;2;3;"]);
});

test("no more rows are kept than so many", () => {
  const outlines = outlinesOf(NAMES, 0, 4);
  expect(packRows(outlines, () => "", NAMES, 12)?.accounts.length).toBe(12);
  expect(packRows(outlines, () => "", NAMES, 11)).toBeUndefined();
});
