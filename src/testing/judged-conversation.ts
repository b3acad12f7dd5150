import type { ConversationEvent } from "../domain/conversation-event.ts";
import type { ConversationState } from "../domain/conversation-state.ts";
import { foldConversation } from "../domain/fold-conversation.ts";
import { toEpochMs } from "../domain/instant.ts";
import { type Explanation, explain } from "../policies/classification/explain.ts";
import type { JudgingOptions } from "../policies/classification/judge.ts";
import { timelineLines, timelineOf, timelineOfMarks } from "../projections/event-timeline.ts";
import { claimLines } from "../projections/explanation-text.ts";

/** A conversation as tests have it: its events in any order, or its state. */
export type ConversationInput = Iterable<ConversationEvent> | ConversationState;

/** A conversation with what it is judged to be, and why. */
export interface JudgedConversation extends Explanation {
  /** The timeline, and why these claims are what they are. */
  why(claims: readonly string[]): readonly string[];
}

/** Judges a conversation and keeps what is needed to say why. */
export function judged(input: ConversationInput, options: JudgingOptions = {}): JudgedConversation {
  const events = "marks" in input ? undefined : [...input];
  const state = "marks" in input ? input : foldConversation(events ?? []);
  const explanation = explain(state, options);
  const asOf = options.asOf === undefined ? undefined : toEpochMs(options.asOf, "asOf");
  return {
    ...explanation,
    why(names) {
      const timeline = events === undefined ? timelineOfMarks(state.marks, asOf) : timelineOf(events, asOf);
      const claims = explanation.claims.filter(({ claim }) => names.includes(claim));
      return [
        timeline.length === 0 ? "Timeline: nothing happened" : "Timeline",
        ...timelineLines(timeline).map((line) => `  ${line}`),
        ...claims.flatMap((claim) => ["", ...claimLines(claim)]),
        "",
        `judged by ${explanation.verdict.ruleSet}`,
      ];
    },
  };
}
