import { expect, test } from "vitest";
import { keepCard, readCard } from "../support/quota-oracle.ts";
import { ordersOf, printed } from "./counting.ts";
import { EXTENT } from "./extent.ts";
import { viewBy } from "./quota-bench.ts";
import { countHistories, countHistoryArrivals, forEachHistory, type QuotaSequences } from "./quota-sequences.ts";
import { tinyOptions } from "./quota-states.ts";

test.each(EXTENT.reckoned.map((sequences) => [historiesOf(sequences), sequences] as const))(
  "%s are reckoned as by a naive clerk",
  (_, sequences) => {
    const options = tinyOptions(sequences.period);
    const viewAt = viewBy(options);
    let tried = 0;
    // What happens at one instant may stand in another order than it was made in, and needs a card of its own.
    const isInOrder = !sequences.waits.includes("at once");
    forEachHistory(sequences, options, ({ events, at, card }) => {
      tried++;
      const found = viewAt(events, at);
      const expected = readCard(isInOrder ? card : keepCard(events, at, options), at, options);
      if (JSON.stringify(found) !== JSON.stringify(expected))
        expect({ events, found }).toEqual({ events, found: expected });
    });
    expect(tried).toBe(countHistories(sequences));
  },
);

test.each(
  EXTENT.arrivingHistories.map(
    (sequences) => [printed(countHistoryArrivals(sequences)), historiesOf(sequences), sequences] as const,
  ),
)("%s orders of arrival of %s change nothing, nor does an event that comes twice", (_, __, sequences) => {
  const options = tinyOptions(sequences.period);
  const viewAt = viewBy(options);
  let tried = 0;
  forEachHistory(sequences, options, ({ events, at }) => {
    const expected = JSON.stringify(viewAt(events, at));
    for (const arrived of ordersOf(events)) {
      tried++;
      const found = viewAt([...arrived, ...arrived.slice(0, 1)], at);
      if (JSON.stringify(found) !== expected) expect(found).toEqual(viewAt(events, at));
    }
  });
  expect(tried).toBe(countHistoryArrivals(sequences));
});

function historiesOf(sequences: QuotaSequences): string {
  const { period, length, waits } = sequences;
  const count = printed(countHistories(sequences));
  return `${count} histories by ${period}, up to ${length} acts after the subscription (${waits.join(", ")})`;
}
