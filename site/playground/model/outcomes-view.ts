import type { Outcome } from "chatledger";
import { OUTCOME_NAMES, OUTCOMES_SHOWN } from "../../../src/projections/outcome-names.ts";
import type { Bench, Conversation } from "./bench.ts";
import { usualVerdictOf, verdictOf } from "./verdicts.ts";

/** A conversation in a list. */
export interface Listed {
  readonly key: string;
  readonly conversation: Conversation;
  readonly outcome: Outcome;
}

/** The conversations of one outcome. */
export interface OutcomeGroup {
  readonly outcome: Outcome;
  readonly name: string;
  readonly conversations: readonly Listed[];
}

/** Conversations that other options of the rules judge otherwise. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly conversations: readonly Listed[];
}

/** The conversations whose id holds a text, by outcome, in the order in which people see outcomes. */
export function outcomeGroups(bench: Bench, sought = ""): readonly OutcomeGroup[] {
  const text = sought.trim().toLowerCase();
  const listed = listOf(bench).filter(({ conversation }) =>
    conversation.of.conversationId.toLowerCase().includes(text),
  );
  return OUTCOMES_SHOWN.map((outcome) => ({
    outcome,
    name: OUTCOME_NAMES[outcome],
    conversations: listed.filter((item) => item.outcome === outcome),
  }));
}

/** Which conversations the options of the bench move, from the outcome of the usual options to another one. */
export function movesOf(bench: Bench): readonly Move[] {
  const moved = listOf(bench).map((listed) => ({
    listed,
    from: usualVerdictOf(listed.conversation.state, bench).outcome,
  }));
  return OUTCOMES_SHOWN.flatMap((from) =>
    OUTCOMES_SHOWN.filter((to) => to !== from).map((to) => ({
      from: OUTCOME_NAMES[from],
      to: OUTCOME_NAMES[to],
      conversations: moved
        .filter((item) => item.from === from && item.listed.outcome === to)
        .map(({ listed }) => listed),
    })),
  ).filter(({ conversations }) => conversations.length > 0);
}

/** The conversations in which something has happened. */
function listOf(bench: Bench): readonly Listed[] {
  return [...bench.conversations]
    .filter(([, { state }]) => state.marks.length > 0)
    .map(([key, conversation]) => ({ key, conversation, outcome: verdictOf(conversation.state, bench).outcome }));
}
