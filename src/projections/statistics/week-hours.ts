import type { LogInput } from "../../domain/log-input.ts";
import type { Judgement } from "../../policies/classification/judge.ts";
import { breakdown, type GroupSums, type Share } from "./breakdown.ts";
import { addCounts, type Counts, countsIn, figuresOf, NONE } from "./figures.ts";
import { type StatisticsOptions, toQuestion } from "./statistics-options.ts";
import { type Projection, projectionOf, type Table, tabulateLog } from "./table.ts";

const HOURS_PER_DAY = 24;
const DAYS_PER_WEEK = 7;

/** The chatbot statistics of one hour of the week. */
export interface WeekHour extends Counts {
  /** From 1, Monday, to 7, Sunday, as ISO 8601 counts. */
  readonly weekday: number;
  /** From 0 to 23, on the wall clock of the time zone. */
  readonly hour: number;
}

/**
 * At which hours of the week the conversations of an interval were, by the moment of their cohort and the wall clock of the
 * time zone: 168 rows, Monday first, of all accounts together or of the one that was asked for. It counts conversations,
 * whatever the unit, and so adds up to the totals of the chatbot statistics. An hour that occurs twice when a clock is set
 * back is one here.
 *
 * @throws UsageError as `chatbotStatistics` does.
 * @see docs/report.md
 */
export function weekHours(log: LogInput, options: StatisticsOptions = {}): readonly WeekHour[] {
  return tabulateLog(weekHoursTable(options), log);
}

/** {@link weekHours} kept up to date event by event. */
export function weekHoursProjection(options: StatisticsOptions = {}): Projection<readonly WeekHour[]> {
  return projectionOf(weekHoursTable(options));
}

/** The table behind {@link weekHours}. */
export function weekHoursTable(options: StatisticsOptions): Table<readonly WeekHour[]> {
  const question = toQuestion(options);
  const { zone } = question.buckets;
  return breakdown(question, (judgement, at) => [shareOf(judgement, zone.toWallClock(at))], toRows);
}

function shareOf({ claims, judge }: Judgement, wallClock: number): Share {
  return { group: [String(hourOfWeek(new Date(wallClock)))], sums: figuresOf(claims, judge.rules) };
}

/** From Monday on; the wall clock stands in the fields of UTC, where a week begins on Sunday. */
function hourOfWeek(clock: Date): number {
  const weekday = (clock.getUTCDay() + DAYS_PER_WEEK - 1) % DAYS_PER_WEEK;
  return weekday * HOURS_PER_DAY + clock.getUTCHours();
}

function toRows(groups: readonly GroupSums[]): readonly WeekHour[] {
  const hours = new Map<number, Counts>();
  for (const { group, sums } of groups) addCounts(hours, Number(group[0]), countsIn(sums));
  return Array.from({ length: DAYS_PER_WEEK * HOURS_PER_DAY }, (_, i) => ({
    weekday: Math.floor(i / HOURS_PER_DAY) + 1,
    hour: i % HOURS_PER_DAY,
    ...(hours.get(i) ?? NONE),
  }));
}
