import { chatbotTable } from "../../projections/statistics/chatbot-statistics.ts";
import { tabulate } from "../../projections/statistics/table.ts";
import type { Command } from "../command.ts";
import { formatFlags, formatOf, judgingFlags, logFlags, statisticsFlags, statisticsOptionsOf } from "../flags.ts";
import { print } from "../io.ts";
import { readLog, reportErrors } from "../read-log.ts";
import { statisticsCsv, statisticsTable } from "../statistics-output.ts";
import { jsonArray, lines } from "./classify.ts";

export const statsCommand: Command = {
  name: "stats",
  summary: "the chatbot statistics by hour, day, week, month or year",
  help: `Usage: chatledger stats LOG... [FLAGS]

Prints a row per account and bucket: triggered, no reaction, resolved, escalated, in progress, rates and trends.

  --by SIZE              hour, day (default), week, month or year
  --tz ZONE              the time zone of the buckets, e.g. Europe/Prague (default UTC)
  --from T --to T        an interval [from, to): instants or local dates at the edge of a bucket
  --cohort COHORT        triggered (default): by the bot's first appearance; decided: by when the outcome was decided
  --unit UNIT            conversations (default) or visitors
  --bot ID               only conversations in which this bot was present
  --account ID           only this account
  --as-of T              judge as of this instant (default: the last one in the log)
  --option NAME=VALUE    change a rule: botInputIsInteraction, handoffIsContact, requireClose, inactivityTimeout
  --rules FILE           judge by another rule set, as JSON
  --format FORMAT        table (default on a terminal), json (otherwise), ndjson or csv; --json is --format json
  --strict               stop at the first bad line
  --no-text              keep visitors' words out of messages

Example: chatledger stats log.ndjson --by month --tz Europe/Prague --format csv
`,
  flags: { ...statisticsFlags, ...judgingFlags, ...formatFlags, ...logFlags },
  async run(call) {
    const format = formatOf(call.values, call.io, ["table", "json", "ndjson", "csv"], "json");
    const optionsOnceRead = await statisticsOptionsOf(call.values);
    const log = await readLog(call, { findDuplicates: false });
    const options = optionsOnceRead(log.lastAt);
    const { rows } = tabulate(chatbotTable(options), log.unsorted());
    const texts = rows.map((row) => JSON.stringify(row));
    switch (format) {
      case "table":
        await print(call.io.stdout, lines(statisticsTable(rows, options.timeZone ?? "UTC")));
        break;
      case "json":
        await print(call.io.stdout, jsonArray(texts));
        break;
      case "ndjson":
        await print(call.io.stdout, lines(texts));
        break;
      case "csv":
        await print(call.io.stdout, statisticsCsv(rows));
        break;
    }
    return reportErrors(call, log);
  },
};
