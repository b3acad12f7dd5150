import { accountViewIn } from "../projections/quota-dashboard/quota-dashboard.ts";
import { chatbotRowsTable } from "../projections/statistics/chatbot-statistics.ts";
import { tabulate } from "../projections/statistics/table.ts";
import { verdictsIn } from "../replay/log-verdicts.ts";
import type { OverviewQuestion } from "../replay/scan/scan-overview.ts";
import { reportFigures } from "../report/report-figures.ts";
import type { Call } from "./command.ts";
import { jsonArray, lines, verdictLines } from "./commands/classify.ts";
import type { OnceRead } from "./flags.ts";
import type { GatheredReport } from "./gathered-report.ts";
import { overviewOf, readLog } from "./read-log.ts";
import { statisticsCsv } from "./statistics-output.ts";
import { SubscribedAccounts } from "./subscribed-accounts.ts";

/** Gathers a report. It shows single events, buttons and bots, so the logs are replayed. */
export async function reportOfLogs(question: OnceRead<OverviewQuestion>, call: Call): Promise<GatheredReport> {
  const log = await readLog(call, { findDuplicates: true });
  const { statistics, quota } = question(log.lastAt);
  const figures = reportFigures(log, { ...statistics, ...quota, logs: call.positionals });
  const { summary, dashboards } = figures;
  const subscribed = new SubscribedAccounts();
  for (const account of dashboards) subscribed.add(account);
  const { asOf, ruleSet, ruleOptions, accountId } = statistics;
  return {
    figures,
    files: {
      "conversations.ndjson": lines(verdictLines(verdictsIn(log, { asOf, ruleSet, ruleOptions }, accountId))),
      "statistics.csv": statisticsCsv(tabulate(chatbotRowsTable(statistics), log.unsorted())),
      "quota.json": jsonArray(dashboards.map((account) => JSON.stringify(accountViewIn(account)))),
      "anomalies.ndjson": lines(log.anomalies.map((anomaly) => JSON.stringify(anomaly))),
    },
    overview: overviewOf({ ...log, summary }, call),
    subscribed,
  };
}
