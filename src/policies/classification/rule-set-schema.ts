import * as z from "zod/mini";
import { certain } from "../../domain/certain.ts";
import { CONVERSATION_EVENT_TYPES } from "../../domain/conversation-event.ts";
import { inEnglish } from "../../domain/in-english.ts";
import { UsageError } from "../../domain/usage-error.ts";
import {
  anchorOf,
  type Condition,
  conditionsIn,
  kindOf,
  type Moment,
  OUTCOMES,
  PARTICIPATIONS,
  type RuleSet,
} from "./rule-set.ts";

/**
 * The zod schema of a {@link RuleSet}; as JSON Schema it is published at `chatledger/rules.schema.json`. It is made when it is first
 * asked for: that takes longer than most programs, which have no rules of their own, take to start.
 */
export const ruleSetSchema: z.ZodMiniType<RuleSet> = z.lazy(() => {
  const name = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9-]*$/, "expected a name of letters, digits and hyphens"));
  const eventType = z.enum(CONVERSATION_EVENT_TYPES);

  const kindMember = z.union([
    eventType,
    z.strictObject({
      type: eventType,
      having: z.exactOptional(z.literal("botId")),
      when: z.exactOptional(z.strictObject({ option: name, is: z.boolean() })),
    }),
  ]);

  const kind = z.strictObject({
    noun: z.string().check(z.minLength(1)),
    events: z.array(kindMember).check(z.minLength(1)),
  });

  const moment = z.union([
    z.strictObject({ first: name }),
    z.strictObject({ last: name }),
    z.strictObject({ firstAtOrAfter: name, moment: name }),
  ]);

  const condition: z.ZodMiniType<Condition> = z
    .union([
      z.strictObject({ exists: name }),
      z.strictObject({ before: z.tuple([name, name]) }),
      z.strictObject({ atOrAfter: z.tuple([name, name]) }),
      z.strictObject({ inactiveFor: name }),
      z.strictObject({ option: name }),
      z.strictObject({ claim: name }),
      z.strictObject({ all: z.array(z.lazy(() => condition)) }),
      z.strictObject({ any: z.array(z.lazy(() => condition)) }),
      z.strictObject({ not: z.lazy(() => condition) }),
    ])
    .check(z.meta({ id: "condition" }));

  const claim = z.strictObject({ when: condition, ofVisitor: z.exactOptional(z.enum(["some", "every"])) });

  const change = z.union([
    z.strictObject({ without: name }),
    z.strictObject({ withoutEvery: name, atOrAfter: z.exactOptional(name) }),
    z.strictObject({ with: eventType }),
  ]);

  return z
    .strictObject({
      id: name,
      version: z.int().check(z.minimum(1)),
      options: z.record(
        name,
        z.strictObject({ default: z.union([z.boolean(), z.int().check(z.minimum(0)), z.null()]), means: z.string() }),
      ),
      kinds: named(name, kind, ["presence", "interaction", "contact"]),
      moments: named(name, moment, ["botMoment", "firstInteraction", "contactInReaction", "lastClose"]),
      claims: named(name, claim, ["triggered", "interacted", "contacted", "reacted", "ended", "closed"]),
      outcomes: z
        .array(
          z.strictObject({
            outcome: z.enum(OUTCOMES),
            when: condition,
            counterfactual: z.array(z.strictObject({ change: name, when: z.exactOptional(condition) })),
          }),
        )
        .check(z.minLength(1)),
      participation: z.array(z.strictObject({ participation: z.enum(PARTICIPATIONS), when: condition })),
      changes: z.record(name, change),
    })
    .check(z.meta({ title: "chatledger rule set", description: "What a conversation's events are judged to mean." }));
});

/** Things by name in the order of the file, which an object schema would not keep; some names must be there. */
function named<T, Required extends string>(
  name: z.ZodMiniString,
  thing: z.ZodMiniType<T>,
  required: readonly Required[],
) {
  const hasAll = (things: unknown) =>
    typeof things === "object" && things !== null && required.every((key) => Object.hasOwn(things, key));
  return z.pipe(
    z.record(name, thing).check(z.meta({ required })),
    z.custom<Record<Required, T> & Record<string, T>>(hasAll, `expected ${required.join(", ")} among them`),
  );
}

/**
 * Reads a rule set of unknown origin, e.g. from a file, and checks that all its names lead somewhere.
 *
 * @throws UsageError `invalid-rule-set`, naming the place in the rule set and what is wrong there.
 */
export function parseRuleSet(input: unknown): RuleSet {
  const parsed = ruleSetSchema.safeParse(input, inEnglish);
  if (!parsed.success) {
    const { path, message } = certain(parsed.error.issues[0]);
    throw invalid(path.join(".") || "the rule set", message);
  }
  checkReferences(parsed.data);
  return parsed.data;
}

function invalid(place: string, problem: string): UsageError {
  return new UsageError("invalid-rule-set", `${place}: ${problem}.`);
}

