import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineReplay } from "../duckdb/log-replay.ts";
import { judgeConversation } from "../policies/classification/judge.ts";
import { accountViewIn, dashboardsOf, type QuotaDashboard } from "../projections/quota-dashboard/quota-dashboard.ts";
import { chatbotRowsTable } from "../projections/statistics/chatbot-statistics.ts";
import { TableFold } from "../projections/statistics/table.ts";
import { type OverviewQuestion, quotaQuestionIn } from "../replay/scan/scan-overview.ts";
import { ReportFold } from "../report/report-figures.ts";
import type { Call } from "./command.ts";
import { jsonArrayOf, lines, verdictLines } from "./commands/classify.ts";
import type { OnceRead } from "./flags.ts";
import type { GatheredReport } from "./gathered-report.ts";
import { inBlocksAsTheyCome } from "./io.ts";
import { statisticsCsv } from "./statistics-output.ts";
import { SubscribedAccounts } from "./subscribed-accounts.ts";

/**
 * Gathers a report of what the engine hands out bit by bit: of what is shown as often as there are conversations, events or months,
 * nothing stays in memory, but goes to files from which it is copied in the end.
 */
export async function reportByEngine(
  log: EngineReplay,
  questionOnceRead: OnceRead<OverviewQuestion>,
  { positionals }: Call,
): Promise<GatheredReport> {
  const question = questionOnceRead(log.lastAt);
  const { statistics, quota } = question;
  const fold = new ReportFold({ ...statistics, ...quota, logs: positionals });
  const table = new TableFold(chatbotRowsTable(statistics));
  const subscribed = new SubscribedAccounts();

  async function* verdicts() {
    for await (const some of await log.verdicts(fold.judge, statistics.accountId)) yield* lines(verdictLines(some));
  }

  async function* accounts() {
    const about = quotaQuestionIn(question);
    for await (const facts of await log.accounts(about)) {
      for (const account of dashboardsOf(facts, about)) {
        subscribed.add(account);
        fold.addAccount(account, onThePage(account));
        yield JSON.stringify(accountViewIn(account));
      }
    }
  }

  async function* anomalies() {
    for await (const anomaly of log.oddities()) {
      fold.addAnomaly(anomaly);
      yield `${JSON.stringify(anomaly)}\n`;
    }
  }

  // What takes the engine most memory comes first.
  const kept = {
    "conversations.ndjson": await keep(verdicts(), join(log.folder, "conversations.ndjson")),
    "quota.json": await keep(jsonArrayOf(accounts()), join(log.folder, "quota.json")),
    "anomalies.ndjson": await keep(anomalies(), join(log.folder, "anomalies.ndjson")),
  };
  for await (const states of log.conversations()) {
    for (const state of states) {
      const judgement = judgeConversation(state, fold.judge);
      fold.addConversation(state, judgement);
      table.add(state.of, judgement);
    }
  }
  const files = { ...kept, "statistics.csv": statisticsCsv(table.view()) };
  const figures = fold.view();
  return { figures, files, overview: { ...log, summary: figures.summary }, subscribed };
}

/** What the page shows of an account: nothing that is as long as there are conversations or months. */
function onThePage(account: QuotaDashboard): QuotaDashboard {
  return { ...account, ledger: [], history: [], usedByPeriod: {}, unitsUsed: [] };
}

/** Puts text into a file, and gives it to be read again. */
async function keep(text: AsyncIterable<string>, file: string): Promise<AsyncIterable<string>> {
  await writeFile(file, inBlocksAsTheyCome(text));
  async function* again() {
    yield* createReadStream(file, "utf8");
  }
  return again();
}
