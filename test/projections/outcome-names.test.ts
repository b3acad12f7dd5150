import { smartsupp } from "chatledger";
import { expect, test } from "vitest";
import { OUTCOME_NAMES, OUTCOMES_SHOWN } from "../../src/projections/outcome-names.ts";

test("every outcome has a name of its own and is shown once, what the chatbot achieved first", () => {
  const outcomes = smartsupp.outcomes.map(({ outcome }) => outcome);
  expect(OUTCOMES_SHOWN.toSorted()).toEqual(outcomes.toSorted());
  expect(OUTCOMES_SHOWN.map((outcome) => OUTCOME_NAMES[outcome])).toEqual([
    "Resolved by chatbot",
    "Escalated to human",
    "In progress",
    "No reaction",
    "Not triggered",
  ]);
});
