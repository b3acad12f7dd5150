import { certain } from "../../domain/certain.ts";
import type { BoundRuleSet } from "./bind-rule-set.ts";
import { anchorOf, type Change, type Condition, kindOf, type Moment, type OutcomeCase } from "./rule-set.ts";

/** A condition of a rule set in English, with its options filled in and its claims spelled out. */
export function sentenceOf(rules: BoundRuleSet, condition: Condition): string {
  return phrase(rules, simplify(rules, condition, true));
}

/** When an outcome holds, in English; every case but the first says which come before it. */
export function outcomeSentence(rules: BoundRuleSet, { outcome, when }: OutcomeCase): string {
  const cases = rules.rules.outcomes;
  const place = cases.findIndex((item) => item.outcome === outcome);
  const above = cases.slice(0, place).map((item) => item.outcome);
  const condition = sentenceOf(rules, when);
  if (above.length === 0) return `${outcome}: ${condition}.`;
  const unless = `unless ${listOf(above, "or")}`;
  return condition === ALWAYS ? `${outcome}: ${unless}.` : `${outcome}: ${unless}, ${condition}.`;
}

/** A change of a conversation in English. */
export function changeSentence(rules: BoundRuleSet, change: Change): string {
  if ("with" in change) return `with a ${change.with} now`;
  if ("without" in change) return `without ${momentPhrase(rules, change.without)}`;
  const from = change.atOrAfter === undefined ? "" : ` at or after ${momentPhrase(rules, change.atOrAfter)}`;
  return `without every ${nounOf(rules, change.withoutEvery)}${from}`;
}

const ALWAYS = "nothing more is asked";
const NEVER = "this never holds";

/** A condition without options and claims, and with every `not` moved inwards. */
type Plain =
  | { readonly is: "moment"; readonly positive: boolean; readonly condition: Condition }
  | { readonly is: "all" | "any"; readonly parts: readonly Plain[] };

function simplify(rules: BoundRuleSet, condition: Condition, positive: boolean): Plain {
  if ("not" in condition) return simplify(rules, condition.not, !positive);
  if ("claim" in condition) return simplify(rules, certain(rules.rules.claims[condition.claim]).when, positive);
  if ("option" in condition) return constant((rules.options.get(condition.option) === true) === positive);
  if ("inactiveFor" in condition && rules.inactivityTimeout === null) return constant(!positive);
  if (!("all" in condition || "any" in condition)) return { is: "moment", positive, condition };
  const isAll = "all" in condition === positive;
  const parts = ("all" in condition ? condition.all : condition.any).map((part) => simplify(rules, part, positive));
  return combine(isAll ? "all" : "any", parts);
}

function constant(value: boolean): Plain {
  return { is: value ? "all" : "any", parts: [] };
}

/** Flattens nested conditions of one sort and drops parts that are always or never true. */
function combine(is: "all" | "any", parts: readonly Plain[]): Plain {
  const flat = parts.flatMap((part) => (part.is === is ? part.parts : [part]));
  const deciding = flat.find((part) => part.is !== "moment" && part.parts.length === 0);
  if (deciding !== undefined) return deciding;
  const [only] = flat;
  return flat.length === 1 && only !== undefined ? only : { is, parts: flat };
}

function phrase(rules: BoundRuleSet, plain: Plain): string {
  if (plain.is === "moment") return momentCondition(rules, plain.condition, plain.positive);
  if (plain.parts.length === 0) return plain.is === "all" ? ALWAYS : NEVER;
  const parts = plain.parts.map((part) => (part.is === "moment" ? phrase(rules, part) : `(${phrase(rules, part)})`));
  return parts.join(plain.is === "all" ? ", and " : ", or ");
}

function momentCondition(rules: BoundRuleSet, condition: Condition, positive: boolean): string {
  const not = positive ? "" : "not ";
  if ("exists" in condition) return existence(rules, certain(rules.rules.moments[condition.exists]), positive);
  if ("before" in condition) {
    const [a, b] = condition.before.map((moment) => momentPhrase(rules, moment));
    return `${a} is ${not}before ${b}`;
  }
  if ("atOrAfter" in condition) {
    const [a, b] = condition.atOrAfter.map((moment) => momentPhrase(rules, moment));
    return `${a} is ${not}at or after ${b}`;
  }
  return positive
    ? `nothing has happened for ${rules.inactivityTimeout} ms`
    : `something has happened within ${rules.inactivityTimeout} ms`;
}

function existence(rules: BoundRuleSet, moment: Moment, positive: boolean): string {
  const noun = nounOf(rules, kindOf(moment));
  return `there is ${positive ? article(noun) : "no"} ${noun}${fromPhrase(rules, moment)}`;
}

function momentPhrase(rules: BoundRuleSet, name: string): string {
  const moment = certain(rules.rules.moments[name]);
  return `the ${"last" in moment ? "last" : "first"} ${nounOf(rules, kindOf(moment))}${fromPhrase(rules, moment)}`;
}

function fromPhrase(rules: BoundRuleSet, moment: Moment): string {
  const anchor = anchorOf(moment);
  return anchor === undefined ? "" : ` at or after ${momentPhrase(rules, anchor)}`;
}

function nounOf(rules: BoundRuleSet, kind: string): string {
  return certain(rules.rules.kinds[kind]).noun;
}

function article(noun: string): string {
  return /^[aeiou]/i.test(noun) ? "an" : "a";
}

function listOf(items: readonly string[], word: string): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}
