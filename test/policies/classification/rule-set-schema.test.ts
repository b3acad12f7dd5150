import { classify, foldConversation, parseRuleSet, smartsupp } from "chatledger";
import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { ruleSetSchema } from "../../../src/policies/classification/rule-set-schema.ts";
import { event } from "../../support/events.ts";
import { helpdeskRules } from "../../support/helpdesk-rules.ts";

type Json = Record<string, unknown>;

/** The invented rule set with some of its parts replaced; a dot goes a step down. */
function rulesWith(changes: Readonly<Record<string, unknown>>): Json {
  const rules: Json = JSON.parse(helpdeskRules);
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.split(".");
    const last = steps.pop() ?? "";
    let part: Json = rules;
    for (const step of steps) part = part[step] as Json;
    if (value === undefined) delete part[last];
    else part[last] = value;
  }
  return rules;
}

const always = { all: [] };

test("what is valid comes back equal", () => {
  expect(parseRuleSet(JSON.parse(helpdeskRules))).toStrictEqual(JSON.parse(helpdeskRules));
  expect(parseRuleSet(smartsupp)).toStrictEqual(JSON.parse(JSON.stringify(smartsupp)));
});

test("names keep the order of the file, which has a meaning", () => {
  const given: { claims: Json } = JSON.parse(helpdeskRules);
  expect(Object.keys(parseRuleSet(given).claims)).toStrictEqual(Object.keys(given.claims));
  expect(Object.keys(given.claims)[0]).toBe("offered");
});

test("a claim of a visitor may hold in some of his conversations, which is the default, or in every one", () => {
  const some = rulesWith({ "claims.triggered.ofVisitor": "some" });
  expect(parseRuleSet(some)).toStrictEqual(some);
  expect(() => parseRuleSet(rulesWith({ "claims.triggered.ofVisitor": "most" }))).toThrow(
    /^claims\.triggered\.ofVisitor: /,
  );
});

test("a schema of JSON is told what it is of, and which names must be there", () => {
  const { title, description, properties, $defs } = z.toJSONSchema(ruleSetSchema, { io: "input" });
  expect([title, description]).toEqual(["chatledger rule set", "What a conversation's events are judged to mean."]);
  expect(Object.keys($defs ?? {})).toEqual(["condition"]);
  expect(properties).toMatchObject({
    kinds: { required: ["presence", "interaction", "contact"] },
    moments: { required: ["botMoment", "firstInteraction", "contactInReaction", "lastClose"] },
    claims: { required: ["triggered", "interacted", "contacted", "reacted", "ended", "closed"] },
  });
});

