import { formatInstant } from "../domain/instant.ts";
import type { JudgedMoments } from "../policies/classification/judge.ts";
import type { Outcome } from "../policies/classification/rule-set.ts";
import { type Buckets, bucketsOf } from "./statistics/buckets.ts";
import type { StatisticsTotals } from "./statistics/chatbot-statistics.ts";
import type { StatisticsOptions } from "./statistics/statistics-options.ts";

/** A day and how many conversations began on it. */
export interface BusyDay {
  /** Start and end of the local day: UTC with milliseconds. */
  readonly from: string;
  readonly to: string;
  readonly conversations: number;
}

/** What a log is about, at a glance; of one account if only that was asked for. */
export interface LogSummary {
  readonly accounts: number;
  readonly conversations: number;
  /** Distinct events of conversations. */
  readonly events: number;
  readonly outcomes: { readonly [O in Outcome]: number };
  readonly labels: { readonly "joined-by-chatbot": number };
  /** The rules that judged. */
  readonly ruleSet: string;
  /** The days on which most conversations began, busiest first, five at most. */
  readonly busiestDays: readonly BusyDay[];
  /** The totals of the chatbot statistics. */
  readonly statistics: StatisticsTotals;
}

const MOST_DAYS = 5;

/** What was counted of conversations for a summary. */
export interface Counted {
  readonly accounts: number;
  /** Distinct events. */
  readonly events: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly joined: number;
  /** How many began on each local day, by its start. */
  readonly begunOn: Iterable<readonly [day: number, conversations: number]>;
}

/**
 * The summary of what was counted.
 *
 * @param ruleSet the name of the rules that judged.
 * @param days the local days.
 */
export function toSummary(
  { accounts, events, outcomes, joined, begunOn }: Counted,
  ruleSet: string,
  days: Buckets,
  statistics: StatisticsTotals,
): LogSummary {
  return {
    accounts,
    conversations: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    events,
    outcomes: { ...outcomes },
    labels: { "joined-by-chatbot": joined },
    ruleSet,
    busiestDays: [...begunOn]
      .sort(([dayA, a], [dayB, b]) => b - a || dayA - dayB)
      .slice(0, MOST_DAYS)
      .map(([from, conversations]) => ({
        from: formatInstant(from),
        to: formatInstant(days.next(from)),
        conversations,
      })),
    statistics,
  };
}

/** No conversation of any outcome. */
export const NO_OUTCOMES: Readonly<Record<Outcome, number>> = {
  resolved: 0,
  escalated: 0,
  "in-progress": 0,
  "no-reaction": 0,
  "not-triggered": 0,
};

/** What a summary counts of conversations, one after the other. */
export class SummaryCounts {
  readonly #ruleSet: string;
  readonly #asked: string | undefined;
  readonly #days: Buckets;
  readonly #accounts = new Set<string>();
  readonly #outcomes = { ...NO_OUTCOMES };
  readonly #begunOn = new Map<number, number>();
  #joined = 0;

  /** @param ruleSet the name of the rules that judge. */
  constructor(ruleSet: string, { accountId, timeZone = "UTC" }: StatisticsOptions) {
    this.#ruleSet = ruleSet;
    this.#asked = accountId;
    this.#days = bucketsOf("day", timeZone);
  }

  /** Whether the conversations of an account are to be counted. */
  isAsked(accountId: string): boolean {
    return this.#asked === undefined || this.#asked === accountId;
  }

  /** Counts a conversation that began at this instant. */
  add(
    accountId: string,
    firstAt: number,
    { judge, claims, outcome }: Pick<JudgedMoments, "judge" | "claims" | "outcome">,
  ): void {
    this.#accounts.add(accountId);
    this.#joined += judge.rules.holds(claims, "interacted") ? 1 : 0;
    this.#outcomes[outcome]++;
    const day = this.#days.startOf(firstAt);
    this.#begunOn.set(day, (this.#begunOn.get(day) ?? 0) + 1);
  }

  /** The summary of what was counted, with the rest of it. */
  view(events: number, statistics: StatisticsTotals): LogSummary {
    const counted = {
      accounts: this.#accounts.size,
      events,
      outcomes: this.#outcomes,
      joined: this.#joined,
      begunOn: this.#begunOn,
    };
    return toSummary(counted, this.#ruleSet, this.#days, statistics);
  }
}
