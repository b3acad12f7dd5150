import { certain } from "../../domain/certain.ts";
import type { LogInput } from "../../domain/log-input.ts";
import { type Judgement, markAt } from "../../policies/classification/judge.ts";
import { OUTCOMES, type Outcome } from "../../policies/classification/rule-set.ts";
import { breakdown, type GroupSums, type Share } from "./breakdown.ts";
import { type StatisticsOptions, toQuestion } from "./statistics-options.ts";
import { type Projection, projectionOf, type Table, tabulateLog } from "./table.ts";

/** A set of durations by its exact quantiles (nearest rank), in milliseconds; `null` for an empty set. */
export interface Durations {
  readonly count: number;
  readonly median: number | null;
  readonly p90: number | null;
}

/** How long things took in the conversations of one outcome. */
export interface TimeRow {
  readonly accountId: string;
  readonly outcome: Outcome;
  /** From the bot moment to the first reaction. */
  readonly toReaction: Durations;
  /** From the bot moment to the first contact in reaction. */
  readonly toContact: Durations;
  /** From the first event to the last. */
  readonly duration: Durations;
}

/**
 * How long things took per outcome, by account.
 *
 * @throws UsageError as `chatbotStatistics` does.
 * @see docs/statistics.md
 */
export function timeStatistics(log: LogInput, options: StatisticsOptions = {}): readonly TimeRow[] {
  return tabulateLog(timeTable(options), log);
}

/** {@link timeStatistics} kept up to date event by event. */
export function timeStatisticsProjection(options: StatisticsOptions = {}): Projection<readonly TimeRow[]> {
  return projectionOf(timeTable(options));
}

/** Exact quantiles need every value, so a cell is one value and how often it came: still a sum. */
function timeTable(options: StatisticsOptions): Table<readonly TimeRow[]> {
  return breakdown(toQuestion(options), sharesOf, toRows);
}

const MEASURES = ["toReaction", "toContact", "duration"] as const;

type Measure = (typeof MEASURES)[number];

function sharesOf(judgement: Judgement): readonly Share[] {
  const { marks, outcome } = judgement;
  const botAt = markAt(judgement, "botMoment")?.at;
  const contactAt = markAt(judgement, "contactInReaction")?.at;
  const interactionAt = markAt(judgement, "firstInteraction")?.at;
  const reactionAt = Math.min(contactAt ?? Number.POSITIVE_INFINITY, interactionAt ?? Number.POSITIVE_INFINITY);
  const times: Record<Measure, readonly [number | undefined, number | undefined]> = {
    toReaction: [botAt, Number.isFinite(reactionAt) ? reactionAt : undefined],
    toContact: [botAt, contactAt],
    duration: [certain(marks.at(0)).at, certain(marks.at(-1)).at],
  };
  return MEASURES.flatMap((measure) => {
    const [from, to] = times[measure];
    if (from === undefined || to === undefined) return [];
    return [{ group: [String(OUTCOMES.indexOf(outcome)), measure, String(to - from)], sums: [1] }];
  });
}

interface Weighted {
  readonly value: number;
  readonly count: number;
}

function toRows(groups: readonly GroupSums[]): readonly TimeRow[] {
  const rows = new Map<string, { accountId: string; outcome: number; values: Record<Measure, Weighted[]> }>();
  for (const { accountId, group, sums } of groups) {
    const [outcome, measure, value] = group;
    const key = `${accountId}\0${outcome}`;
    const row = rows.get(key) ?? {
      accountId,
      outcome: Number(outcome),
      values: { toReaction: [], toContact: [], duration: [] },
    };
    rows.set(key, row);
    const name = certain(MEASURES.find((item) => item === measure));
    row.values[name].push({ value: Number(value), count: certain(sums[0]) });
  }
  // As the groups came: by account, then by the one digit of the outcome.
  return [...rows.values()].map(({ accountId, outcome, values }) => ({
    accountId,
    outcome: certain(OUTCOMES[outcome]),
    toReaction: durationsOf(values.toReaction),
    toContact: durationsOf(values.toContact),
    duration: durationsOf(values.duration),
  }));
}

function durationsOf(values: readonly Weighted[]): Durations {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const count = sorted.reduce((sum, item) => sum + item.count, 0);
  return { count, median: nearestRank(sorted, count, 50), p90: nearestRank(sorted, count, 90) };
}

/** The smallest value that at least this percentage of all values does not exceed. */
function nearestRank(sorted: readonly Weighted[], count: number, percent: number): number | null {
  const rank = Math.ceil((percent * count) / 100);
  let seen = 0;
  for (const item of sorted) {
    seen += item.count;
    if (seen >= rank) return item.value;
  }
  return null;
}
