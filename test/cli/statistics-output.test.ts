import { chatbotStatistics } from "chatledger";
import { log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type StatisticsWriter, statisticsJson, WRITERS } from "../../src/cli/statistics-output.ts";
import { mapFigures, type NONE } from "../../src/projections/statistics/figures.ts";
import { outlinesTable, RowOutline } from "../../src/projections/statistics/row-outlines.ts";
import { tabulateLog } from "../../src/projections/statistics/table.ts";

const counts = fc
  .array(fc.oneof(fc.constant(0), fc.nat({ max: 3 }), fc.nat({ max: 300 }), fc.nat()), { minLength: 8, maxLength: 8 })
  .map((list) => mapFigures((_, i) => list[i] ?? 0));

type Figures = typeof NONE;

function outlineOf(accountId: string, now: Figures, before: Figures): RowOutline {
  const span = { start: 1, previous: 0, from: "2024-05-01T00:00:00.000Z", to: "2024-05-02T00:00:00.000Z" };
  const countsIn = (start: number) => (start === 1 ? now : before);
  return new RowOutline(accountId, span, { countsIn, countsBy: () => new Map() });
}

const outline: fc.Arbitrary<RowOutline> = fc
  .record({
    accountId: fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom('"', "\\", "\ud800", "\u2028")),
    now: counts,
    before: counts,
  })
  .map(({ accountId, now, before }) => outlineOf(accountId, now, before));

test("a row that is not made is written as JSON writes it once it is made", () => {
  fc.assert(
    fc.property(outline, (one) => {
      expect(statisticsJson(one)).toBe(JSON.stringify(one.row()));
    }),
    { numRuns: 500 },
  );
});

test("of any two counts up to where the fractions of more are written anew", () => {
  for (let now = 0; now < 260; now++) {
    for (let before = 0; before < 260; before++) {
      const one = outlineOf(
        "acme",
        mapFigures(() => now),
        mapFigures((_, i) => before + (i % 2)),
      );
      if (statisticsJson(one) !== JSON.stringify(one.row())) expect.fail(`of ${now}, after ${before}`);
    }
  }
});

test.each(Object.entries<StatisticsWriter>(WRITERS))("as %s, rows are written alike, made or not", (_, writer) => {
  fc.assert(
    fc.property(log({ maxLength: 20 }), (events) => {
      const { rows } = chatbotStatistics(events);
      const outlines = [...tabulateLog(outlinesTable({}), events)];
      expect(outlines.map(writer.outline)).toEqual(rows.map(writer.row));
    }),
    { numRuns: 30 },
  );
});