describe("refuses, naming the place", () => {
  test.each<[string, unknown, string | RegExp]>([
    ["no object", "smartsupp", /^the rule set: /],
    ["no id", rulesWith({ id: undefined }), /^id: /],
    ["an id that would not read in a name", rulesWith({ id: "a;b" }), /^id: expected a name/],
    ["a version below 1", rulesWith({ version: 0 }), /^version: /],
    ["an unknown part", rulesWith({ verdicts: [] }), /verdicts/],
    ["an option of text", rulesWith({ "options.idle": { default: "1h", means: "" } }), /^options\.idle\.default: /],
    ["a negative time", rulesWith({ "options.idle": { default: -1, means: "" } }), /^options\.idle\.default: /],
    [
      "no kind contact",
      rulesWith({ "kinds.contact": undefined }),
      "kinds: expected presence, interaction, contact among them.",
    ],
    ["a kind of no events", rulesWith({ "kinds.offer": { noun: "offer", events: [] } }), /^kinds\.offer\.events: /],
    [
      "an unknown event",
      rulesWith({ "kinds.offer": { noun: "x", events: ["Clicked"] } }),
      /^kinds\.offer\.events\.0: /,
    ],
    ["a field that no event is told by", rulesWith({ "kinds.offer.events": [having("text")] }), /^kinds\.offer/],
    [
      "a kind with an unheard-of name",
      rulesWith({ "kinds.an offer": { noun: "x", events: ["ChatRated"] } }),
      /kinds\.an offer: /,
    ],
    [
      "no moment lastClose",
      rulesWith({ "moments.lastClose": undefined }),
      /^moments: expected botMoment, .* lastClose among them/,
    ],
    [
      "a moment of two sorts",
      rulesWith({ "moments.lastClose": { first: "goodbye", last: "goodbye" } }),
      /^moments\.lastClose: /,
    ],
    ["no claim closed", rulesWith({ "claims.closed": undefined }), /^claims: expected triggered, .* closed among them/],
    [
      "an unknown condition",
      rulesWith({ "claims.closed": { when: { after: ["a", "b"] } } }),
      /^claims\.closed\.when: /,
    ],
    [
      "an unknown outcome",
      rulesWith({ outcomes: [{ outcome: "won", when: always, counterfactual: [] }] }),
      /^outcomes\.0\.outcome: /,
    ],
    ["no outcomes", rulesWith({ outcomes: [] }), /^outcomes: /],
    [
      "an unknown way to take part",
      rulesWith({ participation: [{ participation: "left", when: always }] }),
      /^participation\.0/,
    ],

    ["a kind on an unknown option", kindOn("loud"), 'kinds.offer: there is no option "loud".'],
    ["a kind on a time", kindOn("idle"), 'kinds.offer: the option "idle" is no boolean option.'],
    [
      "a first of an unknown kind",
      rulesWith({ "moments.firstOffer": { first: "hint" } }),
      'moments.firstOffer: there is no kind "hint".',
    ],
    [
      "a last of an unknown kind",
      rulesWith({ "moments.lastClose": { last: "end" } }),
      'moments.lastClose: there is no kind "end".',
    ],
    [
      "a kind that objects inherit",
      rulesWith({ "moments.lastClose": { last: "constructor" } }),
      'moments.lastClose: there is no kind "constructor".',
    ],
    [
      "a first since a moment of an unknown kind",
      since("hint", "botMoment"),
      'moments.lastClose: there is no kind "hint".',
    ],
    [
      "a first since an unknown moment",
      since("goodbye", "start"),
      'moments.lastClose: "start" must be a first moment above it.',
    ],
    [
      "a first since itself",
      since("goodbye", "lastClose"),
      'moments.lastClose: "lastClose" must be a first moment above it.',
    ],
    [
      "a first since a last",
      since("goodbye", "lastInteraction"),
      'moments.lastClose: "lastInteraction" must be a first moment above it.',
    ],
    [
      "a first since a moment below",
      rulesWith({ moments: reversed("moments") }),
      'moments.answerAfterOffer: "firstOffer" must be a first moment above it.',
    ],
    ["existence of an unknown moment", claim({ exists: "end" }), 'claims.closed: there is no moment "end".'],
    ["before an unknown moment", claim({ before: ["botMoment", "end"] }), 'claims.closed: there is no moment "end".'],
    [
      "an unknown moment at or after one",
      claim({ atOrAfter: ["end", "botMoment"] }),
      'claims.closed: there is no moment "end".',
    ],
    ["an unknown claim", claim({ claim: "won" }), 'claims.closed: there is no claim "won" above it.'],
    ["a claim on itself", claim({ claim: "closed" }), 'claims.closed: there is no claim "closed" above it.'],
    [
      "a claim on one below",
      rulesWith({ claims: reversed("claims") }),
      'claims.closed: there is no claim "ended" above it.',
    ],
    ["an unknown option", claim({ option: "loud" }), 'claims.closed: there is no option "loud".'],
    ["a time as a switch", claim({ option: "idle" }), 'claims.closed: the option "idle" is no boolean option.'],
    ["an unknown time", claim({ inactiveFor: "loud" }), 'claims.closed: there is no option "loud".'],
    [
      "a switch as a time",
      claim({ inactiveFor: "joiningCounts" }),
      'claims.closed: the option "joiningCounts" is no time option.',
    ],
    [
      "a fault deep inside",
      claim({ all: [always, { any: [{ not: { claim: "won" } }] }] }),
      'claims.closed: there is no claim "won" above it.',
    ],
    [
      "two times",
      rulesWith({ "options.calm": { default: 5, means: "" }, "claims.ended": { when: { inactiveFor: "calm" } } }),
      "claims: one inactivity option at most, not calm and idle.",
    ],
    ["an outcome on an unknown claim", outcome({ claim: "won" }, []), 'outcomes.0: there is no claim "won" above it.'],
    [
      "an outcome on a moment",
      outcome({ exists: "botMoment" }, []),
      "outcomes.0: only claims speak of moments; outcomes speak of claims.",
    ],
    [
      "an outcome on silence",
      outcome({ inactiveFor: "idle" }, []),
      "outcomes.0: only claims speak of moments; outcomes speak of claims.",
    ],
    [
      "an unknown change",
      outcome({ claim: "ended" }, [{ change: "toString" }]),
      'outcomes.0: there is no change "toString".',
    ],
    [
      "a change on an unknown claim",
      outcome({ claim: "ended" }, [{ change: "ask", when: { claim: "won" } }]),
      'outcomes.0: there is no claim "won" above it.',
    ],
    [
      "a last outcome that may not hold",
      rulesWith({ outcomes: [{ outcome: "resolved", when: { any: [] }, counterfactual: [] }] }),
      'outcomes: the last one must always hold: { "all": [] }.',
    ],
    [
      "a last outcome that hangs on something",
      rulesWith({ outcomes: [{ outcome: "resolved", when: { all: [{ claim: "ended" }] }, counterfactual: [] }] }),
      'outcomes: the last one must always hold: { "all": [] }.',
    ],
    [
      "participation on a moment",
      rulesWith({ participation: [{ participation: "joined", when: { exists: "botMoment" } }] }),
      "participation.0: only claims speak of moments; outcomes speak of claims.",
    ],
    [
      "a change without an unknown moment",
      rulesWith({ "changes.ask": { without: "end" } }),
      'changes.ask: there is no moment "end".',
    ],
    [
      "a change without an unknown kind",
      rulesWith({ "changes.ask": { withoutEvery: "end" } }),
      'changes.ask: there is no kind "end".',
    ],
    [
      "a change since an unknown moment",
      rulesWith({ "changes.ask": { withoutEvery: "offer", atOrAfter: "end" } }),
      'changes.ask: there is no moment "end".',
    ],
    ["more kinds than bits", rulesWith(many("kinds", { noun: "x", events: ["ChatRated"] })), "kinds: more than 31."],
    ["more claims than bits", rulesWith(many("claims", { when: always })), "claims: more than 31."],
  ])("%s", (_, rules, message) => {
    expect(() => parseRuleSet(rules)).toThrow(
      expect.objectContaining({
        code: "invalid-rule-set",
        message: typeof message === "string" ? message : expect.stringMatching(message),
      }),
    );
  });

  function having(field: string) {
    return { type: "HandoffRequested", having: field };
  }
  function kindOn(option: string): Json {
    return rulesWith({ "kinds.offer.events": [{ type: "HandoffRequested", when: { option, is: true } }] });
  }
  function since(kind: string, moment: string): Json {
    return rulesWith({ "moments.lastClose": { firstAtOrAfter: kind, moment } });
  }
  function claim(when: unknown): Json {
    return rulesWith({ "claims.closed": { when } });
  }
  function outcome(when: unknown, counterfactual: unknown): Json {
    const last = { outcome: "not-triggered", when: always, counterfactual: [] };
    return rulesWith({ outcomes: [{ outcome: "resolved", when, counterfactual }, last] });
  }
  function reversed(part: string): unknown {
    return Object.fromEntries(Object.entries(rulesWith({})[part] as Json).reverse());
  }
  function many(part: string, value: unknown): Json {
    return Object.fromEntries(Array.from({ length: 32 }, (__, i) => [`${part}.more${i}`, value]));
  }
});

test("31 kinds and 31 claims are judged right to the last bit", () => {
  const { kinds, claims } = smartsupp;
  const more = (count: number, value: unknown) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`more${i}`, value]));
  const rules = parseRuleSet({
    ...smartsupp,
    kinds: { ...more(31 - Object.keys(kinds).length, { noun: "rating", events: ["ChatRated"] }), ...kinds },
    claims: { ...more(31 - Object.keys(claims).length, { when: always }), ...claims },
  });
  const state = foldConversation([event.ButtonClicked(), event.ChatClosed()]);
  expect(classify(state, { ruleSet: rules })).toStrictEqual(classify(state));
});

test("a rule set that was never parsed is checked all the same, before its options are looked at", () => {
  const rules = rulesWith({ options: undefined });
  // @ts-expect-error: what a caller in JavaScript may pass.
  expect(() => classify(foldConversation([]), { ruleSet: rules, ruleOptions: { idle: 1 } })).toThrow(
    expect.objectContaining({ code: "invalid-rule-set", message: expect.stringMatching(/^options: /) }),
  );
});
