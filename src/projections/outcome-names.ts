import type { Outcome } from "../policies/classification/rule-set.ts";

/** The outcomes in the order in which people are shown them: what the chatbot achieved first. */
export const OUTCOMES_SHOWN = [
  "resolved",
  "escalated",
  "in-progress",
  "no-reaction",
  "not-triggered",
] as const satisfies readonly Outcome[];

/** What people call the outcomes. */
export const OUTCOME_NAMES: Readonly<Record<Outcome, string>> = {
  resolved: "Resolved by chatbot",
  escalated: "Escalated to human",
  "in-progress": "In progress",
  "no-reaction": "No reaction",
  "not-triggered": "Not triggered",
};
