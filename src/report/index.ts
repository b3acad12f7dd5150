export { type Balance, type BurnDown, burnDown } from "../projections/quota-dashboard/burn-down.ts";
export type { FunnelStep } from "../projections/statistics/funnel.ts";
export {
  type OverTime,
  type OverTimeOptions,
  type OverTimeRow,
  statisticsOverTime,
} from "../projections/statistics/over-time.ts";
export { type WeekHour, weekHours, weekHoursProjection } from "../projections/statistics/week-hours.ts";
export { htmlReport } from "./html-report.ts";
export { isReportError, ReportError } from "./report-error.ts";
export {
  type OutcomeShare,
  type ReportedAccount,
  type ReportedAnomaly,
  type ReportedButton,
  type ReportedConversation,
  type ReportedKind,
  type ReportedLog,
  type ReportFigures,
  type ReportOptions,
  reportFigures,
} from "./report-figures.ts";
