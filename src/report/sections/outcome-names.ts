import type { Outcome } from "../../policies/classification/rule-set.ts";

/** What people call the outcomes. */
export const OUTCOME_NAMES: Readonly<Record<Outcome, string>> = {
  resolved: "Resolved by chatbot",
  escalated: "Escalated to human",
  "in-progress": "In progress",
  "no-reaction": "No reaction",
  "not-triggered": "Not triggered",
};
