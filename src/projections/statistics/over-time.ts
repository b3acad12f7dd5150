import { certain } from "../../domain/certain.ts";
import { formatInstant } from "../../domain/instant.ts";
import type { LogInput } from "../../domain/log-input.ts";
import { BUCKET_SIZES, type BucketSize, type Buckets, bucketsOf } from "./buckets.ts";
import { chatbotCellsTable, type Reading } from "./chatbot-statistics.ts";
import { addCounts, type Counts, NONE, type Rates, ratesOf } from "./figures.ts";
import { type Interval, isWithin } from "./interval.ts";
import type { Series } from "./series.ts";
import { type StatisticsOptions, toQuestion } from "./statistics-options.ts";
import { type Table, tabulateLog } from "./table.ts";

/** The chatbot statistics of all accounts together in one bucket, or in the part of it that was asked for. */
export interface OverTimeRow extends Counts, Rates {
  /** UTC with milliseconds. */
  readonly from: string;
  readonly to: string;
}

/** How the chatbot statistics went, in no more rows than fit on a page. */
export interface OverTime {
  /** The size of the buckets: what was asked for, or the next larger one of which there are few enough. */
  readonly by: BucketSize;
  readonly rows: readonly OverTimeRow[];
  /** How many earlier rows are left out, since there are too many years. */
  readonly leftOut: number;
}

/** Options of {@link statisticsOverTime}. */
export interface OverTimeOptions extends StatisticsOptions {
  /** How many rows there may be. Default 100. */
  readonly mostRows?: number | undefined;
}

/**
 * How the chatbot statistics of a log went over time, all accounts together. Buckets are as large as it takes to have few
 * enough of them; each row is what `chatbotStatistics` says of such a bucket, summed up over the accounts.
 *
 * @throws UsageError as `chatbotStatistics` does, save `too-many-rows`.
 * @see docs/report.md
 */
export function statisticsOverTime(log: LogInput, options: OverTimeOptions = {}): OverTime {
  return tabulateLog(overTimeTable(options), log);
}

/** The table behind {@link statisticsOverTime}. */
export function overTimeTable({ mostRows = 100, by = "day", ...options }: OverTimeOptions): Table<OverTime> {
  // A week can lie in two months; days and hours lie in one of every larger size.
  const cells = by === "hour" ? by : "day";
  const table = chatbotCellsTable({ ...options, by: cells }, (reading) => overTime(reading, by, mostRows));
  // The bounds must be edges of what was asked for, not only of days.
  toQuestion({ ...options, by });
  return table;
}

function overTime({ question, interval, byAccount }: Reading, asked: BucketSize, most: number): OverTime {
  if (interval === null || byAccount.size === 0) return { by: asked, rows: [], leftOut: 0 };
  const zone = question.buckets.zone.name;
  const sizes = BUCKET_SIZES.slice(BUCKET_SIZES.indexOf(asked)).map((by) => ({ by, buckets: bucketsOf(by, zone) }));
  const fitting = sizes.find(({ buckets }) => startsOf(buckets, interval, most).length <= most);
  const { by, buckets } = fitting ?? certain(sizes.at(-1));
  const starts = startsOf(buckets, interval, Number.POSITIVE_INFINITY);
  const counts = countsByStart(byAccount, interval, buckets);
  return {
    by,
    leftOut: Math.max(0, starts.length - most),
    rows: starts.slice(-most).map((start): OverTimeRow => {
      const row = counts.get(start) ?? NONE;
      const from = Math.max(start, question.from ?? start);
      const next = buckets.next(start);
      const to = Math.min(next, question.to ?? next);
      return { from: formatInstant(from), to: formatInstant(to), ...row, ...ratesOf(row) };
    }),
  };
}

/** The starts of the buckets that an interval touches, and one more than `most` at most. */
function startsOf(buckets: Buckets, { from, to }: { from: number; to: number }, most: number): readonly number[] {
  const starts: number[] = [];
  for (let start = buckets.startOf(from); start < to && starts.length <= most; start = buckets.next(start)) {
    starts.push(start);
  }
  return starts;
}

/** The figures of all accounts together in each bucket of which they have any. */
function countsByStart(
  byAccount: ReadonlyMap<string, Series>,
  interval: NonNullable<Interval>,
  buckets: Buckets,
): ReadonlyMap<number, Counts> {
  const placeOf = (at: number) => (isWithin(at, interval) ? buckets.startOf(at) : undefined);
  const sums = new Map<number, Counts>();
  for (const series of byAccount.values()) {
    for (const [start, counts] of series.countsBy(placeOf)) addCounts(sums, start, counts);
  }
  return sums;
}
