import { type ConversationEvent, foldConversation } from "chatledger";
import { expect, test } from "vitest";
import { verdictOf } from "../../src/policies/classification/classify.ts";
import { judgeConversation, toJudge } from "../../src/policies/classification/judge.ts";
import { allSwitches } from "../support/judging-options.ts";
import { inOrder, readInOrder } from "../support/oracle.ts";
import { ordersOf } from "./counting.ts";
import { CLOCKS, EXTENT, printed } from "./extent.ts";
import { isSameVerdict } from "./is-same-verdict.ts";
import { countArrivals, countConversations, forEachConversation, type Sequences } from "./sequences.ts";

/** Judges that are made once: `classify` would make one for each of millions of verdicts. */
const judges = allSwitches.map((options) => ({ options, judge: toJudge(options) }));

test.each(EXTENT.judged.map((sequences) => [conversationsOf(sequences), sequences] as const))(
  "%s are judged as by a naive reading, with all switches on and off",
  (_, sequences) => {
    let tried = 0;
    let misjudged: readonly ConversationEvent[] | undefined;
    forEachConversation(sequences, (events) => {
      tried++;
      const state = foldConversation(events);
      const ordered = inOrder(events);
      for (const { options, judge } of judges) {
        const verdict = verdictOf(judgeConversation(state, judge));
        if (!isSameVerdict(verdict, readInOrder(ordered, options).verdict)) misjudged ??= events;
      }
    });
    expect(misjudged).toBeUndefined();
    expect(tried).toBe(countConversations(sequences));
  },
);

test.each(EXTENT.watched.map((sequences) => [conversationsOf(sequences), sequences] as const))(
  "%s are judged as by a naive reading while they go on",
  (_, sequences) => {
    const watching = CLOCKS.map((options) => ({ options, judge: toJudge(options) }));
    let misjudged: readonly ConversationEvent[] | undefined;
    forEachConversation(sequences, (events) => {
      const state = foldConversation(events);
      const ordered = inOrder(events);
      for (const { options, judge } of watching) {
        const seen = ordered.filter(({ occurredAt }) => options.asOf === undefined || occurredAt <= options.asOf);
        const verdict = verdictOf(judgeConversation(state, judge));
        if (!isSameVerdict(verdict, readInOrder(seen, options).verdict)) misjudged ??= events;
      }
    });
    expect(misjudged).toBeUndefined();
  },
);

test.each(
  EXTENT.arriving.map(
    (sequences) => [printed(countArrivals(sequences)), conversationsOf(sequences), sequences] as const,
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

function conversationsOf(sequences: Sequences): string {
  const { length, gaps } = sequences;
  return `${printed(countConversations(sequences))} conversations, up to ${length} events (${gaps.join(", ")})`;
}
