import type { ConversationId } from "../domain/conversation-state.ts";
import type { ExplainedClaim, Explanation } from "../policies/classification/explain.ts";
import { type TimelineEntry, timelineLines } from "./event-timeline.ts";
import { printable } from "./printable.ts";
import { smartHubLabel } from "./smart-hub-label.ts";

/** An explanation for people: the timeline, the verdict, and for each claim why it is so. */
export function* explanationLines(
  { accountId, conversationId }: ConversationId,
  timeline: readonly TimelineEntry[],
  { verdict, claims }: Explanation,
): Generator<string> {
  yield printable(`Conversation ${conversationId} of account ${accountId}`);
  yield "";
  yield "Timeline";
  for (const line of timelineLines(timeline)) yield `  ${line}`;
  yield "";
  yield `Outcome  ${verdict.outcome}`;
  yield `Label    ${smartHubLabel(verdict) ?? "none"}`;
  yield `Rules    ${verdict.ruleSet}`;
  for (const claim of claims) {
    yield "";
    yield* claimLines(claim);
  }
}

/** One claim for people: its value, the rule, the evidence, what is missing, and what it would be otherwise. */
export function* claimLines(explained: ExplainedClaim): Generator<string> {
  const { claim, value, sentence, evidence, missing, counterfactual } = explained;
  yield `${claim} = ${Array.isArray(value) ? `[${value.join(", ")}]` : String(value)}`;
  yield `  rule       ${sentence}`;
  yield `  evidence   ${evidence.length === 0 ? "no event is needed" : printable(evidence.join(", "))}`;
  if (missing.length > 0) yield `  missing    ${missing.join(", ")}`;
  if (counterfactual !== null) yield `  otherwise  ${counterfactual.change}: ${counterfactual.outcome}`;
}
