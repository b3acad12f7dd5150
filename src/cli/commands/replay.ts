import { join } from "node:path";
import { formatInstant } from "../../domain/instant.ts";
import { timeZoneOf } from "../../domain/time-zone.ts";
import { byKind } from "../../projections/by-kind.ts";
import { localTime } from "../../projections/local-time.ts";
import type { LogSummary } from "../../projections/log-summary.ts";
import { counted, number, percent } from "../../projections/number-text.ts";
import { OUTCOME_NAMES, OUTCOMES_SHOWN } from "../../projections/outcome-names.ts";
import { printable } from "../../projections/printable.ts";
import type { Rate } from "../../projections/statistics/figures.ts";
import type { OverviewQuestion } from "../../replay/scan/scan-overview.ts";
import { bar } from "../bar.ts";
import type { Call, Command, FlagValues } from "../command.ts";
import {
  accountHelp,
  engineFlags,
  engineHelp,
  formatFlags,
  formatOf,
  isSet,
  judgingFlags,
  judgingHelp,
  judgingOf,
  logFlags,
  logHelp,
  type OnceRead,
  quotaFlags,
  quotaHelp,
  quotaOptionsOf,
  statisticsFlags,
  statisticsHelp,
  statisticsOptionsOf,
  textOf,
  threadsFlag,
  threadsHelp,
  timeZoneOfTables,
} from "../flags.ts";
import { REPORT_FILES } from "../gathered-report.ts";
import { type Io, print, say } from "../io.ts";
import { leaveReport } from "../leave-report.ts";
import { openFolder } from "../out-folder.ts";
import { quotaSummary, zonesOf } from "../quota-output.ts";
import { type Overview, reportErrors, sayIfNothing, withOverview } from "../read-log.ts";
import { type ShortView, SubscribedAccounts } from "../subscribed-accounts.ts";
import { tableLines } from "../table-lines.ts";
import { lines } from "./classify.ts";

export const replayCommand: Command = {
  name: "replay",
  summary: "the main job: what a log says, summed up",
  help: `Usage: chatledger replay LOG... [FLAGS]

Reads a log and sums it up: conversations by outcome, labels, rates, busiest days, quota per account, anomalies.

  --out DIR              leave report.html, a page to show, and what it is made of there: conversations.ndjson,
                         statistics.csv, quota.json and anomalies.ndjson
  --force                overwrite them
${statisticsHelp}${quotaHelp}${accountHelp}${judgingHelp}  --format table|json    default table on a terminal, json otherwise; --json is --format json
${threadsHelp}${engineHelp}${logHelp}
Examples:
  chatledger replay log.ndjson --tz Europe/Prague --out report
  chatledger replay log.ndjson --from 2024-04-01 --to 2024-04-08 --json
`,
  flags: {
    out: { type: "string" },
    force: { type: "boolean" },
    ...statisticsFlags,
    ...quotaFlags,
    ...judgingFlags,
    ...formatFlags,
    ...threadsFlag,
    ...engineFlags,
    ...logFlags,
  },
  async run(call) {
    const { values, io } = call;
    const format = formatOf(values, io, ["table", "json"], "json");
    const out = textOf(values, "out");
    const folder = out === undefined ? undefined : await openFolder(out, REPORT_FILES, isSet(values, "force"));
    const judging = await judgingOf(values);
    const statistics = statisticsOptionsOf(values, judging);
    const quota = await quotaOptionsOf(values, judging);
    const question: OnceRead<OverviewQuestion> = (lastAt) => ({ statistics: statistics(lastAt), quota: quota(lastAt) });
    const { timeZone = "UTC" } = statistics(null);
    const show = async (overview: Overview, subscribed: SubscribedAccounts, page?: string) => {
      const report = reportOf(overview, timeZone, subscribed);
      const text =
        format === "json" ? [`${JSON.stringify(report, null, 2)}\n`] : lines(summaryLines(report, subscribed, call));
      await print(io.stdout, text);
      if (page !== undefined) await tellOf(page, format, io);
      sayIfNothing(overview.summary.conversations === 0, call);
      return reportErrors(call, overview);
    };
    if (out === undefined || folder === undefined) {
      return withOverview(call, question, async ({ dashboards, ...overview }) => {
        const subscribed = new SubscribedAccounts();
        for await (const account of dashboards) subscribed.add(account);
        return show(overview, subscribed);
      });
    }
    return leaveReport(call, question, folder, ({ overview, subscribed, hasPage }) =>
      show(overview, subscribed, hasPage ? join(out, "report.html") : undefined),
    );
  },
};

