import { toQuotaQuestion } from "../../policies/quota/quota-view.ts";
import {
  accountViewsOf,
  dashboardsOf,
  type QuotaDashboard,
} from "../../projections/quota-dashboard/quota-dashboard.ts";
import type { Command } from "../command.ts";
import {
  accountHelp,
  engineFlags,
  engineHelp,
  formatFlags,
  formatOf,
  isSet,
  judgingFlags,
  judgingOf,
  logFlags,
  logHelp,
  quotaFlags,
  quotaHelp,
  quotaOptionsOf,
  rulesHelp,
  textOf,
  threadsFlag,
  threadsHelp,
  timeZoneFlag,
  timeZoneOfTables,
} from "../flags.ts";
import { print, printAsTheyCome, say } from "../io.ts";
import { historyTable, monthsOf, quotaTable, statement, zonesOf } from "../quota-output.ts";
import { reportErrors, withQuotaFacts } from "../read-log.ts";
import { WrongUsage } from "../wrong-usage.ts";
import { jsonArrayOf, lines } from "./classify.ts";

export const quotaCommand: Command = {
  name: "quota",
  summary: "how many chatbot conversations each account has left, and why",
  help: `Usage: chatledger quota LOG... --as-of T [FLAGS]

Prints a line per account: plan, limit, used and left of the month, the limit of the next one, and how long the rest
lasts at the pace so far.

  --as-of T              needed: the time to look at; events after it are not seen
  --explain ACCOUNT      the statement of one account's month: date, what, event, limit and use after it
  --history              a line per account and month instead
${quotaHelp}${accountHelp}${rulesHelp}  --tz ZONE              the time zone of dates in tables (default: that of each account)
  --format table|json    default table on a terminal, json otherwise; --json is --format json
${threadsHelp}${engineHelp}${logHelp}
Examples:
  chatledger quota log.ndjson --as-of 2024-05-31T12:00:00Z --explain acme
  chatledger quota log.ndjson --as-of 2024-04-14T18:00:00Z --history --format table
`,
  flags: {
    explain: { type: "string" },
    history: { type: "boolean" },
    ...quotaFlags,
    ...timeZoneFlag,
    ...judgingFlags,
    ...formatFlags,
    ...threadsFlag,
    ...engineFlags,
    ...logFlags,
  },
  async run(call) {
    const { values, io } = call;
    const format = formatOf(values, io, ["table", "json"], "json");
    const explained = textOf(values, "explain");
    const showsHistory = isSet(values, "history");
    if (explained !== undefined && showsHistory) throw new WrongUsage("Take --explain or --history, not both.");
    const account = textOf(values, "account");
    if (explained !== undefined && account !== undefined && account !== explained) {
      throw new WrongUsage("--explain names one account and --account another.");
    }
    if (textOf(values, "as-of") === undefined) throw new WrongUsage("Say as of when: --as-of 2024-05-31T12:00:00Z.");
    const zoneOf = zonesOf(timeZoneOfTables(values));
    const options = (await quotaOptionsOf(values, await judgingOf(values)))(null);
    const question = toQuotaQuestion(explained === undefined ? options : { ...options, accountId: explained });
    return withQuotaFacts(call, question, async (log) => {
      // Said first: a refused line may be why an account is missing.
      const exitCode = reportErrors(call, log);
      if (explained === undefined && format === "json") {
        let shown = 0;
        async function* texts() {
          for await (const facts of log.accounts) {
            const views = accountViewsOf(facts, question);
            shown += views.length;
            for (const item of showsHistory ? monthsOf(views) : views) yield JSON.stringify(item);
          }
        }
        await printAsTheyCome(io.stdout, jsonArrayOf(texts()));
        if (shown === 0) say(io, nothingOf(account));
        return exitCode;
      }
      const dashboards: QuotaDashboard[] = [];
      for await (const facts of log.accounts) dashboards.push(...dashboardsOf(facts, question));
      const [first] = dashboards;
      if (explained === undefined) {
        if (first === undefined) say(io, nothingOf(account));
        await print(io.stdout, lines((showsHistory ? historyTable : quotaTable)(dashboards, zoneOf, io.look)));
      } else {
        if (first === undefined) throw new WrongUsage(nothingOf(explained));
        await print(io.stdout, format === "json" ? [explanationJson(first)] : lines(statement(first, zoneOf, io.look)));
      }
      return exitCode;
    });
  },
};

const FORMAT_VERSION = 1;

function explanationJson(account: QuotaDashboard): string {
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, ...account }, null, 2)}\n`;
}

function nothingOf(account: string | undefined): string {
  return `By then nothing has happened in the log${account === undefined ? "" : ` of account ${JSON.stringify(account)}`}.`;
}
