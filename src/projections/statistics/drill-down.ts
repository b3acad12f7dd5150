import { certain } from "../../domain/certain.ts";
import type { BegunConversation, ConversationId } from "../../domain/conversation-state.ts";
import { formatInstant } from "../../domain/instant.ts";
import { conversationsOf, type LogInput } from "../../domain/log-input.ts";
import { judgeConversation, momentsOf } from "../../policies/classification/judge.ts";
import { cohortMoment } from "./cohort.ts";
import { firstVisitorIn, isPresent, visitorOf } from "./contribution.ts";
import { type Figure, isCountedIn } from "./figures.ts";
import { isWithin } from "./interval.ts";
import { type StatisticsOptions, type StatisticsQuestion, toQuestion } from "./statistics-options.ts";

/** A conversation that is counted in a figure. */
export interface CountedConversation extends ConversationId {
  /** The start of the bucket in which it is counted: UTC with milliseconds. */
  readonly from: string;
}

/**
 * Which conversations are in a number of the chatbot statistics: the same selection and the same predicate as the number
 * itself, so their count is the number. In the unit `visitors` it gives all conversations of each visitor who is counted.
 *
 * By account, then conversation.
 *
 * @throws UsageError as `chatbotStatistics` does.
 * @example conversationsIn("escalated", log, { from: "2024-05-01", to: "2024-05-02" })
 */
export function conversationsIn(
  figure: Figure,
  log: LogInput,
  options: StatisticsOptions = {},
): readonly CountedConversation[] {
  const question = toQuestion(options);
  const { rules } = question.judge;
  const placed = [...conversationsOf(log)].flatMap((state) => [...place(state, question)]);
  const units = new Map<string, VisitorClaims>();
  for (const { unit, claims } of placed) {
    const known = units.get(unit) ?? { inSome: 0, inEvery: -1 };
    units.set(unit, { inSome: known.inSome | claims, inEvery: known.inEvery & claims });
  }
  const isCounted = ({ unit }: Placed) => {
    const { inSome, inEvery } = certain(units.get(unit));
    return isCountedIn(figure, rules.claimsOfVisitor(inSome, inEvery), rules);
  };
  return placed.filter(isCounted).map(({ of, bucket }) => ({ ...of, from: formatInstant(bucket) }));
}

/** The claims of all conversations of one unit: those that hold in some of them, and in every one. */
interface VisitorClaims {
  readonly inSome: number;
  readonly inEvery: number;
}

interface Placed {
  readonly of: ConversationId;
  readonly bucket: number;
  readonly claims: number;
  /** What counts as one: the conversation, or its visitor in this bucket. */
  readonly unit: string;
}

function* place(state: BegunConversation, question: StatisticsQuestion): Generator<Placed> {
  const { judge, cohort, buckets, bot, accountId, unit } = question;
  const judgement = judgeConversation(state, judge);
  const at = cohortMoment(momentsOf(judgement), cohort);
  const { of } = state;
  if (at === undefined || !isWithin(at, question)) return;
  if (accountId !== undefined && accountId !== of.accountId) return;
  if (bot !== undefined && !isPresent(bot, judgement)) return;
  const bucket = buckets.startOf(at);
  const one =
    unit === "visitors" ? `${visitorOf(of.conversationId, firstVisitorIn(judgement))}\0${bucket}` : of.conversationId;
  yield { of, bucket, claims: judgement.claims, unit: `${of.accountId}\0${one}` };
}
