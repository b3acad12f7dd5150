import { type Condition, foldConversation, smartsupp } from "chatledger";
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

const click = { exists: "firstInteraction" };
const message = { exists: "lastContact" };
const close = { exists: "lastClose" };
const twoClicks = { before: ["firstInteraction", "lastInteraction"] } as const;

test.each<[string, readonly Condition[], readonly number[]]>([
  [
    "events in another order",
    [{ before: ["lastContact", "firstInteraction"] }, { all: [click, message, close] }],
    [0, 1, 2],
  ],
  ["one event twice", [twoClicks, { all: [click, message, close] }], [0, 1, 2]],
  ["later ones, where as few earlier are enough,", [twoClicks, { all: [click, message] }], [0, 1]],
])("%s are not the evidence", (_, any, expected) => {
  const claims = { ...smartsupp.claims, extra: { when: { any } } };
  const judge = toJudge({ ruleSet: { ...smartsupp, claims } });
  const events = [event.ButtonClicked(), event.DirectMessageSent(), event.ChatClosed()];
  if (expected.length < events.length) events.push(event.ButtonClicked());
  const judgement = judgeConversation(foldConversation(events), judge);
  const bit = Object.keys(claims).indexOf("extra");
  expect(smallestEvidence(judgement, ({ claims: held }) => String((held >> bit) & 1))).toEqual(expected);
});
