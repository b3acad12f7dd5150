import type { Dialect } from "./dialect.ts";
import { integer, type Sql, sql } from "./fragment.ts";
import { choose } from "./select.ts";

/**
 * Buckets one after the other that are equally long: nearly all days of a year. The calendar is ours; an engine is given
 * nothing but these bounds, in epoch milliseconds, so its own time zones never matter.
 */
export interface BucketRun {
  readonly from: number;
  /** The end of the last one, not in it. */
  readonly until: number;
  readonly length: number;
}

/** Buckets by their starts, in order, and the end of the last one. */
export function bucketRuns(starts: readonly number[], end: number): readonly BucketRun[] {
  const runs: BucketRun[] = [];
  starts.forEach((from, i) => {
    const until = starts[i + 1] ?? end;
    const length = until - from;
    const last = runs.at(-1);
    if (last?.length === length) runs[runs.length - 1] = { ...last, until };
    else runs.push({ from, until, length });
  });
  return runs;
}

/** The start of the bucket of an instant that may not be there; outside of all buckets the end of the last one. */
export function bucketOf(dialect: Dialect, runs: readonly BucketRun[], at: Sql, isThere: Sql): Sql {
  const [first] = runs;
  const end = runs.at(-1)?.until ?? 0;
  if (first === undefined) return dialect.bigint(end);
  return choose(
    [
      [sql`NOT ${isThere} OR ${at} < ${dialect.bigint(first.from)}`, dialect.bigint(end)],
      ...runs.map(({ from, until, length }) => {
        const start = dialect.bigint(from);
        const isOne = until - from === length;
        const steps = dialect.quotient(sql`(${at} - ${start})`, integer(length));
        const bucket = isOne ? start : sql`${start} + ${steps} * ${integer(length)}`;
        return [sql`${at} < ${dialect.bigint(until)}`, bucket] as const;
      }),
    ],
    dialect.bigint(end),
  );
}

/** The start of the bucket after one that starts here. */
export function bucketAfter(dialect: Dialect, runs: readonly BucketRun[], start: Sql): Sql {
  const lengths = runs.map(
    ({ until, length }) => [sql`${start} < ${dialect.bigint(until)}`, dialect.bigint(length)] as const,
  );
  return sql`${start} + ${choose(lengths.slice(0, -1), lengths.at(-1)?.[1] ?? dialect.bigint(0))}`;
}

/** The starts of all buckets, as a list. */
export function bucketList(dialect: Dialect, runs: readonly BucketRun[]): Sql {
  return dialect.concat(runs.map(({ from, until, length }) => dialect.range(from, until, length)));
}
