import { certain } from "../../domain/certain.ts";
import { RATING } from "../../domain/conversation-event.ts";
import type { LogInput } from "../../domain/log-input.ts";
import type { Judgement } from "../../policies/classification/judge.ts";
import { OUTCOMES, type Outcome } from "../../policies/classification/rule-set.ts";
import { breakdown, type GroupSums, type Share } from "./breakdown.ts";
import { type StatisticsOptions, toQuestion } from "./statistics-options.ts";
import { type Projection, projectionOf, type Table, tabulateLog } from "./table.ts";

/** How the conversations of one outcome were rated in an interval. A conversation's rating is its last one. */
export interface RatingRow {
  readonly accountId: string;
  readonly outcome: Outcome;
  /** Rated conversations. */
  readonly count: number;
  /** Not rounded. */
  readonly mean: number;
  /** How many gave 1, 2, 3, 4 and 5. */
  readonly distribution: readonly number[];
}

/**
 * The ratings of a log per outcome, by account; outcomes without a rating are left out.
 *
 * @throws UsageError as `chatbotStatistics` does.
 * @see docs/statistics.md
 */
export function ratingStatistics(log: LogInput, options: StatisticsOptions = {}): readonly RatingRow[] {
  return tabulateLog(ratingTable(options), log);
}

/** {@link ratingStatistics} kept up to date event by event. */
export function ratingStatisticsProjection(options: StatisticsOptions = {}): Projection<readonly RatingRow[]> {
  return projectionOf(ratingTable(options));
}

function ratingTable(options: StatisticsOptions): Table<readonly RatingRow[]> {
  return breakdown(toQuestion(options), sharesOf, (groups) => groups.map(toRow));
}

const RATINGS = Array.from({ length: RATING.max - RATING.min + 1 }, (_, i) => RATING.min + i);

function sharesOf({ marks, outcome }: Judgement): readonly Share[] {
  const rating = marks.findLast((mark) => mark.rating !== undefined)?.rating;
  if (rating === undefined) return [];
  return [{ group: [String(OUTCOMES.indexOf(outcome))], sums: RATINGS.map((value) => (value === rating ? 1 : 0)) }];
}

function toRow({ accountId, group: [index], sums }: GroupSums): RatingRow {
  const count = sums.reduce((sum, value) => sum + value, 0);
  const total = sums.reduce((sum, value, i) => sum + value * certain(RATINGS[i]), 0);
  return { accountId, outcome: certain(OUTCOMES[Number(index)]), count, mean: total / count, distribution: sums };
}
