import { foldConversation, smartsupp } from "chatledger";
import { conversation, instant } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Reading, smallestEvidence } from "../../../src/policies/classification/evidence.ts";
import {
  isInactiveAfter,
  type Judgement,
  judgeConversation,
  toJudge,
} from "../../../src/policies/classification/judge.ts";
import { event } from "../../support/events.ts";
import { CLAIMS, ruleSet } from "../../support/rule-sets.ts";

/** The smallest set that gives the reading, the earliest among equals, by trying all. */
function byTryingAll({ marks, masks, judge }: Judgement, reading: Reading, wanted: string): readonly number[] {
  const places = [...marks.keys()];
  const sets = Array.from({ length: 2 ** marks.length }, (_, bits) => places.filter((place) => (bits >> place) & 1));
  const inOrder = sets.toSorted((a, b) => a.length - b.length || compareEach(a, b));
  const gives = (set: readonly number[]) => {
    const lastAt = set.length === 0 ? undefined : marks[set.at(-1) ?? 0]?.at;
    const kept = masks.filter((_, place) => set.includes(place));
    return reading(judge.rules.find(kept, isInactiveAfter(lastAt, judge))) === wanted;
  };
  return inOrder.find(gives) ?? [];
}

function compareEach(a: readonly number[], b: readonly number[]): number {
  return a.map((place, i) => place - (b[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

test("whatever the rules, the evidence of a claim is the smallest and earliest set of events that gives it", () => {
  const rules = ruleSet(["BotTriggered", "ButtonClicked", "DirectMessageSent", "ChatClosed"], CLAIMS);
  fc.assert(
    fc.property(rules, conversation({ maxLength: 7 }), instant(), (any, events, asOf) => {
      const judgement = judgeConversation(foldConversation(events), toJudge({ ruleSet: any, asOf }));
      for (const [i] of CLAIMS.entries()) {
        const reading: Reading = ({ claims }) => String((claims >> i) & 1);
        const expected = byTryingAll(judgement, reading, reading(judgement));
        expect(smallestEvidence(judgement, reading)).toEqual(expected);
      }
    }),
    { numRuns: 300 },
  );
});

test("events that would be enough in another order are not", () => {
  const all = [{ exists: "firstInteraction" }, { exists: "lastContact" }, { exists: "lastClose" }];
  const extra = { when: { any: [{ before: ["lastContact", "firstInteraction"] }, { all }] } } as const;
  const judge = toJudge({ ruleSet: { ...smartsupp, claims: { ...smartsupp.claims, extra } } });
  const events = [event.ButtonClicked(), event.DirectMessageSent(), event.ChatClosed()];
  const judgement = judgeConversation(foldConversation(events), judge);
  const bit = Object.keys(judge.rules.rules.claims).indexOf("extra");
  expect(smallestEvidence(judgement, ({ claims }) => String((claims >> bit) & 1))).toEqual([0, 1, 2]);
});
