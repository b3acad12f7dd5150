import { UsageError } from "../../domain/usage-error.ts";
import type { Buckets } from "./buckets.ts";

/** A half-open interval of whole buckets; `null` if nothing has a moment and no bounds were given. */
export type Interval = { readonly from: number; readonly to: number } | null;

/** Whether a moment lies in the half-open interval that was asked for, which may lack either bound. */
export function isWithin(
  at: number,
  {
    from = Number.NEGATIVE_INFINITY,
    to = Number.POSITIVE_INFINITY,
  }: { readonly from?: number | undefined; readonly to?: number | undefined },
): boolean {
  return at >= from && at < to;
}

/** The first and the last bucket in which a log has a moment. */
export interface LogRange {
  readonly first: number;
  readonly last: number;
}

/** The buckets that a log reaches over that has a moment in one more, if it has any in others. */
export function rangeWith(range: LogRange | undefined, bucket: number): LogRange {
  if (range === undefined) return { first: bucket, last: bucket };
  return bucket >= range.first && bucket <= range.last
    ? range
    : { first: Math.min(range.first, bucket), last: Math.max(range.last, bucket) };
}

/** The interval that was asked for, filled up with the range of the log. */
export function intervalOf(
  asked: { readonly from: number | undefined; readonly to: number | undefined; readonly buckets: Buckets },
  log: LogRange | undefined,
): Interval {
  const from = asked.from ?? log?.first;
  const to = asked.to ?? (log === undefined ? undefined : asked.buckets.next(log.last));
  return from === undefined || to === undefined ? null : { from, to: Math.max(from, to) };
}

/** The most rows that one table may have. */
const MOST_ROWS = 100_000;

/**
 * The starts of the buckets of an interval, in order.
 *
 * @throws UsageError `too-many-rows` if they would make more than {@link MOST_ROWS} rows.
 */
export function bucketStarts(buckets: Buckets, interval: Interval, rowsPerBucket: number): readonly number[] {
  const starts: number[] = [];
  if (interval === null || rowsPerBucket === 0) return starts;
  for (let start = interval.from; start < interval.to; start = buckets.next(start)) {
    starts.push(start);
    if (starts.length * rowsPerBucket > MOST_ROWS) {
      throw new UsageError(
        "too-many-rows",
        `This would give more than ${MOST_ROWS} rows. Take larger buckets, a shorter interval (from, to) or one account.`,
      );
    }
  }
  return starts;
}

/** The start of the bucket before the one that starts here. */
export function bucketBefore(buckets: Buckets, start: number): number {
  return buckets.startOf(start - 1);
}

/** The interval of as many buckets before; `null` if it is not wholly in the log. */
export function intervalBefore(interval: Interval, buckets: Buckets, log: LogRange | undefined): Interval {
  if (interval === null) return null;
  let from = interval.from;
  for (let start = interval.from; start < interval.to; start = buckets.next(start)) {
    from = bucketBefore(buckets, from);
    if (log === undefined || from < log.first) return null;
  }
  return { from, to: interval.from };
}
