import { certain } from "../../domain/certain.ts";
import { formatInstant } from "../../domain/instant.ts";
import type { LogInput } from "../../domain/log-input.ts";
import { compareText } from "../../domain/text-order.ts";
import { CELL_SUMS, CellTable, NO_BUCKET } from "./cell-table.ts";
import type { Cells } from "./cells.ts";
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
import { ConversationSeries, type Series, VisitorSeries } from "./series.ts";
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
export function chatbotTable(options: StatisticsOptions): ChatbotTable<ChatbotStatistics> {
  return chatbotCellsTable(options, (reading) => ({ rows: [...rowsOf(reading)], totals: totalsOf(reading) }));
}

/** The rows alone, each made when it comes to it, as often as they are asked for. */
export function chatbotRowsTable(options: StatisticsOptions): ChatbotTable<Iterable<StatisticsRow>> {
  return chatbotCellsTable(options, rowsOf);
}

/** The totals alone: no log has too many rows for them. */
export function chatbotTotalsTable(options: StatisticsOptions): ChatbotTable<StatisticsTotals> {
  return chatbotCellsTable(options, totalsOf);
}

/** A table of the chatbot statistics. */
export interface ChatbotTable<View> extends Table<View> {
  /** What people see of the cells of conversations. Of visitors there are no such cells. */
  viewOf(cells: CellTable): View;
}

/** A table of the same cells, looked at in another way. */
export function chatbotCellsTable<View>(
  options: StatisticsOptions,
  toView: (reading: Reading) => View,
): ChatbotTable<View> {
  const question = toQuestion(options);
  const viewOf = (cells: CellTable) => toView(read(cells, question));
  return {
    judge: question.judge,
    // A conversation of which nothing is seen yet has not begun: not even its account is known.
    contribute: (of, judgement) => (judgement.marks.length === 0 ? [] : [contributionOf(of, judgement, question)]),
    view: (cells) => {
      return question.unit === "visitors"
        ? toView(readVisitors(cells, question))
        : viewOf(CellTable.of(cells.values()));
    },
    viewOf,
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

function read(table: CellTable, question: StatisticsQuestion): Reading {
  const { buckets, sums } = table.cells;
  const byAccount = new Map<string, Series>();
  let log: LogRange | undefined;
  let undecided = 0;
  table.names.forEach((accountId, account) => {
    const first = table.firstOf(account);
    const end = table.firstOf(account + 1);
    // In order of time: all others of the account are between these. What is of another account is in the log too.
    for (const cell of [first, first + 1, end - 1]) {
      const bucket = buckets[cell] ?? NO_BUCKET;
      if (bucket !== NO_BUCKET) log = rangeWith(log, bucket);
    }
    let cell = first;
    while (cell < end && sums[CELL_SUMS * cell + SELECTED] === 0) cell++;
    if (cell === end || !isOf(accountId, question)) return;
    byAccount.set(accountId, new ConversationSeries(table, account));
    // What is undecided has no moment, and stands before all that has.
    undecided += certain(sums[CELL_SUMS * first + UNDECIDED]);
  });
  return { question, interval: intervalOf(question, log), byAccount, log, undecided };
}

function readVisitors(cells: Cells, question: StatisticsQuestion): Reading {
  const byAccount = new Map<string, VisitorSeries>();
  let log: LogRange | undefined;
  let undecided = 0;
  for (const cell of cells.values()) {
    const { accountId, bucket, sums } = cell;
    if (bucket !== null) log = rangeWith(log, bucket);
    if (sums[SELECTED] === 0 || !isOf(accountId, question)) continue;
    const series = byAccount.get(accountId) ?? new VisitorSeries(question.judge.rules);
    byAccount.set(accountId, series);
    if (bucket !== null) series.add(bucket, cell);
    undecided += certain(sums[UNDECIDED]);
  }
  return { question, interval: intervalOf(question, log), byAccount, log, undecided };
}

function isOf(accountId: string, question: StatisticsQuestion): boolean {
  return question.accountId === undefined || question.accountId === accountId;
}

/** @throws UsageError `too-many-rows`, before the first of them. */
function rowsOf(reading: Reading): Iterable<StatisticsRow> {
  const { accounts, spans } = layoutOf(reading);
  function* rows(): Generator<StatisticsRow> {
    for (const [accountId, series] of accounts) {
      for (const span of spans) yield rowIn(accountId, series, span);
    }
  }
  return { [Symbol.iterator]: rows };
}

/** A bucket as rows show it, and the starts of it and of the one before. */
export interface Span {
  readonly start: number;
  readonly previous: number;
  readonly from: string;
  readonly to: string;
}

/** Of which accounts and buckets there are rows, in their order: each account has one for each bucket. */
export interface Layout {
  readonly accounts: readonly (readonly [accountId: string, series: Series])[];
  readonly spans: readonly Span[];
}

/** @throws as {@link rowsOf} does. */
export function layoutOf({ question, interval, byAccount }: Reading): Layout {
  const { buckets } = question;
  const starts = bucketStarts(buckets, interval, byAccount.size);
  const spans = starts.map((start, i) => {
    const previous = starts[i - 1] ?? bucketBefore(buckets, start);
    return { start, previous, from: formatInstant(start), to: formatInstant(buckets.next(start)) };
  });
  return { accounts: [...byAccount].sort(([a], [b]) => compareText(a, b)), spans };
}

/** The row of an account and a bucket. It hangs on what the account has in this bucket and the one before, and on nothing else. */
export function rowIn(accountId: string, series: Series, { start, previous, from, to }: Span): StatisticsRow {
  const before = series.countsIn(previous);
  const counts = series.countsIn(start);
  return { accountId, from, to, ...counts, ...ratesOf(counts), trend: trendOf(counts, before) };
}

function totalsOf({ question, interval, byAccount, log, undecided }: Reading): StatisticsTotals {
  const counts = countsWithin(byAccount, interval);
  const before = intervalBefore(interval, question.buckets, log);
  return {
    from: interval && formatInstant(interval.from),
    to: interval && formatInstant(interval.to),
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
