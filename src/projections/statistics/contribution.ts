import { certain } from "../../domain/certain.ts";
import type { ConversationId } from "../../domain/conversation-state.ts";
import { type JudgedMoments, type Judgement, momentsOf } from "../../policies/classification/judge.ts";
import type { Contribution } from "./cells.ts";
import { cohortMoment } from "./cohort.ts";
import { figuresOf } from "./figures.ts";
import type { StatisticsQuestion } from "./statistics-options.ts";

/**
 * Where in a contribution's sums stands: was it asked for, is it left out as undecided. Before these stands whether it has a
 * moment, by which a bucket is there as long as any conversation is in it.
 */
export const SELECTED = 1;
export const UNDECIDED = 2;
/** Where the sums of the unit begin: the figures, or for visitors the conversations and each claim. */
export const UNIT_SUMS = 3;

/** What a conversation adds to the chatbot statistics. */
export function contributionOf(of: ConversationId, judgement: Judgement, question: StatisticsQuestion): Contribution {
  const { bot, unit } = question;
  const isSelected = bot === undefined || isPresent(bot, judgement);
  const visitorId = unit === "visitors" ? firstVisitorIn(judgement) : undefined;
  return contributionFrom({ ...of, visitorId }, momentsOf(judgement), isSelected, question);
}

/** What a conversation of a visitor adds, if it is known whether it was asked for. */
export function contributionFrom(
  { accountId, conversationId, visitorId }: ConversationId & { readonly visitorId: string | undefined },
  judged: JudgedMoments,
  isSelected: boolean,
  question: StatisticsQuestion,
): Contribution {
  const at = cohortMoment(judged, question.cohort);
  const bucket = at === undefined ? null : question.buckets.startOf(at);
  const group = question.unit === "visitors" && at !== undefined ? [visitorOf(conversationId, visitorId)] : [];
  return { accountId, bucket, group, sums: sumsOf(judged.claims, bucket !== null, isSelected, question) };
}

/** The sums of a conversation for which these claims hold: whether it has a moment, and whether it was asked for. */
export function sumsOf(
  claims: number,
  isPlaced: boolean,
  isSelected: boolean,
  { judge, unit }: StatisticsQuestion,
): readonly number[] {
  const { rules } = judge;
  const isCounted = isSelected && isPlaced;
  // Triggered, and without a moment in its cohort.
  const isUndecided = isSelected && !isPlaced && rules.outcome(claims) !== "not-triggered";
  const counts = (unit === "conversations" ? figuresOf : claimCounts)(claims, rules);
  return [isPlaced ? 1 : 0, isSelected ? 1 : 0, isUndecided ? 1 : 0, ...counts.map((count) => (isCounted ? count : 0))];
}

/** Whether a bot was present, by its own id. */
export function isPresent(bot: string, { marks, masks, judge }: Judgement): boolean {
  return marks.some((mark, i) => mark.botId === bot && judge.rules.isOf(certain(masks[i]), "presence"));
}

/** The first visitor id in a conversation. */
export function firstVisitorIn({ marks }: Judgement): string | undefined {
  return marks.find(({ visitorId }) => visitorId !== undefined)?.visitorId;
}

/** Who a visitor is: the first visitor id of the conversation; one without is his own visitor. */
export function visitorOf(conversationId: string, visitorId: string | undefined): string {
  return visitorId === undefined ? `conversation ${conversationId}` : `visitor ${visitorId}`;
}

/** One conversation, and 1 for each claim that holds. */
function claimCounts(claims: number, rules: Judgement["judge"]["rules"]): readonly number[] {
  return [1, ...Object.keys(rules.rules.claims).map((_, i) => (claims >> i) & 1)];
}
