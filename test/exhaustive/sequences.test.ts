import { type ConversationEvent, foldConversation } from "chatledger";
import { expect, test } from "vitest";
import { verdictOf } from "../../src/policies/classification/classify.ts";
import { judgeConversation, toJudge } from "../../src/policies/classification/judge.ts";
import { inOrder, readInOrder } from "../support/oracle.ts";
import { CLOCKS, EXTENT } from "./extent.ts";
import { isSameVerdict } from "./is-same-verdict.ts";
import { countConversations, describeSequences, forEachConversation } from "./sequences.ts";

test.each(EXTENT.judged.map((sequences) => [describeSequences(sequences), sequences] as const))(
  "%s are judged as by a naive reading",
  (_, sequences) => {
    // Judges are made once: `classify` would make one for each of millions of verdicts.
    const judges = sequences.switches.map((options) => ({ options, judge: toJudge(options) }));
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

test.each(EXTENT.watched.map((sequences) => [describeSequences(sequences), sequences] as const))(
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
