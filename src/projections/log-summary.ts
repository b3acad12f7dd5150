import type { BegunConversation } from "../domain/conversation-state.ts";
import { formatInstant } from "../domain/instant.ts";
import { conversationsOf, type LogInput } from "../domain/log-input.ts";
import { type Judgement, judgeConversation } from "../policies/classification/judge.ts";
import type { Outcome } from "../policies/classification/rule-set.ts";
import { bucketsOf } from "./statistics/buckets.ts";
import { chatbotTotalsTable, type StatisticsTotals } from "./statistics/chatbot-statistics.ts";
import type { StatisticsOptions } from "./statistics/statistics-options.ts";
import { TableFold } from "./statistics/table.ts";

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

/**
 * Sums up a log in one pass: how many conversations of each outcome and label, its busiest days, and the totals of the
 * chatbot statistics. Events after `asOf` are not seen, nor is a conversation that begins after it.
 *
 * @throws UsageError as `chatbotStatistics` does.
 */
export function summarizeLog(log: LogInput, options: StatisticsOptions = {}): LogSummary {
  return summarizeConversations(conversationsOf(log), options);
}

/** {@link summarizeLog} of conversations each of which comes once. */
export function summarizeConversations(
  conversations: Iterable<BegunConversation>,
  options: StatisticsOptions,
): LogSummary {
  const table = chatbotTotalsTable(options);
  const statistics = new TableFold(table);
  const days = bucketsOf("day", options.timeZone ?? "UTC");
  const accounts = new Set<string>();
  const outcomes: Record<Outcome, number> = {
    resolved: 0,
    escalated: 0,
    "in-progress": 0,
    "no-reaction": 0,
    "not-triggered": 0,
  };
  const begunOn = new Map<number, number>();
  let events = 0;
  let joined = 0;
  for (const state of conversations) {
    const judgement = judgeConversation(state, table.judge);
    statistics.add(state.of, judgement);
    const [first] = judgement.marks;
    const isAsked = options.accountId === undefined || options.accountId === state.of.accountId;
    if (first === undefined || !isAsked) continue;
    accounts.add(state.of.accountId);
    events += judgement.marks.length;
    joined += isJoined(judgement) ? 1 : 0;
    outcomes[judgement.outcome]++;
    const day = days.startOf(first.at);
    begunOn.set(day, (begunOn.get(day) ?? 0) + 1);
  }
  return {
    accounts: accounts.size,
    conversations: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    events,
    outcomes,
    labels: { "joined-by-chatbot": joined },
    ruleSet: table.judge.rules.name,
    busiestDays: [...begunOn]
      .sort(([dayA, a], [dayB, b]) => b - a || dayA - dayB)
      .slice(0, MOST_DAYS)
      .map(([from, count]) => ({
        from: formatInstant(from),
        to: formatInstant(days.next(from)),
        conversations: count,
      })),
    statistics: statistics.view(),
  };
}

function isJoined({ claims, judge }: Judgement): boolean {
  return judge.rules.holds(claims, "interacted");
}
