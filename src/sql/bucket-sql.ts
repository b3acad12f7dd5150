import type { Dialect } from "./dialect.ts";
import { integer, join, type Sql, sql } from "./fragment.ts";
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
  const end = dialect.bigint(runs.at(-1)?.until ?? 0);
  if (first === undefined) return end;
  const bucket = ofRun(dialect, [...runs, undefined], at, (run) => {
    if (run === undefined) return end;
    const { from, until, length } = run;
    const start = dialect.bigint(from);
    if (until - from === length) return start;
    return sql`${start} + ${dialect.quotient(sql`(${at} - ${start})`, integer(length))} * ${integer(length)}`;
  });
  return choose([[sql`NOT ${isThere} OR ${at} < ${dialect.bigint(first.from)}`, end]], bucket);
}

/** So many bounds are compared one by one. */
const MOST_COMPARED = 3;

/**
 * How many bounds of buckets an instant has reached: the number of its bucket, counted from 1; 0 before the first, and one more than there
 * are after the last. To add up comparisons takes an engine a third less time than to go through cases.
 */
export function bucketIndex(dialect: Dialect, runs: readonly BucketRun[], at: Sql): Sql {
  const last = runs.at(-1);
  if (last === undefined) return sql`0`;
  const hasReached = (bound: number) => sql`(${at} >= ${integer(bound)})`;
  const reached = runs.flatMap((run) => {
    const { from, length } = run;
    const buckets = bucketsIn(run);
    if (buckets <= MOST_COMPARED) return Array.from({ length: buckets }, (_, i) => hasReached(from + i * length));
    const passed = dialect.quotient(sql`(${at} - ${integer(from - length)})`, integer(length));
    return [sql`least(greatest(${passed}, 0), ${integer(buckets)})`];
  });
  return sumOf([...reached, hasReached(last.until)]);
}

/** So many numbers are added up from the left to the right. */
const MOST_ADDED = 4;

/** A sum, by halves: an engine may not take hundreds of operations within each other, and each makes its numbers wider. */
function sumOf(parts: readonly Sql[]): Sql {
  if (parts.length <= MOST_ADDED) return sql`(${join(parts, sql` + `)})`;
  const half = parts.length >> 1;
  return sql`(${sumOf(parts.slice(0, half))} + ${sumOf(parts.slice(half))})`;
}

/** The start of the bucket of a number; the end of the last one if it is no bucket's. */
export function bucketStart(dialect: Dialect, runs: readonly BucketRun[], number: Sql): Sql {
  const cases = numbers(runs).map(({ run, number: first }) => {
    const next = first + bucketsIn(run);
    const start = sql`${dialect.bigint(run.from)} + (${number} - ${integer(first)}) * ${integer(run.length)}`;
    return [sql`${number} < ${integer(next)}`, start] as const;
  });
  const end = dialect.bigint(runs.at(-1)?.until ?? 0);
  return choose([[sql`${number} = 0`, end], ...cases], end);
}

function bucketsIn({ from, until, length }: BucketRun): number {
  return (until - from) / length;
}

/** The number of the first bucket of each run, counted from 1. */
function numbers(runs: readonly BucketRun[]): readonly { readonly run: BucketRun; readonly number: number }[] {
  let next = 1;
  return runs.map((run) => {
    const number = next;
    next += bucketsIn(run);
    return { run, number };
  });
}

/** The start of the bucket after one that starts here. */
export function bucketAfter(dialect: Dialect, runs: readonly BucketRun[], start: Sql): Sql {
  return sql`${start} + ${ofRun(dialect, runs, start, (run) => dialect.bigint(run?.length ?? 0))}`;
}

/** So many cases are gone through one by one. */
const MOST_CASES = 8;

/**
 * What is said of the run that an instant lies in, or of none after all; it is not before the first. Among many runs it is looked for
 * by halves: months over decades are hundreds.
 */
function ofRun(
  dialect: Dialect,
  runs: readonly (BucketRun | undefined)[],
  at: Sql,
  toSql: (run: BucketRun | undefined) => Sql,
): Sql {
  const isBefore = (run: BucketRun | undefined) => sql`${at} < ${dialect.bigint(run?.until ?? 0)}`;
  if (runs.length > MOST_CASES) {
    const half = runs.length >> 1;
    const [early, late] = [runs.slice(0, half), runs.slice(half)];
    return choose([[isBefore(early.at(-1)), ofRun(dialect, early, at, toSql)]], ofRun(dialect, late, at, toSql));
  }
  const cases = runs.slice(0, -1).map((run) => [isBefore(run), toSql(run)] as const);
  return choose(cases, toSql(runs.at(-1)));
}

/** The starts of all buckets, as a list. */
export function bucketList(dialect: Dialect, runs: readonly BucketRun[]): Sql {
  return dialect.concat(runs.map(({ from, until, length }) => dialect.range(from, until, length)));
}
