import { certain } from "../domain/certain.ts";
import { type LogSummary, SummaryCounts } from "./log-summary.ts";
import { chatbotTotalsTable } from "./statistics/chatbot-statistics.ts";
import { type PlannedConversations, plannedStatistics } from "./statistics/planned-statistics.ts";
import { type StatisticsOptions, toQuestion } from "./statistics/statistics-options.ts";

/**
 * `summarizeLog` of conversations of which a plan of their statistics was gathered, and besides the first event of each: such a plan
 * has all that a summary asks of the rules.
 *
 * @param events how many distinct events the conversations that were asked for have.
 */
export function plannedSummary(
  conversations: PlannedConversations,
  events: number,
  options: StatisticsOptions,
): LogSummary {
  const { accounts } = conversations;
  const counts = new SummaryCounts(toQuestion(options).judge.rules.name, options);
  // To judge takes longer than to count, so all is counted in one pass.
  const statistics = plannedStatistics(
    {
      accounts,
      forEach: (take) =>
        conversations.forEach((conversation) => {
          const accountId = certain(accounts[conversation.account]);
          if (counts.isAsked(accountId)) counts.add(accountId, certain(conversation.firstAt), conversation);
          take(conversation);
        }),
    },
    options,
    chatbotTotalsTable,
  );
  return counts.view(events, statistics.view);
}
