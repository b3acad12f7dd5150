import { certain } from "../domain/certain.ts";
import { planOfVerdicts } from "../policies/classification/classify.ts";
import { toJudge } from "../policies/classification/judge.ts";
import type { Plan } from "../policies/classification/plan.ts";

/** How a scan that only looks whether DuckDB may read the lines sees events: not at all. An offset DuckDB would pass over. */
export const NO_EVENTS = { asOf: Number.NEGATIVE_INFINITY, needsPrinted: true } as const;

/** The plan of such a scan, of which nothing is gathered. */
export function anyPlan(): Plan {
  return certain(planOfVerdicts(toJudge({}).rules));
}
