import { certain } from "../../domain/certain.ts";
import { formatInstant } from "../../domain/instant.ts";
import type { LogInput } from "../../domain/log-input.ts";
import { compareText } from "../../domain/text-order.ts";
import type { Cells, Contribution } from "./cells.ts";
import { contributionOf, SELECTED, UNDECIDED } from "./contribution.ts";
import { type Counts, NONE, type Rates, ratesOf, sumOfCounts, type Trend, trendOf } from "./figures.ts";
import {
  bucketBefore,
  bucketStarts,
  type Interval,
  intervalBefore,
  intervalOf,
  isWithin,
  type LogRange,
  rangeWith,
} from "./interval.ts";
import { emptySeries, type Series } from "./series.ts";
import { type StatisticsOptions, type StatisticsQuestion, toQuestion } from "./statistics-options.ts";
import { type Projection, projectionOf, type Table, tabulateLog } from "./table.ts";

/** The chatbot statistics of an account in one bucket. */
export interface StatisticsRow extends Counts, Rates {
  readonly accountId: string;
  /** The start of the bucket: UTC with milliseconds. */
  readonly from: string;
  /** The end of the bucket, not in it: UTC with milliseconds. */
  readonly to: string;
  /** Against the bucket before. */
  readonly trend: Trend;
}

/** The chatbot statistics of all rows together. */
export interface StatisticsTotals extends Counts, Rates {
  /** `null` if no conversation has a moment and no interval was given. */
  readonly from: string | null;
  readonly to: string | null;
  /** Against the interval of as many buckets before. */
  readonly trend: Trend;
  /** Triggered conversations that the cohort `decided` leaves out, since nothing has decided them; of the whole log. */
  readonly undecided: number;
}

/** What {@link chatbotStatistics} returns: a row per account and bucket, by account, then time. */
export interface ChatbotStatistics {
  readonly rows: readonly StatisticsRow[];
  readonly totals: StatisticsTotals;
}

/**
 * The chatbot statistics of a log: for every account and calendar bucket how many conversations were triggered, resolved
 * by the chatbot, escalated to a human and so on, with rates and trends. Buckets without conversations are listed with
 * zeros.
 *
 * An interval selects whole conversations by their cohort's moment; it never cuts one. In the unit `conversations` the
 * rows add up to the totals; in the unit `visitors` a visitor counts once per bucket, and once in the totals.
 *
 * @throws UsageError `invalid-interval` for bounds that cut a bucket, `too-many-rows`, `unknown-time-zone`,
 * `invalid-option`, and what `classify` throws.
 * @see docs/statistics.md
 */
export function chatbotStatistics(log: LogInput, options: StatisticsOptions = {}): ChatbotStatistics {
  return tabulateLog(chatbotTable(options), log);
}

/** {@link chatbotStatistics} kept up to date event by event. */
export function chatbotStatisticsProjection(options: StatisticsOptions = {}): Projection<ChatbotStatistics> {
  return projectionOf(chatbotTable(options));
}

/** The table behind {@link chatbotStatistics}. */
export function chatbotTable(options: StatisticsOptions): Table<ChatbotStatistics> {
  return chatbotCellsTable(options, (reading) => ({ rows: [...rowsOf(reading)], totals: totalsOf(reading) }));
}

/** The rows alone, each made when it comes to it, as often as they are asked for. */
export function chatbotRowsTable(options: StatisticsOptions): Table<Iterable<StatisticsRow>> {
  return chatbotCellsTable(options, rowsOf);
}

/** The totals alone: no log has too many rows for them. */
export function chatbotTotalsTable(options: StatisticsOptions): Table<StatisticsTotals> {
  return chatbotCellsTable(options, totalsOf);
}

/** A table of the same cells, looked at in another way. */
export function chatbotCellsTable<View>(options: StatisticsOptions, toView: (reading: Reading) => View): Table<View> {
  const question = toQuestion(options);
  return {
    judge: question.judge,
    // A conversation of which nothing is seen yet has not begun: not even its account is known.
    contribute: (of, judgement) => (judgement.marks.length === 0 ? [] : [contributionOf(of, judgement, question)]),
    view: (cells) => toView(read(cells, question)),
  };
}

/** What was asked for of the cells, by account, and the interval. */
export interface Reading {
  readonly question: StatisticsQuestion;
  readonly interval: Interval;
  readonly byAccount: ReadonlyMap<string, Series>;
  /** The buckets that the log reaches over. */
  readonly log: LogRange | undefined;
  readonly undecided: number;
}

function read(cells: Cells, question: StatisticsQuestion): Reading {
  const byAccount = new Map<string, Series>();
  let log: LogRange | undefined;
  let undecided = 0;
  for (const cell of cells.values()) {
    const { accountId, bucket, sums } = cell;
    if (bucket !== null) log = rangeWith(log, bucket);
    if (!isAsked(cell, question)) continue;
    const series = byAccount.get(accountId) ?? emptySeries(question);
    byAccount.set(accountId, series);
    if (bucket !== null) series.add(bucket, cell);
    undecided += certain(sums[UNDECIDED]);
  }
  return { question, interval: intervalOf(question, log), byAccount, log, undecided };
}

function isAsked({ accountId, sums }: Contribution, question: StatisticsQuestion): boolean {
  return sums[SELECTED] !== 0 && (question.accountId === undefined || question.accountId === accountId);
}

/** @throws UsageError `too-many-rows`, before the first of them. */
function rowsOf({ question, interval, byAccount }: Reading): Iterable<StatisticsRow> {
  const { buckets } = question;
  const starts = bucketStarts(buckets, interval, byAccount.size);
  const spans = starts.map((start) => {
    return { start, from: formatInstant(start), to: formatInstant(buckets.next(start)) };
  });
  const [first = 0] = starts;
  const earlier = bucketBefore(buckets, first);
  const accounts = [...byAccount].sort(([a], [b]) => compareText(a, b));
  function* rows(): Generator<StatisticsRow> {
    for (const [accountId, series] of accounts) {
      // Each bucket is the one before the next.
      let before = series.countsIn(earlier);
      for (const { start, from, to } of spans) {
        const counts = series.countsIn(start);
        yield { accountId, from, to, ...counts, ...ratesOf(counts), trend: trendOf(counts, before) };
        before = counts;
      }
    }
  }
  return { [Symbol.iterator]: rows };
}

function totalsOf({ question, interval, byAccount, log, undecided }: Reading): StatisticsTotals {
  const counts = countsWithin(byAccount, interval);
  const before = intervalBefore(interval, question.buckets, log);
  return {
    from: interval === null ? null : formatInstant(interval.from),
    to: interval === null ? null : formatInstant(interval.to),
    ...counts,
    ...ratesOf(counts),
    trend: trendOf(counts, countsWithin(byAccount, before)),
    undecided,
  };
}

function countsWithin(byAccount: ReadonlyMap<string, Series>, interval: Interval): Counts {
  if (interval === null) return NONE;
  const placeOf = (start: number) => (isWithin(start, interval) ? interval.from : undefined);
  return [...byAccount.values()].flatMap((series) => [...series.countsBy(placeOf).values()]).reduce(sumOfCounts, NONE);
}
