import { type ConversationState, foldConversation, smartsupp } from "chatledger";
import { expect, test } from "vitest";
import { type Judge, judgeConversation, toJudge } from "../../src/policies/classification/judge.ts";
import { type Plan, planOf } from "../../src/policies/classification/plan.ts";
import { keptByPlan } from "../support/kept-by-plan.ts";
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
  const found = keptByPlan(plan, state.marks, judge);
  return found.claims === (judged.claims & plan.claims) && found.outcome === judged.outcome;
}
