import type { ConversationId } from "../../domain/conversation-state.ts";
import { compareText } from "../../domain/text-order.ts";
import { type Judgement, momentsOf } from "../../policies/classification/judge.ts";
import type { Contribution } from "./cells.ts";
import { cohortMoment } from "./cohort.ts";
import { isPresent } from "./contribution.ts";
import { isWithin } from "./interval.ts";
import type { StatisticsQuestion } from "./statistics-options.ts";
import type { Table } from "./table.ts";

/** What a conversation adds to a breakdown: a group and its sums. */
export type Share = Pick<Contribution, "group" | "sums">;

/** What a conversation adds, by its judgement and the moment by which it is counted. */
type SharesOf = (judgement: Judgement, at: number) => Iterable<Share>;

/** The sums of one account and group over the whole interval. */
export type GroupSums = Pick<Contribution, "accountId" | "group" | "sums">;

/**
 * A table that breaks the conversations of an interval down by something else than time: bot, button, outcome. Which
 * conversations it is about is decided as in the chatbot statistics, by cohort, interval, bot and account.
 */
export function breakdown<Row>(
  question: StatisticsQuestion,
  sharesOf: SharesOf,
  toRows: (groups: readonly GroupSums[]) => readonly Row[],
): Table<readonly Row[]> {
  return {
    judge: question.judge,
    contribute: (of, judgement) => [...contributionsOf(of, judgement, question, sharesOf)],
    view: (cells) => toRows([...cells.values()].sort(compareGroups)),
  };
}

/** A bound is the edge of a bucket, so a moment is within it when its bucket is; the buckets need not be told apart. */
function* contributionsOf(
  { accountId }: ConversationId,
  judgement: Judgement,
  question: StatisticsQuestion,
  sharesOf: SharesOf,
): Generator<Contribution> {
  const { cohort, bot, accountId: asked } = question;
  const at = cohortMoment(momentsOf(judgement), cohort);
  if (at === undefined || !isWithin(at, question)) return;
  if (asked !== undefined && asked !== accountId) return;
  if (bot !== undefined && !isPresent(bot, judgement)) return;
  for (const share of sharesOf(judgement, at)) yield { accountId, bucket: null, ...share };
}

function compareGroups(a: GroupSums, b: GroupSums): number {
  const order = compareText(a.accountId, b.accountId);
  return order !== 0 ? order : compareText(a.group.join("\0"), b.group.join("\0"));
}
