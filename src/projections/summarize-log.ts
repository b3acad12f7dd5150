import type { BegunConversation, ConversationId } from "../domain/conversation-state.ts";
import { conversationsOf, type LogInput } from "../domain/log-input.ts";
import { type Judge, type Judgement, judgeConversation } from "../policies/classification/judge.ts";
import { type LogSummary, SummaryCounts } from "./log-summary.ts";
import { chatbotTotalsTable, type StatisticsTotals } from "./statistics/chatbot-statistics.ts";
import type { StatisticsOptions } from "./statistics/statistics-options.ts";
import { TableFold } from "./statistics/table.ts";

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
  readonly #counts: SummaryCounts;
  readonly #statistics: TableFold<StatisticsTotals>;
  #events = 0;

  constructor(options: StatisticsOptions) {
    const table = chatbotTotalsTable(options);
    this.judge = table.judge;
    this.#counts = new SummaryCounts(table.judge.rules.name, options);
    this.#statistics = new TableFold(table);
  }

  add(of: ConversationId, judgement: Judgement): void {
    this.#statistics.add(of, judgement);
    const [first] = judgement.marks;
    if (first === undefined || !this.#counts.isAsked(of.accountId)) return;
    this.#counts.add(of.accountId, first.at, judgement);
    this.#events += judgement.marks.length;
  }

  view(): LogSummary {
    return this.#counts.view(this.#events, this.#statistics.view());
  }
}
