/**
 * Laws for tests: what every rule set, reducer and projection must keep, tried on hundreds of awkward logs. Needs
 * fast-check.
 *
 * @see docs/testing.md
 */
export {
  type CheckedProjection,
  checkProjection,
  type ProjectionLaw,
  type ProjectionLawOptions,
} from "./check-projection.ts";
export { type Classification, checkRuleSet, type JudgedAs, type RuleSetLaw } from "./check-rule-set.ts";
export type { LawOptions } from "./law.ts";
export { isLawBroken, LawBroken } from "./law-broken.ts";
