import { certain } from "../../src/domain/certain.ts";
import { compareMarks, type Mark } from "../../src/domain/mark.ts";
import { isInactiveAfter, type Judge, type JudgedMoments } from "../../src/policies/classification/judge.ts";
import type { Plan } from "../../src/policies/classification/plan.ts";

/**
 * What rules make of a conversation of which nothing but what a plan keeps is left: some of its moments, in an order that
 * knows no ids, whether there is one of some others, and its last instant. Gathered in the plainest way.
 *
 * @param marks those that are seen, in order.
 */
export function keptByPlan(plan: Plan, marks: readonly Mark[], judge: Judge): JudgedMoments {
  const { rules, extremes, presences, needsLastEvent, claims } = plan;
  const isOf = (mark: Mark, kind: number) => (rules.maskOf(mark) & kind) !== 0;
  const markOf = ({ kind, isFirst, from }: (typeof extremes)[number]): Mark | undefined => {
    const begin = from === undefined ? marks[0] : markOf(certain(extremes[from]));
    const some = marks.filter((mark) => begin !== undefined && !isBefore(mark, begin) && isOf(mark, kind));
    return isFirst ? some.at(0) : some.at(-1);
  };
  const kept = extremes.map(markOf);
  const places = Object.keys(rules.rules.moments).map(() => -1);
  for (const [i, { moment }] of extremes.entries()) {
    const mark = kept[i];
    if (mark !== undefined)
      places[moment] = kept.filter((other) => other !== undefined && isBefore(other, mark)).length;
  }
  for (const { moment, kind } of presences) places[moment] = marks.some((mark) => isOf(mark, kind)) ? 0 : -1;
  const lastAt = needsLastEvent ? marks.at(-1)?.at : undefined;
  const held = rules.claimsAt(places, isInactiveAfter(lastAt, judge)) & claims;
  const names = Object.keys(rules.rules.moments);
  return {
    judge,
    claims: held,
    outcome: rules.outcome(held),
    instantOf: (moment) => kept[extremes.findIndex((extreme) => names[extreme.moment] === moment)]?.at,
    lastAt,
  };
}

function isBefore(a: Mark, b: Mark): boolean {
  return compareMarks(withoutIds(a), withoutIds(b)) < 0;
}

function withoutIds({ type, at, sequence }: Mark): Mark {
  return sequence === undefined ? { type, at, id: "" } : { type, at, sequence, id: "" };
}
