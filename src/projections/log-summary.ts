import { formatInstant } from "../domain/instant.ts";
import { type Judgement, type JudgingOptions, judgeConversation, toJudge } from "../policies/classification/judge.ts";
import { OUTCOMES, type Outcome } from "../policies/classification/rule-set.ts";
import { bucketsOf } from "./statistics/buckets.ts";
import type { BegunConversation } from "./statistics/table.ts";

/** A day and how many conversations began on it. */
export interface BusyDay {
  /** Start and end of the local day: UTC with milliseconds. */
  readonly from: string;
  readonly to: string;
  readonly conversations: number;
}

/** What a log is about, at a glance. */
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
}

const MOST_DAYS = 5;

/**
 * Sums up a log: how many conversations of each outcome and label, and its busiest days. Events after `asOf` are not
 * seen, nor is a conversation that begins after it.
 *
 * @throws UsageError as `classify` does, and `unknown-time-zone`.
 */
export function summarizeLog(
  conversations: Iterable<BegunConversation>,
  options: JudgingOptions & { readonly timeZone?: string | undefined } = {},
): LogSummary {
  const { timeZone = "UTC", ...judging } = options;
  const judge = toJudge(judging);
  const days = bucketsOf("day", timeZone);
  const accounts = new Set<string>();
  const outcomes = new Map<Outcome, number>(OUTCOMES.map((outcome) => [outcome, 0]));
  const begunOn = new Map<number, number>();
  let events = 0;
  let joined = 0;
  for (const state of conversations) {
    const judgement = judgeConversation(state, judge);
    const [first] = judgement.marks;
    if (first === undefined) continue;
    accounts.add(state.of.accountId);
    events += judgement.marks.length;
    joined += isJoined(judgement) ? 1 : 0;
    increase(outcomes, judgement.outcome);
    increase(begunOn, days.startOf(first.at));
  }
  const count = (outcome: Outcome) => outcomes.get(outcome) ?? 0;
  return {
    accounts: accounts.size,
    conversations: OUTCOMES.reduce((sum, outcome) => sum + count(outcome), 0),
    events,
    outcomes: {
      resolved: count("resolved"),
      escalated: count("escalated"),
      "in-progress": count("in-progress"),
      "no-reaction": count("no-reaction"),
      "not-triggered": count("not-triggered"),
    },
    labels: { "joined-by-chatbot": joined },
    ruleSet: judge.rules.name,
    busiestDays: [...begunOn]
      .sort(([dayA, a], [dayB, b]) => b - a || dayA - dayB)
      .slice(0, MOST_DAYS)
      .map(([from, count]) => ({
        from: formatInstant(from),
        to: formatInstant(days.next(from)),
        conversations: count,
      })),
  };
}

function isJoined({ claims, judge }: Judgement): boolean {
  return judge.rules.holds(claims, "interacted");
}

function increase<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
