import type { Condition, ConversationEventType, Moment, RuleSet } from "chatledger";
import fc from "fast-check";

const KINDS = ["presence", "interaction", "contact", "goodbye", "other"] as const;
const MOMENTS = ["botMoment", "firstInteraction", "contactInReaction", "lastClose", "m1", "m2"] as const;
export const CLAIMS = ["triggered", "interacted", "contacted", "reacted", "ended", "closed", "extra"] as const;
/** A kind of some of these types, of an event with a bot only, or on an option. */
function kindOf(types: readonly ConversationEventType[]) {
  const type = fc.constantFrom(...types);
  const member = fc.oneof(
    { arbitrary: type, weight: 4 },
    type.map((of) => ({ type: of, having: "botId" as const })),
    fc.record({ type, when: fc.record({ option: fc.constant("on"), is: fc.boolean() }) }),
  );
  return fc.record({ noun: fc.constant("thing"), events: fc.array(member, { minLength: 1, maxLength: 3 }) });
}

/** Now and then relative to the first moment. */
const moment = fc.constantFrom(...KINDS).chain((of) =>
  fc.constantFrom<Moment>(...[{ first: of }, { last: of }, { first: of }, { last: of }], {
    firstAtOrAfter: of,
    moment: "botMoment",
  }),
);

/** What a condition may speak of, besides claims and options: of moments and time, and of the order of moments. */
type Subject = "claims" | "moments" | "order";

function condition(claims: readonly string[], of: Subject): fc.Arbitrary<Condition> {
  const name = fc.constantFrom(...MOMENTS);
  const leaves: { arbitrary: fc.Arbitrary<Condition>; weight: number }[] = [
    { arbitrary: fc.constant({ option: "on" }), weight: 1 },
  ];
  if (claims.length > 0) leaves.push({ arbitrary: fc.record({ claim: fc.constantFrom(...claims) }), weight: 2 });
  if (of !== "claims") {
    leaves.push(
      { arbitrary: fc.record({ exists: name }), weight: 2 },
      { arbitrary: fc.constant({ inactiveFor: "idle" }), weight: 1 },
    );
  }
  if (of === "order") {
    leaves.push(
      { arbitrary: fc.record({ before: fc.tuple(name, name) }), weight: 5 },
      { arbitrary: fc.record({ atOrAfter: fc.tuple(name, name) }), weight: 5 },
    );
  }
  const { tree } = fc.letrec<{ tree: Condition; some: Condition[] }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { arbitrary: fc.oneof(...leaves), weight: 3 },
      fc.record({ all: tie("some") }),
      fc.record({ any: tie("some") }),
      fc.record({ not: tie("tree") }),
    ),
    some: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
  }));
  return tree;
}

/** Each thing by its name. */
function named<Name extends string, T>(names: readonly Name[], thing: (name: Name, i: number) => fc.Arbitrary<T>) {
  const pairs = names.map((name, i) => thing(name, i).map((value) => [name, value] as const));
  return fc.tuple(...pairs).map((entries) => Object.fromEntries(entries) as Record<Name, T>);
}

const outcome = (name: RuleSet["outcomes"][number]["outcome"]) =>
  condition(CLAIMS, "claims").map((when) => ({ outcome: name, when, counterfactual: [] }));

/**
 * Any rule set: any events of these types in any kinds, any moments of them, any claims on those, any outcomes. Only one
 * claim hangs on the order of moments unless more are named, since rules that compare many of them seldom have a plan.
 */
export function ruleSet(
  types: readonly ConversationEventType[],
  ordered: readonly string[] = ["extra"],
): fc.Arbitrary<RuleSet> {
  return fc.record({
    id: fc.constant("any"),
    version: fc.constant(1),
    options: fc.record({
      on: fc.record({ default: fc.boolean(), means: fc.constant("") }),
      idle: fc.record({ default: fc.constantFrom(null, 0, 1, 1_000, 60_000), means: fc.constant("") }),
    }),
    kinds: named(KINDS, () => kindOf(types)),
    moments: named(MOMENTS, (name) => (name === "botMoment" ? fc.constant({ first: "presence" }) : moment)),
    claims: named(CLAIMS, (name, i) =>
      fc.record({ when: condition(CLAIMS.slice(0, i), ordered.includes(name) ? "order" : "moments") }),
    ),
    outcomes: fc
      .tuple(outcome("escalated"), outcome("resolved"), outcome("in-progress"), outcome("no-reaction"))
      .map((some) => [...some, { outcome: "not-triggered" as const, when: { all: [] }, counterfactual: [] }]),
    participation: fc.array(
      fc.record({ participation: fc.constantFrom("started", "joined", "finished"), when: condition(CLAIMS, "claims") }),
      { maxLength: 2 },
    ),
    changes: fc.constant({}),
  });
}
