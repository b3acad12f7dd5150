import type { ConversationState } from "../../domain/conversation-state.ts";
import { formatInstant } from "../../domain/instant.ts";
import type { BoundRuleSet } from "./bind-rule-set.ts";
import { type Judgement, type JudgingOptions, judgeConversation, markAt, toJudge } from "./judge.ts";
import { type Plan, planOf } from "./plan.ts";
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
  const { claims, judge } = judgement;
  return verdictOn(judge.rules, claims, markAt(judgement, "botMoment")?.at, markAt(judgement, "firstInteraction")?.at);
}

/** The verdict on a conversation of which these claims hold, with the instants that it shows. */
export function verdictOn(
  rules: BoundRuleSet,
  claims: number,
  botAt: number | undefined,
  countedAt: number | undefined,
): Verdict {
  const chatbotConversation = rules.holds(claims, "interacted");
  return {
    outcome: rules.outcome(claims),
    settled: rules.holds(claims, "closed"),
    chatbotConversation,
    labels: chatbotConversation ? ["joined-by-chatbot"] : [],
    participation: rules.participation(claims),
    reaction: rules.holds(claims, "reacted"),
    botAt: instantOf(botAt),
    countedAt: instantOf(countedAt),
    ruleSet: rules.name,
  };
}

/** The plan of all that a verdict says; `undefined` if it needs more than a plan keeps. */
export function planOfVerdicts(rules: BoundRuleSet): Plan | undefined {
  return planOf(rules, {
    claims: ["interacted", "closed", "reacted"],
    moments: ["botMoment", "firstInteraction"],
    participation: true,
    relatives: true,
  });
}

function instantOf(at: number | undefined): string | null {
  return at === undefined ? null : formatInstant(at);
}
