import type { BegunConversation } from "../domain/conversation-state.ts";
import { formatInstant, toEpochMs } from "../domain/instant.ts";
import { type LogInput, type LogParts, partsOf } from "../domain/log-input.ts";
import type { Verdict } from "../policies/classification/classify.ts";
import { type ExplainedClaim, explain } from "../policies/classification/explain.ts";
import { type Judge, type Judgement, judgeConversation } from "../policies/classification/judge.ts";
import type { SmartsuppOptions } from "../policies/classification/rule-options.ts";
import type { Outcome } from "../policies/classification/rule-set.ts";
import type { QuotaOptions } from "../policies/quota/quota-view.ts";
import { KindFold } from "../projections/by-kind.ts";
import { type TimelineEntry, timelineOfMarks } from "../projections/event-timeline.ts";
import type { LogSummary } from "../projections/log-summary.ts";
import { OUTCOMES_SHOWN } from "../projections/outcome-names.ts";
import { type BurnDown, burnDown } from "../projections/quota-dashboard/burn-down.ts";
import { type QuotaDashboard, quotaDashboardOf } from "../projections/quota-dashboard/quota-dashboard.ts";
import { type SampledConversation, SampleFold } from "../projections/sampled-conversations.ts";
import { type BotRow, botTable } from "../projections/statistics/bot-statistics.ts";
import { type ButtonRow, buttonTable } from "../projections/statistics/button-statistics.ts";
import { type Rate, rateOf } from "../projections/statistics/figures.ts";
import { type FunnelStep, funnelOf } from "../projections/statistics/funnel.ts";
import { type OverTime, overTimeTable } from "../projections/statistics/over-time.ts";
import type { StatisticsOptions } from "../projections/statistics/statistics-options.ts";
import { TableFold } from "../projections/statistics/table.ts";
import { type WeekHour, weekHoursTable } from "../projections/statistics/week-hours.ts";
import { SummaryFold } from "../projections/summarize-log.ts";

/** Something odd in a log, and where: what `replay` found. */
export interface ReportedAnomaly {
  readonly kind: string;
  readonly severity: "error" | "note";
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** How many places of each kind of anomaly are shown. */
const MOST_PLACES = 10;

/** How often a log was odd in one way, and where first. */
export interface ReportedKind {
  readonly severity: "error" | "note";
  readonly times: number;
  /** Ten at most, in the order in which they came. */
  readonly first: readonly ReportedAnomaly[];
}

/** A log to report on; a `Replay` is one. */
export interface ReportedLog extends LogParts {
  readonly anomalies?: readonly ReportedAnomaly[] | undefined;
}

/** What to report, and how to judge and to reckon. Options of the rules are given as `ruleOptions`. */
export type ReportOptions = Omit<StatisticsOptions, keyof SmartsuppOptions> &
  QuotaOptions & {
    /** What the log is called on the page, such as the names of its files. */
    readonly logs?: readonly string[] | undefined;
  };

/** How many conversations of each outcome are shown with their timelines. */
export const SAMPLED_PER_OUTCOME = 4;

/** An outcome and its part of all conversations. */
export interface OutcomeShare {
  readonly outcome: Outcome;
  readonly share: Rate;
}

/** A button, and how many of the conversations that clicked it contacted the team at or after that. */
export interface ReportedButton extends ButtonRow {
  readonly contacted: Rate;
}

/** An account with a plan, and how its month is used up. */
export interface ReportedAccount {
  readonly dashboard: QuotaDashboard;
  readonly burnDown: BurnDown;
}

/** A conversation that was drawn, and why it is judged as it is. */
export interface ReportedConversation {
  readonly accountId: string;
  readonly conversationId: string;
  readonly verdict: Verdict;
  readonly claims: readonly ExplainedClaim[];
  /** Without what people wrote, which no figure rests on. */
  readonly timeline: readonly TimelineEntry[];
}

/** All that a report says, before it is laid out. */
export interface ReportFigures {
  readonly logs: readonly string[];
  readonly options: ReportOptions;
  /** When it was judged: UTC with milliseconds. */
  readonly asOf: string;
  readonly summary: LogSummary;
  readonly outcomes: readonly OutcomeShare[];
  readonly joined: Rate;
  readonly overTime: OverTime;
  readonly funnel: readonly FunnelStep[];
  readonly weekHours: readonly WeekHour[];
  readonly bots: readonly BotRow[];
  readonly buttons: readonly ReportedButton[];
  /** All accounts, and of those with a plan how their month is used up. */
  readonly dashboards: readonly QuotaDashboard[];
  readonly quota: readonly ReportedAccount[];
  readonly anomalies: ReadonlyMap<string, ReportedKind>;
  readonly sample: readonly ReportedConversation[];
}

/**
 * Gathers what a report says of a log: in one pass over its conversations, and one over its accounts.
 *
 * @throws UsageError as `chatbotStatistics` and `quotaView` do.
 * @example await htmlReport(reportFigures(await replay("log.ndjson"), { asOf: "2024-06-01T00:00:00Z" }));
 * @see docs/report.md
 */
export function reportFigures(input: LogInput | ReportedLog, options: ReportOptions): ReportFigures {
  const log: ReportedLog = "unsorted" in input ? input : partsOf(input);
  const fold = new ReportFold(options);
  for (const dashboard of quotaDashboardOf(log, options)) fold.addAccount(dashboard);
  for (const anomaly of log.anomalies ?? []) fold.addAnomaly(anomaly);
  for (const state of log.unsorted()) fold.addConversation(state, judgeConversation(state, fold.judge));
  return fold.view();
}

/** The figures of a report while what it is of comes in, in any order. */
export class ReportFold {
  readonly judge: Judge;
  readonly #options: ReportOptions;
  readonly #tables: {
    readonly overTime: TableFold<OverTime>;
    readonly weekHours: TableFold<readonly WeekHour[]>;
    readonly bots: TableFold<readonly BotRow[]>;
    readonly buttons: TableFold<readonly ButtonRow[]>;
  };
  readonly #summarized: SummaryFold;
  readonly #drawn = new SampleFold(SAMPLED_PER_OUTCOME);
  readonly #dashboards: QuotaDashboard[] = [];
  readonly #quota: ReportedAccount[] = [];
  readonly #anomalies = new KindFold<ReportedAnomaly>(MOST_PLACES);

