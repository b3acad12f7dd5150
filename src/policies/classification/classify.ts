import type { ConversationState } from "../../domain/conversation-state.ts";
import { formatInstant } from "../../domain/instant.ts";
import type { Mark } from "../../domain/mark.ts";
import { type Judgement, type JudgingOptions, judgeConversation, markAt, toJudge } from "./judge.ts";
import type { Outcome, Participation } from "./rule-set.ts";

/** The label of a conversation that a chatbot took part in. */
export type Label = "joined-by-chatbot";

/** What one conversation is judged to be. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Whether the conversation is closed. One that is not may still change its outcome. */
  readonly settled: boolean;
  /** Whether the visitor interacted with a chatbot: the unit of the quota, and of the label. */
  readonly chatbotConversation: boolean;
  readonly labels: readonly Label[];
  /** `started` or `joined`, then `finished`; empty unless it is a chatbot conversation. */
  readonly participation: readonly Participation[];
  /** Whether the visitor reacted to the bot, by interacting or by a contact. */
  readonly reaction: boolean;
  /** The first sign of the bot: UTC with milliseconds, or `null`. */
  readonly botAt: string | null;
  /** The first interaction, which is when it counts towards the quota: UTC with milliseconds, or `null`. */
  readonly countedAt: string | null;
  /** The rules that judged: `smartsupp/1`, then `;name=value` for each option that is not at its default. */
  readonly ruleSet: string;
}

/**
 * Judges a conversation: joined by a chatbot or not, resolved by it, escalated to a human, or neither yet.
 *
 * Exactly one outcome holds for every conversation. The verdict is a function of the set of events alone; the order in
 * which they arrived and how often does not matter.
 *
 * @throws UsageError `as-of-required` for inactivity without `asOf`, `unknown-option`, `invalid-option`,
 * `invalid-instant`, `invalid-rule-set`.
 * @see docs/rules.md
 */
export function classify(state: ConversationState, options: JudgingOptions = {}): Verdict {
  return verdictOf(judgeConversation(state, toJudge(options)));
}

/** The verdict that a judgement comes to. */
export function verdictOf(judgement: Judgement): Verdict {
  const { claims, outcome, judge } = judgement;
  const { rules } = judge;
  const chatbotConversation = rules.holds(claims, "interacted");
  return {
    outcome,
    settled: rules.holds(claims, "closed"),
    chatbotConversation,
    labels: chatbotConversation ? ["joined-by-chatbot"] : [],
    participation: rules.participation(claims),
    reaction: rules.holds(claims, "reacted"),
    botAt: instantOf(markAt(judgement, "botMoment")),
    countedAt: instantOf(markAt(judgement, "firstInteraction")),
    ruleSet: rules.name,
  };
}

function instantOf(mark: Mark | undefined): string | null {
  return mark === undefined ? null : formatInstant(mark.at);
}
