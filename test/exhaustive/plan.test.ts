import { type ConversationState, foldConversation, type Mark, smartsupp } from "chatledger";
import { expect, test } from "vitest";
import { type Judge, judgeConversation, toJudge } from "../../src/policies/classification/judge.ts";
import { type Plan, planOf } from "../../src/policies/classification/plan.ts";
import { ALPHABET } from "./alphabet.ts";
import { inLayout, LAYOUTS } from "./layouts.ts";
import { reachableStates } from "./reachable-states.ts";
import { KIND_SWITCHES } from "./settings.ts";

const needs = {
  claims: ["triggered", "interacted", "contacted", "reacted", "ended", "closed"],
  moments: ["botMoment", "firstInteraction", "lastClose"],
} as const;

test.each(KIND_SWITCHES)("with %o a plan finds in every state what the rules find, with no look at ids", (switches) => {
  const judge = toJudge(switches);
  const plan = planOf(judge.rules, needs);
  if (plan === undefined) throw new Error("The default rules have a plan.");
  const wrong = reachableStates(smartsupp, switches).find(({ letters }) =>
    LAYOUTS.some((layout) => !isFound(plan, foldConversation(inLayout(letters, layout)), judge)),
  );
  expect(wrong).toBeUndefined();
});

/** Whether a plan's claims and outcome are those of the judge. */
function isFound(plan: Plan, state: ConversationState, judge: Judge): boolean {
  const judged = judgeConversation(state, judge);
  const claims = plan.rules.claimsAt(placesBy(plan, state.marks), false);
  return claims === (judged.claims & plan.claims) && plan.rules.outcome(claims) === judged.outcome;
}

/** Gathers what a plan asks for: of each event it sees instant, sequence and type. */
function placesBy({ rules, extremes, presences }: Plan, marks: readonly Mark[]): readonly number[] {
  const places = Object.keys(rules.rules.moments).map(() => -1);
  const groups = [...new Set(marks.map(rankOf))];
  marks.forEach((mark) => {
    const mask = rules.maskOf(mark);
    const place = groups.indexOf(rankOf(mark));
    for (const { moment, kind } of presences) if ((mask & kind) !== 0) places[moment] = place;
    for (const { moment, kind, isFirst } of extremes) {
      if ((mask & kind) !== 0 && !(isFirst && places[moment] !== -1)) places[moment] = place;
    }
  });
  return places;
}

function rankOf({ at, sequence, type }: Mark): string {
  return `${at} ${sequence} ${ALPHABET.findIndex((letter) => letter.type === type)}`;
}
