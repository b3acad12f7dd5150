import type { BoundRuleSet } from "../policies/classification/bind-rule-set.ts";
import { type Condition, conditionsIn } from "../policies/classification/rule-set.ts";
import type { Dialect } from "./dialect.ts";
import { join, type Sql, sql } from "./fragment.ts";
import { simplified } from "./simplified.ts";

/** What the names in a condition stand for in a query. */
export interface ConditionNames {
  readonly rules: BoundRuleSet;
  claim(name: string): Sql;
  has(moment: string): Sql;
  place(moment: string): Sql;
  readonly isInactive: Sql;
}

/** A condition of a rule set as SQL; it is true or false, never NULL. */
export function conditionSql(dialect: Dialect, condition: Condition, names: ConditionNames): Sql {
  return toSql(dialect, simplified(condition, names.rules), names);
}

function toSql(dialect: Dialect, condition: Condition, names: ConditionNames): Sql {
  const partSql = (part: Condition) => toSql(dialect, part, names);
  const compared = ([a, b]: readonly [string, string], sign: Sql) =>
    sql`(${names.has(a)} AND ${names.has(b)} AND ${names.place(a)} ${sign} ${names.place(b)})`;
  if ("claim" in condition) return names.claim(condition.claim);
  if ("exists" in condition) return names.has(condition.exists);
  if ("before" in condition) return compared(condition.before, sql`<`);
  if ("atOrAfter" in condition) return compared(condition.atOrAfter, sql`>=`);
  if ("not" in condition) return sql`(NOT ${partSql(condition.not)})`;
  if ("all" in condition) return together(condition.all.map(partSql), sql` AND `, dialect.truth(true));
  if ("any" in condition) return together(condition.any.map(partSql), sql` OR `, dialect.truth(false));
  return names.isInactive;
}

function together(parts: readonly Sql[], word: Sql, ofNone: Sql): Sql {
  const [first = ofNone, ...others] = parts;
  return others.length === 0 ? first : sql`(${join(parts, word)})`;
}

/** The claims that a condition speaks of. */
export function claimsIn(condition: Condition): readonly string[] {
  return "claim" in condition ? [condition.claim] : conditionsIn(condition).flatMap(claimsIn);
}
