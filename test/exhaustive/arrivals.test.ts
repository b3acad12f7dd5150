import { type ConversationEvent, foldConversation } from "chatledger";
import { expect, test } from "vitest";
import { inOrder } from "../support/oracle.ts";
import { ordersOf, printed } from "./counting.ts";
import { EXTENT } from "./extent.ts";
import { countArrivals, describeSequences, forEachConversation } from "./sequences.ts";

test.each(
  EXTENT.arriving.map(
    (sequences) => [printed(countArrivals(sequences)), describeSequences(sequences), sequences] as const,
  ),
)("%s orders of arrival of %s give the state of their own order", (_, __, sequences) => {
  let tried = 0;
  let misplaced: readonly ConversationEvent[] | undefined;
  forEachConversation(sequences, (events) => {
    const ids = inOrder(events).map(({ id }) => id);
    for (const arrived of ordersOf(events)) {
      tried++;
      const { marks } = foldConversation([...arrived, ...arrived.slice(0, 1)]);
      const isInOrder = marks.length === ids.length && marks.every(({ id }, i) => id === ids[i]);
      if (!isInOrder) misplaced ??= arrived;
    }
  });
  expect(misplaced).toBeUndefined();
  expect(tried).toBe(countArrivals(sequences));
});
