import { type ConversationEvent, type Explanation, explain, foldConversation, smartsupp } from "chatledger";
import { conversation } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { explanationLaws } from "../support/explanation-laws.ts";
import { judgingOptions } from "../support/judging-options.ts";
import { inOrder, type OracleOptions, readNaively } from "../support/oracle.ts";

/** The distinct events of a conversation, in order, each with an id of its own, so that an id names one of them. */
const events = conversation().map((arrived) => inOrder(arrived).map((item, i) => ({ ...item, id: `m${i}` })));

/** Checks something of the explanations of many conversations under many options. */
function forAllExplanations(
  check: (seen: readonly ConversationEvent[], options: OracleOptions, explanation: Explanation) => void,
): void {
  fc.assert(
    fc.property(events, judgingOptions(), (all, options) => {
      check(readNaively(all, options).events, options, explain(foldConversation(all), options));
    }),
    { numRuns: 150 },
  );
}

test.each(explanationLaws.map((law) => [law.says, law] as const))("%s", (_, { check }) => {
  forAllExplanations(check);
});

test("no sentence shows a name that only the rule set knows", () => {
  const { kinds, moments, claims, options, changes } = smartsupp;
  const names = [kinds, moments, claims, options, changes].flatMap((part) => Object.keys(part));
  const inner = names.filter((name) => /[A-Z]/.test(name));
  expect(inner).toContain("botMoment");
  const raw = new RegExp(`\\b(${[...inner, "claim", "moment", "undefined", "exists", "never holds"].join("|")})\\b`);
  forAllExplanations((_, __, explanation) => {
    for (const { sentence, counterfactual } of explanation.claims) {
      expect(`${sentence} ${counterfactual?.change ?? ""}`).not.toMatch(raw);
      expect(sentence).toMatch(/^[(]?[A-Za-z].*[^.]\.$/);
    }
  });
});
