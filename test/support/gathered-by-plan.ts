import type { ConversationEvent, StatisticsOptions } from "chatledger";
import { certain } from "../../src/domain/certain.ts";
import { foldLog } from "../../src/domain/fold-log.ts";
import { judgeConversation, toJudge } from "../../src/policies/classification/judge.ts";
import { firstVisitorIn, isPresent } from "../../src/projections/statistics/contribution.ts";
import { type PlannedConversations, planOfStatistics } from "../../src/projections/statistics/planned-statistics.ts";
import { keptByPlan } from "./kept-by-plan.ts";

/**
 * What a plan of statistics gathers of a log, with the first event, the visitor and the bot of each conversation that is seen.
 *
 * @param accounts by number. Default: those that the log has.
 */
export function gatheredByPlan(
  events: readonly ConversationEvent[],
  options: StatisticsOptions,
  accounts: readonly string[] = [...new Set(events.map(({ accountId }) => accountId))],
): PlannedConversations {
  const {
    by: _,
    timeZone: __,
    from: ___,
    to: ____,
    accountId: _____,
    cohort: ______,
    unit: _______,
    bot,
    ...judging
  } = options;
  const judge = toJudge(judging);
  const plan = certain(planOfStatistics(options));
  const states = [...foldLog(events)];
  return {
    accounts,
    forEach(take) {
      for (const state of states) {
        const judgement = judgeConversation(state, judge);
        if (judgement.marks.length === 0) continue;
        take({
          ...keptByPlan(plan, judgement.marks, judge),
          account: accounts.indexOf(state.of.accountId),
          conversationId: state.of.conversationId,
          firstAt: judgement.marks[0]?.at,
          visitorId: firstVisitorIn(judgement),
          isOfBot: bot !== undefined && isPresent(bot, judgement),
        });
      }
    },
  };
}
