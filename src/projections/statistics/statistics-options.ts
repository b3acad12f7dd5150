import { INSTANT_FORM, type InstantInput, parseInstant, toEpochMs } from "../../domain/instant.ts";
import { oneOf } from "../../domain/one-of.ts";
import type { TimeZone } from "../../domain/time-zone.ts";
import { UsageError } from "../../domain/usage-error.ts";
import { type Judge, type JudgingOptions, toJudge } from "../../policies/classification/judge.ts";
import { BUCKET_SIZES, type BucketSize, type Buckets, bucketsOf } from "./buckets.ts";
import { COHORTS, type Cohort } from "./cohort.ts";

/** What statistics count: conversations, or visitors with all their conversations in a bucket. */
export const UNITS = ["conversations", "visitors"] as const;

/** One of {@link UNITS}. */
export type Unit = (typeof UNITS)[number];

/** Which statistics, of what, and how judged. */
export interface StatisticsOptions extends JudgingOptions {
  /** The size of a bucket. Default `day`. */
  readonly by?: BucketSize | undefined;
  /** The IANA time zone of the buckets. Default `UTC`. */
  readonly timeZone?: string | undefined;
  /**
   * The start of the interval: an instant, or a local date such as `2024-05-01`. It must be the edge of a bucket.
   * Default: the bucket of the first cohort moment of the whole log.
   */
  readonly from?: InstantInput | undefined;
  /** The end of the interval, not in it. Default: the end of the bucket of the last cohort moment of the whole log. */
  readonly to?: InstantInput | undefined;
  /** By which moment a conversation belongs to a bucket. Default `triggered`. */
  readonly cohort?: Cohort | undefined;
  /** Default `conversations`. */
  readonly unit?: Unit | undefined;
  /** Only conversations in which this bot was present, with their whole outcome. */
  readonly bot?: string | undefined;
  /** Only this account. The default interval is of the whole log all the same. */
  readonly accountId?: string | undefined;
}

/** The options, read and checked. */
export interface StatisticsQuestion {
  readonly judge: Judge;
  readonly buckets: Buckets;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly cohort: Cohort;
  readonly unit: Unit;
  readonly bot: string | undefined;
  readonly accountId: string | undefined;
}

/**
 * Reads the options of statistics.
 *
 * @throws UsageError `invalid-option`, `unknown-time-zone`, `invalid-interval`, and what `classify` throws.
 */
export function toQuestion(options: StatisticsOptions): StatisticsQuestion {
  const { by = "day", timeZone = "UTC", from, to, cohort = "triggered", unit = "conversations", ...rest } = options;
  const { bot, accountId, ...judging } = rest;
  const buckets = bucketsOf(oneOf(BUCKET_SIZES, by, "by"), timeZone);
  const question = {
    judge: toJudge(judging),
    buckets,
    from: edgeOf(buckets, from, "from"),
    to: edgeOf(buckets, to, "to"),
    cohort: oneOf(COHORTS, cohort, "cohort"),
    unit: oneOf(UNITS, unit, "unit"),
    bot,
    accountId,
  };
  if ((question.from ?? Number.NEGATIVE_INFINITY) > (question.to ?? Number.POSITIVE_INFINITY)) {
    throw new UsageError("invalid-interval", `from: ${String(from)} is after to, ${String(to)}.`);
  }
  return question;
}

function edgeOf(buckets: Buckets, input: InstantInput | undefined, option: string): number | undefined {
  if (input === undefined) return undefined;
  const at = localDate(buckets.zone, input) ?? toEpochMs(input, option, EDGE_FORM);
  const start = buckets.startOf(at);
  if (start === at) return at;
  const [before, after] = [start, buckets.next(start)].map((edge) => new Date(edge).toISOString());
  throw new UsageError(
    "invalid-interval",
    `${option}: ${String(input)} would cut a bucket in ${buckets.zone.name}; the nearest edges are ${before} and ${after}.`,
  );
}

const EDGE_FORM = `a local date such as 2024-05-01, or ${INSTANT_FORM}`;

function localDate(zone: TimeZone, input: InstantInput): number | undefined {
  // Of nothing but a date this makes an instant.
  const midnight = parseInstant(`${String(input)}T00:00:00Z`);
  return midnight === undefined ? undefined : zone.whenReached(midnight);
}
