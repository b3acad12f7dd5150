import {
  type ConversationEvent,
  classify,
  explain,
  foldConversation,
  type JudgingOptions,
  type RuleSet,
  smartsupp,
} from "chatledger";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { helpdeskRules } from "../support/helpdesk-rules.ts";
import { ruleSet } from "../support/rule-sets.ts";
import { ALPHABET, type Letter } from "./alphabet.ts";
import { IS_PROOF } from "./extent.ts";
import { inLayout, LAYOUTS, type Layout } from "./layouts.ts";
import { outcomeIn } from "./outcome-in.ts";
import { type AbstractState, after, reachableStates } from "./reachable-states.ts";
import { KIND_SWITCHES } from "./settings.ts";

describe("two conversations in one state are judged alike", () => {
  const anyLetters = fc.array(fc.constantFrom(...ALPHABET), { maxLength: 40, size: "max" });
  const anyLayout = fc.constantFrom(...LAYOUTS);

  /** Whether a conversation and the shortest one in its state are judged alike, save for the moments. */
  function expectLikeShortest(
    letters: readonly Letter[],
    layout: Layout,
    states: readonly AbstractState[],
    options: JudgingOptions,
  ): void {
    const [initial] = states;
    if (initial === undefined) throw new Error("The conversation without events has a state.");
    const shortest = letters.reduce(after, initial);
    const moments = { botAt: null, countedAt: null };
    const judged = (events: readonly ConversationEvent[]) => ({
      ...classify(foldConversation(events), options),
      ...moments,
    });
    expect(judged(inLayout(letters, layout))).toStrictEqual(judged(inLayout(shortest.letters, "seconds apart")));
  }

  test.each(KIND_SWITCHES)("by the default rules with %o", (switches) => {
    const states = reachableStates(smartsupp, switches);
    fc.assert(
      fc.property(anyLetters, anyLayout, fc.boolean(), (letters, layout, requireClose) => {
        expectLikeShortest(letters, layout, states, { ...switches, requireClose });
      }),
      { numRuns: IS_PROOF ? 20_000 : 500 },
    );
  });

  test("by invented rules", () => {
    const rules: RuleSet = JSON.parse(helpdeskRules);
    const states = reachableStates(rules);
    fc.assert(
      fc.property(anyLetters, anyLayout, (letters, layout) => {
        expectLikeShortest(letters, layout, states, { ruleSet: rules });
      }),
    );
  });

  test("by any rules, and every state as a second reading of them says", () => {
    const types = [...new Set(ALPHABET.map(({ type }) => type))];
    fc.assert(
      fc.property(ruleSet(types), fc.array(anyLetters, { minLength: 5, maxLength: 5 }), (rules, conversations) => {
        const options = { ruleSet: rules, ruleOptions: { idle: null } };
        const states = reachableStates(rules, options.ruleOptions);
        for (const letters of conversations) expectLikeShortest(letters, "seconds apart", states, options);
        const misjudged = states.find((state) => {
          const { outcome } = classify(foldConversation(inLayout(state.letters, "seconds apart")), options);
          return outcome !== outcomeIn(state, rules, options.ruleOptions);
        });
        expect(misjudged).toBeUndefined();
      }),
      { numRuns: IS_PROOF ? 1_000 : 60 },
    );
  });

  test("by any rules, and the evidence alone gives the outcome, each event of it being needed", () => {
    const types = [...new Set(ALPHABET.map(({ type }) => type))];
    fc.assert(
      fc.property(ruleSet(types).map(askingForTwo), (rules) => {
        const options = { ruleSet: rules, ruleOptions: { idle: null } };
        const outcomeOf = (events: readonly ConversationEvent[]) => classify(foldConversation(events), options).outcome;
        for (const { letters } of reachableStates(rules, options.ruleOptions).filter((_, i) => i % 7 === 0)) {
          const events = inLayout(letters, "seconds apart");
          const { verdict, claims } = explain(foldConversation(events), options);
          const evidence = events.filter(({ id }) => claims[0]?.evidence.includes(id));
          const smaller = evidence.map((left) => outcomeOf(evidence.filter((item) => item !== left)));
          expect(outcomeOf(evidence)).toBe(verdict.outcome);
          expect(smaller).not.toContain(verdict.outcome);
        }
      }),
      { numRuns: IS_PROOF ? 500 : 40 },
    );
  });
});

/** The rules, escalated by two contacts, of which one alone is nothing: the first before the last. */
function askingForTwo(rules: RuleSet): RuleSet {
  const [first, ...others] = rules.outcomes;
  if (first === undefined) throw new Error("A rule set has outcomes.");
  return {
    ...rules,
    moments: { ...rules.moments, m1: { first: "contact" }, m2: { last: "contact" } },
    claims: { ...rules.claims, extra: { when: { before: ["m1", "m2"] } } },
    outcomes: [{ ...first, when: { claim: "extra" } }, ...others],
  };
}
