export type { BillingEvent, BillingEventOf, BillingEventType } from "./domain/billing-event.ts";
export type {
  ConversationCommand,
  ConversationCommandOf,
  ConversationCommandType,
} from "./domain/conversation-command.ts";
export { type ConversationRefusal, conversationDecider } from "./domain/conversation-decider.ts";
export {
  type ConversationEvent,
  type ConversationEventOf,
  type ConversationEventType,
  isConversationEvent,
} from "./domain/conversation-event.ts";
export { type ConversationId, type ConversationState, initialConversation } from "./domain/conversation-state.ts";
export {
  type Accepted,
  CommandRefused,
  type Decider,
  type Decision,
  isCommandRefused,
  orThrow,
  type Rejected,
} from "./domain/decider.ts";
export { eventSchema, type LedgerEvent, type LedgerEventType } from "./domain/event.ts";
export { EventError, type EventErrorCode, type EventPlace, isEventError } from "./domain/event-error.ts";
export { evolveConversation } from "./domain/evolve-conversation.ts";
export { foldConversation } from "./domain/fold-conversation.ts";
export { formatInstant, type InstantInput, parseInstant } from "./domain/instant.ts";
export { conversationsOf, type LogInput } from "./domain/log-input.ts";
export type { Mark } from "./domain/mark.ts";
export { mergeConversations } from "./domain/merge-conversations.ts";
export { type EventParseResult, parseEvent, safeParseEvent } from "./domain/parse-event.ts";
export { deserializeConversation, serializeConversation } from "./domain/serialize-conversation.ts";
export { isUsageError, UsageError, type UsageErrorCode } from "./domain/usage-error.ts";
export { classify, type Label, type Verdict } from "./policies/classification/classify.ts";
export {
  type ClaimName,
  type Counterfactual,
  type ExplainedClaim,
  type Explanation,
  explain,
} from "./policies/classification/explain.ts";
export type { JudgingOptions } from "./policies/classification/judge.ts";
export type { RuleOptions, SmartsuppOptions } from "./policies/classification/rule-options.ts";
export type {
  Change,
  Claim,
  Condition,
  Kind,
  KindMember,
  Moment,
  Outcome,
  OutcomeCase,
  Participation,
  ParticipationCase,
  RuleOption,
  RuleSet,
} from "./policies/classification/rule-set.ts";
export { parseRuleSet, ruleSetSchema } from "./policies/classification/rule-set-schema.ts";
export { smartsupp } from "./policies/classification/smartsupp.ts";
export { inactivityMoment } from "./policies/inactivity.ts";
export type {
  FiredThreshold,
  LedgerLine,
  QuotaAnomaly,
  QuotaAnomalyCode,
  QuotaMonth,
} from "./policies/quota/account-quota.ts";
export type { BillingFact } from "./policies/quota/billing-fact.ts";
export {
  type Catalogue,
  catalogueSchema,
  type Plan,
  parseCatalogue,
  smartsuppCatalogue,
} from "./policies/quota/catalogue.ts";
export { type DecideQuotaOptions, decideQuota } from "./policies/quota/decide-quota.ts";
export { type PeriodKind, type PeriodOptions, periodAt, periodBoundary } from "./policies/quota/periods.ts";
export type { QuotaCommand, QuotaCommandOf, QuotaCommandType, QuotaRequest } from "./policies/quota/quota-command.ts";
export {
  createQuotaDecider,
  type QuotaDeciderOptions,
  type QuotaRefusal,
  type QuotaRefusalReason,
  quotaDecider,
} from "./policies/quota/quota-decider.ts";
export { countsDue, type RenewalDue, renewalsDue } from "./policies/quota/quota-process.ts";
export type { QuotaState } from "./policies/quota/quota-state.ts";
export {
  type QuotaMode,
  type QuotaOptions,
  type QuotaReason,
  type QuotaView,
  quotaView,
} from "./policies/quota/quota-view.ts";
export type { BusyDay, LogSummary } from "./projections/log-summary.ts";
export {
  type LimitPart,
  type QuotaDashboard,
  quotaDashboard,
  type UnitUsed,
} from "./projections/quota-dashboard/quota-dashboard.ts";
export {
  type QuotaDashboardProjection,
  type QuotaDashboardState,
  quotaDashboardProjection,
} from "./projections/quota-dashboard/quota-dashboard-projection.ts";
export {
  type MonthOfUse,
  type PlanSimulation,
  type QuotaSimulation,
  type SimulationOptions,
  simulateQuota,
} from "./projections/quota-simulation.ts";
export { smartHubLabel } from "./projections/smart-hub-label.ts";
export { type BotRow, botStatistics, botStatisticsProjection } from "./projections/statistics/bot-statistics.ts";
export type { BucketSize } from "./projections/statistics/buckets.ts";
export {
  type ButtonRow,
  buttonStatistics,
  buttonStatisticsProjection,
} from "./projections/statistics/button-statistics.ts";
export {
  type ChatbotStatistics,
  chatbotStatistics,
  chatbotStatisticsProjection,
  type StatisticsRow,
  type StatisticsTotals,
} from "./projections/statistics/chatbot-statistics.ts";
export type { Cohort } from "./projections/statistics/cohort.ts";
export { type CountedConversation, conversationsIn } from "./projections/statistics/drill-down.ts";
export type { Counts, Figure, Rate, Rates, Trend } from "./projections/statistics/figures.ts";
export {
  type RatingRow,
  ratingStatistics,
  ratingStatisticsProjection,
} from "./projections/statistics/rating-statistics.ts";
export type { StatisticsOptions, Unit } from "./projections/statistics/statistics-options.ts";
export type {
  Projection,
  ProjectionState,
} from "./projections/statistics/table.ts";
export {
  type Durations,
  type TimeRow,
  timeStatistics,
  timeStatisticsProjection,
} from "./projections/statistics/time-statistics.ts";
export { summarizeLog } from "./projections/summarize-log.ts";
