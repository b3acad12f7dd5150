import { type RuleSet, smartsupp } from "chatledger";
import { describe, expect, test } from "vitest";
import { bindRuleSet } from "../../../src/policies/classification/bind-rule-set.ts";
import { planOf } from "../../../src/policies/classification/plan.ts";

const needs = { claims: ["triggered", "interacted", "reacted"], moments: ["botMoment"] } as const;
const plan = (rules: RuleSet, options = {}) => planOf(bindRuleSet(rules, options), needs);

/** The default rules with one more claim, on which the first outcome hangs. */
function withClaim(when: RuleSet["claims"][string]["when"], moments: RuleSet["moments"] = smartsupp.moments): RuleSet {
  const [first, ...others] = smartsupp.outcomes;
  const outcome = { ...first, when: { any: [first.when, { claim: "extra" }] } };
  return { ...smartsupp, moments, claims: { ...smartsupp.claims, extra: { when } }, outcomes: [outcome, ...others] };
}

test("the default rules need four extremes and one presence, and the last event only for inactivity", () => {
  const moments = Object.keys(smartsupp.moments);
  const found = plan(smartsupp);
  expect(found?.extremes.map(({ moment, isFirst }) => [moments[moment], isFirst])).toEqual([
    ["botMoment", true],
    ["lastContact", false],
    ["lastClose", false],
    ["lastReopening", false],
  ]);
  expect(found?.presences.map(({ moment }) => moments[moment])).toEqual(["firstInteraction"]);
  expect(found?.needsLastEvent).toBe(false);
  expect(plan(smartsupp, { inactivityTimeout: 1_000 })?.needsLastEvent).toBe(true);
});

test.each([
  [{}],
  [{ botInputIsInteraction: false }],
  [{ handoffIsContact: false }],
  [{ requireClose: false }],
  [{ botInputIsInteraction: false, handoffIsContact: false }],
])("the default rules have a plan with %j", (options) => {
  expect(plan(smartsupp, options)).toBeDefined();
});

describe("there is no plan", () => {
  test.each<[string, RuleSet]>([
    ["where two events of one type are put in order", withClaim({ before: ["firstInteraction", "lastInteraction"] })],
    ["where two firsts share a type", withClaim({ atOrAfter: ["firstInteraction", "botMoment"] })],
    ["where the first event after another is asked for", withClaim({ exists: "contactInReaction" })],
    ["where it is compared", withClaim({ before: ["contactInReaction", "lastClose"] })],
    [
      "of more moments than have a bit",
      withClaim(
        { any: Array.from({ length: 40 }, (_, i) => ({ exists: `m${i}` })) },
        {
          ...smartsupp.moments,
          ...Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`m${i}`, { first: "close" }])),
        },
      ),
    ],
    [
      "where a first and a last are both of events with a bot",
      {
        ...withClaim(
          { before: ["firstOffer", "lastOffer"] },
          { ...smartsupp.moments, firstOffer: { first: "offer" }, lastOffer: { last: "offer" } },
        ),
        kinds: {
          ...smartsupp.kinds,
          offer: { noun: "offer", events: [{ type: "HandoffRequested", having: "botId" }] },
        },
      },
    ],
  ])("%s", (_, rules) => {
    expect(plan(rules)).toBeUndefined();
  });
});

test("the last of a kind against the first of it needs no ids", () => {
  const moments = { ...smartsupp.moments, firstContact: { first: "contact" } } as const;
  expect(plan(withClaim({ atOrAfter: ["lastContact", "firstContact"] }, moments))).toBeDefined();
});
