import { certain } from "../../domain/certain.ts";
import { formatInstant } from "../../domain/instant.ts";
import type { LogInput } from "../../domain/log-input.ts";
import { compareText } from "../../domain/text-order.ts";
import type { BoundRuleSet } from "../../policies/classification/bind-rule-set.ts";
import type { Cells, Contribution } from "./cells.ts";
import { contributionOf, SELECTED, UNDECIDED, UNIT_SUMS } from "./contribution.ts";
import { type Counts, figuresOf, mapFigures, type Rates, ratesOf, type Trend, trendOf } from "./figures.ts";
import {
  bucketBefore,
  bucketStarts,
  type Interval,
  intervalBefore,
  intervalOf,
  type LogRange,
  rangeWith,
} from "./interval.ts";
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

/** The cells of an account by the start of their bucket. */
type Series = Map<number, Contribution[]>;

/** The cells that were asked for, and the interval. */
export interface Reading {
  readonly question: StatisticsQuestion;
  readonly interval: Interval;
  readonly byAccount: ReadonlyMap<string, Series>;
  /** The buckets that the log reaches over. */
  readonly log: LogRange | undefined;
}

function read(cells: Cells, question: StatisticsQuestion): Reading {
  const byAccount = new Map<string, Series>();
  let log: LogRange | undefined;
  for (const cell of cells.values()) {
    if (cell.bucket !== null) log = rangeWith(log, cell.bucket);
    if (isAsked(cell, question)) addTo(byAccount, cell);
  }
  return { question, interval: intervalOf(question, log), byAccount, log };
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
  const countsIn = (series: Series, start: number) => countsOf(series.get(start) ?? [], question);
  const accounts = [...byAccount].sort(([a], [b]) => compareText(a, b));
  function* rows(): Generator<StatisticsRow> {
    for (const [accountId, series] of accounts) {
      // Each bucket is the one before the next.
      let before = countsIn(series, earlier);
      for (const { start, from, to } of spans) {
        const counts = countsIn(series, start);
        yield { accountId, from, to, ...counts, ...ratesOf(counts), trend: trendOf(counts, before) };
        before = counts;
      }
    }
  }
  return { [Symbol.iterator]: rows };
}

function totalsOf({ question, interval, byAccount, log }: Reading): StatisticsTotals {
  const counts = countsWithin(byAccount, interval, question);
  const before = intervalBefore(interval, question.buckets, log);
  let undecided = 0;
  for (const series of byAccount.values()) {
    for (const cells of series.values()) for (const { sums } of cells) undecided += certain(sums[UNDECIDED]);
  }
  return {
    from: interval === null ? null : formatInstant(interval.from),
    to: interval === null ? null : formatInstant(interval.to),
    ...counts,
    ...ratesOf(counts),
    trend: trendOf(counts, countsWithin(byAccount, before, question)),
    undecided,
  };
}

/** Where the cells stand that have no moment: outside of every interval. */
const NOWHERE = Number.NEGATIVE_INFINITY;

function isAsked({ accountId, sums }: Contribution, question: StatisticsQuestion): boolean {
  return sums[SELECTED] !== 0 && (question.accountId === undefined || question.accountId === accountId);
}

function addTo(accounts: Map<string, Series>, cell: Contribution): void {
  const series: Series = accounts.get(cell.accountId) ?? new Map();
  accounts.set(cell.accountId, series);
  const bucket = cell.bucket ?? NOWHERE;
  const inBucket = series.get(bucket);
  if (inBucket === undefined) series.set(bucket, [cell]);
  else inBucket.push(cell);
}

function countsWithin(
  byAccount: ReadonlyMap<string, Series>,
  interval: Interval,
  question: StatisticsQuestion,
): Counts {
  const perAccount = [...byAccount.values()].map((series) => {
    const inside: Contribution[] = [];
    series.forEach((cells, start) => {
      if (interval !== null && start >= interval.from && start < interval.to) inside.push(...cells);
    });
    return countsOf(inside, question);
  });
  return mapFigures((figure) => perAccount.reduce((sum, counts) => sum + counts[figure], 0));
}

/** The figures of cells of one account: summed up, or per visitor. */
export function countsOf(cells: readonly Contribution[], { unit, judge }: StatisticsQuestion): Counts {
  if (unit === "conversations") {
    return mapFigures((_, i) => cells.reduce((sum, { sums }) => sum + certain(sums[UNIT_SUMS + i]), 0));
  }
  const visitors = new Map<string, number[]>();
  for (const { group, sums } of cells) {
    const visitor = certain(group[0]);
    const known = visitors.get(visitor) ?? [];
    visitors.set(
      visitor,
      sums.slice(UNIT_SUMS).map((value, i) => value + (known[i] ?? 0)),
    );
  }
  const figures = [...visitors.values()].map((sums) => visitorFigures(sums, judge.rules));
  return mapFigures((_, i) => figures.reduce((sum, figure) => sum + certain(figure[i]), 0));
}

/** The truth table applied to a visitor: `conversations` of his are counted, and in how many each claim holds. */
function visitorFigures([conversations = 0, ...heldIn]: readonly number[], rules: BoundRuleSet): readonly number[] {
  const inSome = heldIn.reduce((bits, count, i) => (count > 0 ? bits | (1 << i) : bits), 0);
  const inEvery = heldIn.reduce((bits, count, i) => (count === conversations ? bits | (1 << i) : bits), 0);
  return figuresOf(rules.claimsOfVisitor(inSome, inEvery), rules);
}
