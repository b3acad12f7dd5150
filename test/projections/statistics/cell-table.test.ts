import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CELL_SUMS, CellTable, NO_BUCKET } from "../../../src/projections/statistics/cell-table.ts";
import { CellSums, type Contribution } from "../../../src/projections/statistics/cells.ts";
import { sumOfCells } from "../../../src/projections/statistics/sum-of-cells.ts";

const NAMES = ["acme", "bold", "calm"];

/** Sums that are often 0, so that nothing is left of some cells. */
const sums = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: CELL_SUMS, maxLength: CELL_SUMS });

const contribution: fc.Arbitrary<Contribution> = fc.record({
  accountId: fc.constantFrom(...NAMES),
  bucket: fc.constantFrom(null, -86_400_000, 0, 86_400_000, 172_800_000),
  group: fc.constant([]),
  sums: fc.oneof(sums, fc.constant(new Array<number>(CELL_SUMS).fill(0))),
});

/** One for each account and bucket. */
function summedUp(contributions: readonly Contribution[]): readonly Contribution[] {
  const cells = new CellSums();
  for (const each of contributions) cells.add(each);
  return [...cells.values()];
}

/** A table of some of the accounts, all of which have numbers. */
function tableOf(contributions: readonly Contribution[]): CellTable {
  const { cells, names } = CellTable.of(summedUp(contributions));
  const numbers = names.map((name) => NAMES.indexOf(name));
  const order = [...cells.accounts.keys()].sort((a, b) => {
    return (numbers[cells.accounts[a] ?? 0] ?? 0) - (numbers[cells.accounts[b] ?? 0] ?? 0) || a - b;
  });
  return new CellTable(
    {
      accounts: Int32Array.from(order, (cell) => numbers[cells.accounts[cell] ?? 0] ?? 0),
      buckets: Float64Array.from(order, (cell) => cells.buckets[cell] ?? 0),
      sums: Int32Array.from(
        order.flatMap((cell) => [...cells.sums.subarray(CELL_SUMS * cell, CELL_SUMS * (cell + 1))]),
      ),
    },
    NAMES,
  );
}

/** What a table has, by account and bucket, in its order. */
function contentOf({ cells, names }: CellTable): readonly (readonly [string, number, readonly number[]])[] {
  return [...cells.accounts].map((account, cell) => {
    const own = cells.sums.subarray(CELL_SUMS * cell, CELL_SUMS * (cell + 1));
    return [names[account] ?? "", cells.buckets[cell] ?? 0, [...own]] as const;
  });
}

describe("a table of cells", () => {
  test("has each cell where it is looked for, and no other", () => {
    fc.assert(
      fc.property(fc.array(contribution), (contributions) => {
        const table = CellTable.of(summedUp(contributions));
        const expected = summedUp(contributions).map(({ accountId, bucket, sums: own }) => {
          return [accountId, bucket ?? NO_BUCKET, own] as const;
        });
        expect(new Set(contentOf(table).map(String))).toEqual(new Set(expected.map(String)));
        expect(table.size).toBe(expected.length);
        for (const [accountId, bucket] of contentOf(table)) {
          const account = table.names.indexOf(accountId);
          const cell = table.find(account, bucket);
          expect([table.cells.accounts[cell ?? -1], table.cells.buckets[cell ?? -1]]).toEqual([account, bucket]);
          expect(bucket === NO_BUCKET ? undefined : table.find(account, bucket + 1)).toBeUndefined();
        }
      }),
    );
  });

  test("lies in order, so that each account has its cells together and by time", () => {
    fc.assert(
      fc.property(fc.array(contribution), (contributions) => {
        const table = tableOf(contributions);
        for (const [account] of NAMES.entries()) {
          const own = table.cells.buckets.subarray(table.firstOf(account), table.firstOf(account + 1));
          expect([...own]).toEqual([...own].toSorted((a, b) => a - b));
          expect(new Set(own).size).toBe(own.length);
        }
        expect(table.firstOf(NAMES.length)).toBe(table.size);
      }),
    );
  });

  test.each([1, -1] as const)(
    "and others come to their sums, of which nothing is left where these are 0: %d",
    (sign) => {
      fc.assert(
        fc.property(fc.array(contribution), fc.array(contribution), (some, others) => {
          const signed = others.map((each) => ({ ...each, sums: each.sums.map((sum) => sign * sum) }));
          const touched = new Set(others.map(({ accountId, bucket }) => `${accountId} ${bucket ?? NO_BUCKET}`));
          // What the others do not touch stays, whatever it is.
          const expected = contentOf(tableOf([...some, ...signed])).filter(([accountId, bucket, own]) => {
            return !touched.has(`${accountId} ${bucket}`) || own.some((sum) => sum !== 0);
          });
          expect(contentOf(sumOfCells(tableOf(some), tableOf(others), sign))).toEqual(expected);
        }),
        { numRuns: 300 },
      );
    },
  );
});
