import { foldConversation, type RuleSet, smartsupp } from "chatledger";
import { conversation, instant } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bindRuleSet } from "../../../src/policies/classification/bind-rule-set.ts";
import { judgeConversation, momentsOf, toJudge } from "../../../src/policies/classification/judge.ts";
import { planOf } from "../../../src/policies/classification/plan.ts";
import { keptByPlan } from "../../support/kept-by-plan.ts";
import { ruleSet } from "../../support/rule-sets.ts";

const occurredAt = "2024-05-01T10:00:00.000Z";
const needs = { claims: ["triggered", "interacted", "reacted"], moments: ["botMoment"] } as const;
const plan = (rules: RuleSet, options = {}) => planOf(bindRuleSet(rules, options), needs);

/** The default rules with one more claim, on which the first outcome hangs. */
function withClaim(when: RuleSet["claims"][string]["when"], moments: RuleSet["moments"] = smartsupp.moments): RuleSet {
  const [first, ...others] = smartsupp.outcomes;
  const outcome = { ...first, when: { any: [first.when, { claim: "extra" }] } };
  return { ...smartsupp, moments, claims: { ...smartsupp.claims, extra: { when } }, outcomes: [outcome, ...others] };
}

/** Those of {@link withClaim}, where a handoff by a bot is an offer, and every handoff a contact. */
function withOffers(when: RuleSet["claims"][string]["when"]): RuleSet {
  const first = { firstOffer: { first: "offer" }, firstContact: { first: "contact" } } as const;
  const rules = withClaim(when, { ...smartsupp.moments, ...first, lastOffer: { last: "offer" } });
  const offer = { noun: "offer", events: [{ type: "HandoffRequested", having: "botId" }] } as const;
  return { ...rules, kinds: { ...smartsupp.kinds, offer } };
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
    ["where a first and a last are both of events with a bot", withOffers({ before: ["firstOffer", "lastOffer"] })],
    ["where only an event with a bot is of both kinds", withOffers({ atOrAfter: ["lastOffer", "firstContact"] })],
  ])("%s", (_, rules) => {
    expect(plan(rules)).toBeUndefined();
  });
});

test("as many moments are kept as have a bit, and no more", () => {
  const sizes = Array.from({ length: 30 }, (_, more) => {
    const names = Array.from({ length: more }, (_, i) => `m${i}`);
    const moments = Object.fromEntries(names.map((name) => [name, { first: "close" }]));
    const rules = withClaim({ any: names.map((exists) => ({ exists })) }, { ...smartsupp.moments, ...moments });
    const found = plan(rules);
    return found === undefined ? undefined : found.extremes.length + found.presences.length;
  });
  expect(sizes.filter((size) => size !== undefined).at(-1)).toBe(30);
  expect(sizes.at(-1)).toBeUndefined();
});

test("what is not asked for is not kept", () => {
  const rules = bindRuleSet(smartsupp, { inactivityTimeout: 1_000 });
  const count = { claims: [], moments: ["firstInteraction"], outcome: false } as const;
  expect(planOf(rules, count)).toMatchObject({ extremes: [{}], presences: [], claims: 0, needsLastEvent: false });
  expect(planOf(rules, { ...count, inactivity: true })).toMatchObject({ extremes: [{}], needsLastEvent: true });
  expect(planOf(rules, { ...count, claims: ["closed"] })).toMatchObject({ needsLastEvent: true });
  expect(planOf(bindRuleSet(smartsupp), { ...count, inactivity: true })).toMatchObject({ needsLastEvent: false });
});

test("the last of a kind against the first of it needs no ids", () => {
  const moments = { ...smartsupp.moments, firstContact: { first: "contact" } } as const;
  expect(plan(withClaim({ atOrAfter: ["lastContact", "firstContact"] }, moments))).toBeDefined();
});

test("the first event at or after another is kept if it is asked for, unless ids say which comes first", () => {
  const since = { exists: "since" } as const;
  const [apart, shared] = ["interaction", "contact"].map((of) => {
    const rules = withOffers(since);
    const moments = { ...rules.moments, since: { firstAtOrAfter: of, moment: "firstOffer" } };
    return planOf(bindRuleSet({ ...rules, moments }), { ...needs, relatives: true });
  });
  expect(apart?.extremes.filter(({ from }) => from !== undefined)).toHaveLength(1);
  expect(shared).toBeUndefined();
});

test("whatever the rules, what a plan keeps is enough for what was asked", () => {
  const claims = [...needs.claims, "contacted", "ended", "closed"] as const;
  const moments = ["botMoment", "firstInteraction", "contactInReaction", "lastClose"] as const;
  const question = fc.record({
    claims: fc.subarray([...claims]),
    moments: fc.subarray([...moments]),
    outcome: fc.boolean(),
    participation: fc.boolean(),
    inactivity: fc.boolean(),
    relatives: fc.constant(true),
  });
  const rules = ruleSet(["BotTriggered", "ButtonClicked", "DirectMessageSent", "ChatClosed"]);
  // Where all is at once, ids decide, of which a plan knows nothing.
  const atOnce = conversation().map((events) => events.map(({ sequence: _, ...event }) => ({ ...event, occurredAt })));
  fc.assert(
    fc.property(rules, fc.oneof(conversation(), atOnce), instant(), question, (any, events, asOf, asked) => {
      const judge = toJudge({ ruleSet: any, asOf });
      const found = planOf(judge.rules, asked);
      fc.pre(found !== undefined);
      const judgement = judgeConversation(foldConversation(events), judge);
      const [all, kept] = [momentsOf(judgement), keptByPlan(found, judgement.marks, judge)];
      const { participation, holds, inactivityTimeout } = judge.rules;
      for (const claim of asked.claims) expect(holds(kept.claims, claim)).toBe(holds(all.claims, claim));
      for (const moment of asked.moments) expect(kept.instantOf(moment)).toBe(all.instantOf(moment));
      if (asked.outcome) expect(kept.outcome).toBe(all.outcome);
      if (asked.participation) expect(participation(kept.claims)).toEqual(participation(all.claims));
      if (asked.inactivity && inactivityTimeout !== null) expect(kept.lastAt).toBe(all.lastAt);
    }),
    { numRuns: 1_000 },
  );
});