/** Kinds and claims are bits of one 32-bit number. */
const MOST_BITS = 31;

function checkReferences(rules: RuleSet): void {
  for (const part of ["kinds", "claims"] as const) {
    if (Object.keys(rules[part]).length > MOST_BITS) throw invalid(part, `more than ${MOST_BITS}`);
  }
  for (const [key, { events }] of Object.entries(rules.kinds)) {
    for (const member of events) {
      if (typeof member === "object" && member.when !== undefined) {
        checkOption(rules, `kinds.${key}`, member.when.option, "boolean");
      }
    }
  }
  const above = new Set<string>();
  for (const [key, moment] of Object.entries(rules.moments)) {
    checkMoment(rules, `moments.${key}`, moment, above);
    above.add(key);
  }
  const known = new Set<string>();
  for (const [key, { when }] of Object.entries(rules.claims)) {
    checkCondition(rules, `claims.${key}`, when, { claims: known, moments: true });
    known.add(key);
  }
  const judging = { claims: known, moments: false };
  rules.outcomes.forEach(({ when, counterfactual }, i) => {
    checkCondition(rules, `outcomes.${i}`, when, judging);
    for (const { change, when: condition } of counterfactual) {
      if (!Object.hasOwn(rules.changes, change)) throw invalid(`outcomes.${i}`, `there is no change "${change}"`);
      if (condition !== undefined) checkCondition(rules, `outcomes.${i}`, condition, judging);
    }
  });
  const timeouts = new Set(Object.values(rules.claims).flatMap(({ when }) => timeoutsOf(when)));
  if (timeouts.size > 1) throw invalid("claims", `one inactivity option at most, not ${[...timeouts].join(" and ")}`);
  const last = certain(rules.outcomes.at(-1)).when;
  const isTotal = "all" in last && last.all.length === 0;
  if (!isTotal) throw invalid("outcomes", 'the last one must always hold: { "all": [] }');
  rules.participation.forEach(({ when }, i) => {
    checkCondition(rules, `participation.${i}`, when, judging);
  });
  for (const [key, change] of Object.entries(rules.changes)) {
    if ("without" in change) checkKnown(rules.moments, "moment", `changes.${key}`, change.without);
    if ("withoutEvery" in change) {
      checkKnown(rules.kinds, "kind", `changes.${key}`, change.withoutEvery);
      if (change.atOrAfter !== undefined) checkKnown(rules.moments, "moment", `changes.${key}`, change.atOrAfter);
    }
  }
}

function checkMoment(rules: RuleSet, place: string, moment: Moment, above: ReadonlySet<string>): void {
  checkKnown(rules.kinds, "kind", place, kindOf(moment));
  const anchor = anchorOf(moment);
  if (anchor === undefined) return;
  const base = above.has(anchor) ? rules.moments[anchor] : undefined;
  // Only a first can move in one direction alone as events come in, which is what makes the moment mergeable.
  const isFirst = base !== undefined && "first" in base;
  if (!isFirst) throw invalid(place, `"${anchor}" must be a first moment above it`);
}

interface Scope {
  readonly claims: ReadonlySet<string>;
  readonly moments: boolean;
}

function checkCondition(rules: RuleSet, place: string, condition: Condition, scope: Scope): void {
  if ("all" in condition) for (const part of condition.all) checkCondition(rules, place, part, scope);
  else if ("any" in condition) for (const part of condition.any) checkCondition(rules, place, part, scope);
  else if ("not" in condition) checkCondition(rules, place, condition.not, scope);
  else if ("option" in condition) checkOption(rules, place, condition.option, "boolean");
  else if ("claim" in condition) {
    if (!scope.claims.has(condition.claim)) throw invalid(place, `there is no claim "${condition.claim}" above it`);
  } else if (!scope.moments) throw invalid(place, "only claims speak of moments; outcomes speak of claims");
  else if ("inactiveFor" in condition) checkOption(rules, place, condition.inactiveFor, "time");
  else {
    const moments =
      "exists" in condition ? [condition.exists] : "before" in condition ? condition.before : condition.atOrAfter;
    for (const moment of moments) checkKnown(rules.moments, "moment", place, moment);
  }
}

/** The options that a condition's `inactiveFor` names. */
export function timeoutsOf(condition: Condition): readonly string[] {
  return "inactiveFor" in condition ? [condition.inactiveFor] : conditionsIn(condition).flatMap(timeoutsOf);
}

function checkKnown(names: Readonly<Record<string, unknown>>, what: string, place: string, key: string): void {
  if (!Object.hasOwn(names, key)) throw invalid(place, `there is no ${what} "${key}"`);
}

function checkOption(rules: RuleSet, place: string, option: string, type: "boolean" | "time"): void {
  checkKnown(rules.options, "option", place, option);
  const isBoolean = typeof certain(rules.options[option]).default === "boolean";
  if (isBoolean !== (type === "boolean")) throw invalid(place, `the option "${option}" is no ${type} option`);
}
