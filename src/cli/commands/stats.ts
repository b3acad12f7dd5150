import type { Command } from "../command.ts";
import {
  accountHelp,
  engineFlags,
  engineHelp,
  formatFlags,
  formatOf,
  judgingFlags,
  judgingHelp,
  judgingOf,
  logFlags,
  logHelp,
  scanFlags,
  scanHelp,
  statisticsFlags,
  statisticsHelp,
  statisticsOptionsOf,
} from "../flags.ts";
import { print } from "../io.ts";
import { readStatistics, reportErrors, sayIfNothing } from "../read-log.ts";
import { statisticsCsv, statisticsTable } from "../statistics-output.ts";
import { jsonArray, lines } from "./classify.ts";

export const statsCommand: Command = {
  name: "stats",
  summary: "the chatbot statistics by hour, day, week, month or year",
  help: `Usage: chatledger stats LOG... [FLAGS]

Prints a row per account and bucket: triggered, no reaction, resolved, escalated, in progress, rates and trends.

${statisticsHelp}${accountHelp}${judgingHelp}  --format FORMAT        table (default on a terminal), json (otherwise), ndjson or csv; --json is --format json
${scanHelp}${engineHelp}${logHelp}
Examples:
  chatledger stats log.ndjson --by month --tz Europe/Prague --format csv
  chatledger stats log.ndjson --by week --bot welcome --format table
`,
  flags: { ...statisticsFlags, ...judgingFlags, ...formatFlags, ...scanFlags, ...engineFlags, ...logFlags },
  async run(call) {
    const format = formatOf(call.values, call.io, ["table", "json", "ndjson", "csv"], "json");
    const optionsOnceRead = statisticsOptionsOf(call.values, await judgingOf(call.values));
    const log = await readStatistics(call, optionsOnceRead);
    let shown = 0;
    function* rows() {
      for (const row of log.rows) {
        shown++;
        yield row;
      }
    }
    const { timeZone = "UTC" } = optionsOnceRead(null);
    switch (format) {
      case "table":
        await print(call.io.stdout, lines(statisticsTable([...rows()], timeZone, call.io.look)));
        break;
      case "json":
        await print(call.io.stdout, jsonArray(jsonOf(rows())));
        break;
      case "ndjson":
        await print(call.io.stdout, lines(jsonOf(rows())));
        break;
      case "csv":
        await print(call.io.stdout, statisticsCsv(rows()));
        break;
    }
    sayIfNothing(shown === 0, call);
    return reportErrors(call, log);
  },
};

/** Row by row, so that the texts of a long table are never all in memory. */
function* jsonOf(rows: Iterable<unknown>): Generator<string> {
  for (const row of rows) yield JSON.stringify(row);
}