/** Says where the report is: below the summary for people, and apart from it for programs. */
async function tellOf(page: string, format: "table" | "json", io: Io): Promise<void> {
  if (format === "json") say(io, `The report is ${page}.`);
  else await print(io.stdout, [`Report     ${printable(page)}\n`]);
}

const FORMAT_VERSION = 1;

interface Report extends LogSummary {
  readonly formatVersion: number;
  readonly log: {
    readonly lines: number;
    readonly billingEvents: number;
    readonly from: string | null;
    readonly to: string | null;
  };
  readonly timeZone: string;
  /** The quota of each account with a plan, in short; all of it is in `quota.json`. */
  readonly quota: readonly ShortView[];
  readonly anomalies: Readonly<Record<string, number>>;
}

function reportOf(overview: Overview, timeZone: string, { views }: SubscribedAccounts): Report {
  const { summary, lines: count, billingEvents, firstAt, lastAt } = overview;
  return {
    formatVersion: FORMAT_VERSION,
    log: {
      lines: count,
      billingEvents,
      from: firstAt === null ? null : formatInstant(firstAt),
      to: lastAt === null ? null : formatInstant(lastAt),
    },
    timeZone,
    ...summary,
    quota: views,
    anomalies: timesByKind(overview),
  };
}

function timesByKind({ anomalies, duplicates }: Overview): Readonly<Record<string, number>> {
  const duplicate = { kind: "duplicate", severity: "note" } as const;
  const kinds = byKind(duplicates === 0 ? anomalies : [...anomalies, duplicate]);
  const times = [...kinds].map(([kind, list]) => [kind, kind === "duplicate" ? duplicates : list.length] as const);
  return Object.fromEntries(times);
}

/** What the rates are of, when that is not the whole log. */
function selectionOf(values: FlagValues): string {
  const flags = ["from", "to", "cohort", "unit", "bot"];
  return flags
    .flatMap((flag) => (textOf(values, flag) === undefined ? [] : [`${flag} ${textOf(values, flag)}`]))
    .join(", ");
}

function* summaryLines(
  report: Report,
  subscribed: SubscribedAccounts,
  { positionals: logs, values, io: { look } }: Call,
): Generator<string> {
  const { log, timeZone, conversations, outcomes, statistics } = report;
  const zone = timeZoneOf(timeZone);
  yield `${printable(logs.join(", "))}: ${counted(report.events, "event")} in ${counted(conversations, "conversation")} of ${counted(report.accounts, "account")}`;
  if (log.from !== null && log.to !== null) {
    yield `${localTime(log.from, zone)} to ${localTime(log.to, zone)}, ${timeZone}; judged by ${report.ruleSet}`;
  }
  yield "";
  const share = (count: number) => [count, percent(conversations === 0 ? null : count / conversations)] as const;
  yield* tableLines(
    ["Outcome", "Conversations", "Share"],
    OUTCOMES_SHOWN.map((outcome) => [OUTCOME_NAMES[outcome], ...share(outcomes[outcome])]),
    look,
    {
      title: "Of all",
      least: 10,
      most: 25,
      drawn: OUTCOMES_SHOWN.map((outcome) => (width) => bar(outcomes[outcome], conversations, width)),
    },
  );
  yield "";
  yield `Joined by chatbot  ${counted(report.labels["joined-by-chatbot"], "conversation")}`;
  const selection = selectionOf(values);
  if (selection !== "") {
    yield "";
    yield `The rates are of a selection: ${printable(selection)}. What stands above is of all conversations.`;
  }
  if (statistics.undecided > 0) yield `Undecided          ${counted(statistics.undecided, "conversation")}, in no rate`;
  yield `Resolution rate    ${rateLine(statistics.resolutionRate, "resolved", "resolved and escalated")}`;
  yield `Escalation rate    ${rateLine(statistics.escalationRate, "escalated", "resolved and escalated")}`;
  yield `Reaction rate      ${rateLine(statistics.reactionRate, "reactions", "triggered")}`;
  if (report.busiestDays.length > 0) {
    yield "";
    yield* tableLines(
      ["Busiest days", "Conversations"],
      report.busiestDays.map((day) => [localTime(day.from, zone), day.conversations]),
      look,
    );
  }
  yield* quotaSummary(subscribed, zonesOf(timeZoneOfTables(values)), look);
  yield "";
  const anomalies = Object.entries(report.anomalies).map(([kind, count]) => `${number(count)} ${kind}`);
  yield `Anomalies  ${anomalies.length === 0 ? "none" : anomalies.join(", ")}`;
}

function rateLine({ numerator, denominator, value }: Rate, what: string, of: string): string {
  return `${percent(value)} (${number(numerator)} ${what} of ${number(denominator)} ${of})`;
}
