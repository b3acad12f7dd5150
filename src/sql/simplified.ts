import type { BoundRuleSet } from "../policies/classification/bind-rule-set.ts";
import type { Condition } from "../policies/classification/rule-set.ts";

const ALWAYS: Condition = { all: [] };
const NEVER: Condition = { any: [] };

/** A condition without what its rule set's options have settled already. */
export function simplified(condition: Condition, rules: BoundRuleSet): Condition {
  if ("option" in condition) return rules.options.get(condition.option) === true ? ALWAYS : NEVER;
  if ("inactiveFor" in condition) return rules.inactivityTimeout === null ? NEVER : condition;
  if ("not" in condition) {
    const inner = simplified(condition.not, rules);
    if (isAlways(inner)) return NEVER;
    return isNever(inner) ? ALWAYS : { not: inner };
  }
  if ("all" in condition) {
    const parts = condition.all.map((part) => simplified(part, rules)).filter((part) => !isAlways(part));
    const [only] = parts;
    if (parts.some(isNever)) return NEVER;
    return only !== undefined && parts.length === 1 ? only : { all: parts };
  }
  if ("any" in condition) {
    const parts = condition.any.map((part) => simplified(part, rules)).filter((part) => !isNever(part));
    const [only] = parts;
    if (parts.some(isAlways)) return ALWAYS;
    return only !== undefined && parts.length === 1 ? only : { any: parts };
  }
  return condition;
}

function isAlways(condition: Condition): boolean {
  return "all" in condition && condition.all.length === 0;
}

function isNever(condition: Condition): boolean {
  return "any" in condition && condition.any.length === 0;
}
