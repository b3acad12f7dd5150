import type { Condition, Outcome, RuleOptions, RuleSet } from "chatledger";
import type { AbstractState } from "./reachable-states.ts";

/** The outcome of a state where nothing is inactive, by a reading of the rule set that shares no code with the library. */
export function outcomeIn({ order }: AbstractState, rules: RuleSet, options: RuleOptions): Outcome | undefined {
  const names = Object.keys(rules.moments);
  const rankOf = (moment: string) => order[names.indexOf(moment)] ?? -1;
  const holds = (condition: Condition): boolean => {
    if ("exists" in condition) return rankOf(condition.exists) >= 0;
    if ("claim" in condition) return holds(rules.claims[condition.claim]?.when ?? { any: [] });
    if ("option" in condition) return (options[condition.option] ?? rules.options[condition.option]?.default) === true;
    if ("inactiveFor" in condition) return false;
    if ("not" in condition) return !holds(condition.not);
    if ("all" in condition) return condition.all.every(holds);
    if ("any" in condition) return condition.any.some(holds);
    const [a, b] = ("before" in condition ? condition.before : condition.atOrAfter).map(rankOf);
    if (a === undefined || b === undefined || a < 0 || b < 0) return false;
    return "before" in condition ? a < b : a >= b;
  };
  return rules.outcomes.find(({ when }) => holds(when))?.outcome;
}
