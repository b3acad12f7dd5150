import { certain } from "../domain/certain.ts";
import { formatInstant } from "../domain/instant.ts";
import { OUTCOMES, type Outcome } from "../policies/classification/rule-set.ts";
import { type LogSummary, NO_OUTCOMES, toSummary } from "../projections/log-summary.ts";
import { type Buckets, bucketsOf } from "../projections/statistics/buckets.ts";
import type { StatisticsTotals } from "../projections/statistics/chatbot-statistics.ts";
import { intervalBefore, intervalOf } from "../projections/statistics/interval.ts";
import type { StatisticsQuestion } from "../projections/statistics/statistics-options.ts";
import { type BucketRun, bucketRuns } from "../sql/bucket-sql.ts";
import type { SummarySteps } from "../sql/summary-steps.ts";
import type { Engine } from "./engine.ts";
import { figuresIn } from "./figures-in.ts";

/**
 * The summary of conversations that were gathered, as `summarizeLog` gives it.
 *
 * @param again how often an event that is seen came that had come before.
 */
export async function summaryOf(
  engine: Engine,
  steps: SummarySteps,
  question: StatisticsQuestion,
  again: number,
): Promise<LogSummary> {
  const [begun] = await engine.rows(steps.begun);
  const { first, last, accounts, events } = certain(begun);
  const days = bucketsOf("day", question.buckets.zone.name);
  const isNone = first === null || last === null;
  const range = isNone ? [] : await daysOf(days, Number(first), Number(last), engine, steps);
  const outcomes: Record<Outcome, number> = { ...NO_OUTCOMES };
  const begunOn = new Map<number, number>();
  let joined = 0;
  for (const row of await engine.rows(steps.outcomes(range))) {
    const [day, count] = [Number(row["day"]), Number(row["conversations"])];
    const outcome = certain(OUTCOMES.find((name) => name === row["became"]));
    outcomes[outcome] += count;
    joined += row["joined"] === true ? count : 0;
    begunOn.set(day, (begunOn.get(day) ?? 0) + count);
  }
  const counted = { accounts: Number(accounts), events: Number(events) - again, outcomes, joined, begunOn };
  return toSummary(counted, question.judge.rules.name, days, await totalsOf(engine, steps, question));
}

const MS_PER_DAY = 86_400_000;
const LONG_SILENCE = 1_000 * MS_PER_DAY;

/** The local days from one instant to another. A long time in which nothing began is no days, but belongs to the one before. */
async function daysOf(
  days: Buckets,
  first: number,
  last: number,
  engine: Engine,
  steps: SummarySteps,
): Promise<readonly BucketRun[]> {
  const from = Math.floor(first / MS_PER_DAY) * MS_PER_DAY;
  const until = (Math.floor(last / MS_PER_DAY) + 1) * MS_PER_DAY;
  const starts: number[] = [];
  let next = days.startOf(first);
  for (const row of await engine.rows(steps.begunOn([{ from, until, length: MS_PER_DAY }]))) {
    const day = Number(row["day"]);
    if (day - next > LONG_SILENCE) next = days.startOf(day);
    for (; next < day + MS_PER_DAY; next = days.next(next)) starts.push(next);
  }
  return bucketRuns(starts, next);
}

async function totalsOf(engine: Engine, steps: SummarySteps, question: StatisticsQuestion): Promise<StatisticsTotals> {
  const { buckets } = question;
  const [range] = await engine.rows(steps.range);
  const { first, last } = certain(range);
  const isEmpty = first === null || last === null;
  const inLog = isEmpty ? undefined : { first: buckets.startOf(Number(first)), last: buckets.startOf(Number(last)) };
  const interval = intervalOf(question, inLog);
  const { from, to } = interval ?? { from: 0, to: 0 };
  const before = intervalBefore(interval, buckets, inLog);
  const [row] = await engine.rows(steps.totals(before?.from ?? from, { ...question, from, to }));
  return {
    from: interval === null ? null : formatInstant(from),
    to: interval === null ? null : formatInstant(to),
    ...figuresIn(certain(row)),
    undecided: Number(row?.["undecided"]),
  };
}
