import { type Explanation, explain, type Outcome, smartHubLabel } from "chatledger";
import { OUTCOME_NAMES } from "../../../src/projections/outcome-names.ts";
import type { Bench, Conversation } from "./bench.ts";
import { type QuotaLine, quotaLine } from "./quota-line.ts";
import { judgingOf } from "./verdicts.ts";

/** What the page says of the conversation that is looked at. */
export interface VerdictView {
  readonly explanation: Explanation;
  readonly outcome: Outcome;
  readonly name: string;
  /** As the vendor's hub shows it. */
  readonly label: string | null;
  readonly settled: string;
  readonly ruleSet: string;
  readonly quota: QuotaLine | null;
  /** All of it in one sentence, for those who hear it. */
  readonly spoken: string;
}

/** The verdict on a conversation, with its reasons. */
export function verdictView(bench: Bench, { state }: Conversation): VerdictView {
  const explanation = explain(state, judgingOf(bench));
  const { outcome, settled, ruleSet } = explanation.verdict;
  const label = smartHubLabel(explanation.verdict);
  const quota = quotaLine(bench);
  const name = OUTCOME_NAMES[outcome];
  return {
    explanation,
    outcome,
    name,
    label,
    settled: settled ? "closed" : "open",
    ruleSet,
    quota,
    spoken: `${name}; label ${label ?? "none"}; ${settled ? "closed" : "open"}; quota ${quota?.left ?? "unknown"}.`,
  };
}
