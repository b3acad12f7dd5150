import { certain } from "../domain/certain.ts";
import { planOfVerdicts } from "../policies/classification/classify.ts";
import { toJudge } from "../policies/classification/judge.ts";

/** For a scan that only looks whether lines are in order: a plan, of which nothing is gathered. */
export const nothingGathered = {
  plan: certain(planOfVerdicts(toJudge({}).rules)),
  options: { asOf: Number.NEGATIVE_INFINITY },
} as const;
