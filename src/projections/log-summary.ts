import type { BegunConversation, ConversationId } from "../domain/conversation-state.ts";
import { formatInstant } from "../domain/instant.ts";
import { conversationsOf, type LogInput } from "../domain/log-input.ts";
import { type Judge, type Judgement, judgeConversation } from "../policies/classification/judge.ts";
import type { Outcome } from "../policies/classification/rule-set.ts";
import { type Buckets, bucketsOf } from "./statistics/buckets.ts";
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
  const fold = new SummaryFold(options);
  for (const state of conversations) fold.add(state.of, judgeConversation(state, fold.judge));
  return fold.view();
}

/** A summary while conversations are added to it. */
export class SummaryFold {
  readonly judge: Judge;
  readonly #asked: string | undefined;
  readonly #days: Buckets;
  readonly #statistics: TableFold<StatisticsTotals>;
  readonly #accounts = new Set<string>();
  readonly #outcomes: Record<Outcome, number> = {
    resolved: 0,
    escalated: 0,
    "in-progress": 0,
    "no-reaction": 0,
    "not-triggered": 0,
  };
  readonly #begunOn = new Map<number, number>();
  #events = 0;
  #joined = 0;

  constructor(options: StatisticsOptions) {
    const table = chatbotTotalsTable(options);
    this.judge = table.judge;
    this.#asked = options.accountId;
    this.#days = bucketsOf("day", options.timeZone ?? "UTC");
    this.#statistics = new TableFold(table);
  }

  add(of: ConversationId, judgement: Judgement): void {
    this.#statistics.add(of, judgement);
    const [first] = judgement.marks;
    const isAsked = this.#asked === undefined || this.#asked === of.accountId;
    if (first === undefined || !isAsked) return;
    this.#accounts.add(of.accountId);
    this.#events += judgement.marks.length;
    this.#joined += isJoined(judgement) ? 1 : 0;
    this.#outcomes[judgement.outcome]++;
    const day = this.#days.startOf(first.at);
    this.#begunOn.set(day, (this.#begunOn.get(day) ?? 0) + 1);
  }

  view(): LogSummary {
    return {
      accounts: this.#accounts.size,
      conversations: Object.values(this.#outcomes).reduce((sum, count) => sum + count, 0),
      events: this.#events,
      outcomes: { ...this.#outcomes },
      labels: { "joined-by-chatbot": this.#joined },
      ruleSet: this.judge.rules.name,
      busiestDays: [...this.#begunOn]
        .sort(([dayA, a], [dayB, b]) => b - a || dayA - dayB)
        .slice(0, MOST_DAYS)
        .map(([from, conversations]) => ({
          from: formatInstant(from),
          to: formatInstant(this.#days.next(from)),
          conversations,
        })),
      statistics: this.#statistics.view(),
    };
  }
}

function isJoined({ claims, judge }: Judgement): boolean {
  return judge.rules.holds(claims, "interacted");
}