  constructor(options: ReportOptions) {
    const { logs: _, period: __, mode: ___, thresholds: ____, catalogue: _____, ...statistics } = options;
    this.#options = options;
    this.#tables = {
      overTime: new TableFold(overTimeTable(statistics)),
      weekHours: new TableFold(weekHoursTable(statistics)),
      bots: new TableFold(botTable(statistics)),
      buttons: new TableFold(buttonTable(statistics)),
    };
    this.#summarized = new SummaryFold(statistics);
    this.judge = this.#summarized.judge;
  }

  /** Adds a conversation, which comes once, as {@link judge} judges it. */
  addConversation(state: BegunConversation, judgement: Judgement): void {
    const { accountId } = this.#options;
    this.#summarized.add(state.of, judgement);
    for (const table of Object.values(this.#tables)) table.add(state.of, judgement);
    if (accountId === undefined || accountId === state.of.accountId) this.#drawn.add(state, judgement);
  }

  /**
   * Adds an account; they come in their order.
   *
   * @param kept what is kept of it. Default: all.
   */
  addAccount(dashboard: QuotaDashboard, kept: QuotaDashboard = dashboard): void {
    const month = burnDown(dashboard, this.#options);
    this.#dashboards.push(kept);
    if (month !== null) this.#quota.push({ dashboard: kept, burnDown: month });
  }

  addAnomaly(anomaly: ReportedAnomaly): void {
    this.#anomalies.add(anomaly);
  }

  view(): ReportFigures {
    const { logs = [], asOf } = this.#options;
    const { overTime, weekHours, bots, buttons } = this.#tables;
    const summary = this.#summarized.view();
    const { conversations, statistics, labels } = summary;
    return {
      logs,
      options: this.#options,
      asOf: formatInstant(toEpochMs(asOf, "asOf")),
      summary,
      outcomes: OUTCOMES_SHOWN.map((outcome) => ({ outcome, share: rateOf(summary.outcomes[outcome], conversations) })),
      joined: rateOf(labels["joined-by-chatbot"], conversations),
      overTime: overTime.view(),
      funnel: funnelOf(statistics),
      weekHours: weekHours.view(),
      bots: bots.view(),
      buttons: buttons.view().map((row) => ({ ...row, contacted: rateOf(row.contactedAfter, row.conversations) })),
      dashboards: this.#dashboards,
      quota: this.#quota,
      anomalies: this.#anomalies.view(),
      sample: this.#drawn.view().map((conversation) => reportedConversation(conversation, this.#options)),
    };
  }
}

function reportedConversation(
  { state, marks }: SampledConversation,
  { asOf, ruleSet, ruleOptions }: ReportOptions,
): ReportedConversation {
  return { ...state.of, ...explain(state, { asOf, ruleSet, ruleOptions }), timeline: timelineOfMarks(marks) };
}
