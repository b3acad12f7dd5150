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
import { reportErrors, sayIfNothing, withStatistics } from "../read-log.ts";
import { BETWEEN_ITEMS, statisticsTable, WRITERS, withHeader } from "../statistics-output.ts";
import { lines } from "./classify.ts";

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
    return withStatistics(call, optionsOnceRead, WRITERS[format], async (log) => {
      let isAnything = false;
      function* shown<Item>(items: Iterable<Item>): Generator<Item> {
        for (const item of items) {
          isAnything = true;
          yield item;
        }
      }
      const texts = shown(log.texts);
      const { timeZone = "UTC" } = optionsOnceRead(null);
      switch (format) {
        case "table":
          await print(call.io.stdout, lines(statisticsTable([...shown(log.rows)], timeZone, call.io.look)));
          break;
        case "json":
          await print(call.io.stdout, arrayOf(texts));
          break;
        case "ndjson":
          await print(call.io.stdout, texts);
          break;
        case "csv":
          await print(call.io.stdout, withHeader(texts));
          break;
      }
      sayIfNothing(!isAnything, call);
      return reportErrors(call, log);
    });
  },
};

/** A JSON array of items each of which begins with {@link BETWEEN_ITEMS}. */
function* arrayOf(items: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  const { length } = BETWEEN_ITEMS;
  let isEmpty = true;
  for (const item of items) {
    if (isEmpty) yield* ["[\n", typeof item === "string" ? item.slice(length) : item.subarray(length)];
    else yield item;
    isEmpty = false;
  }
  yield isEmpty ? "[]\n" : "\n]\n";
}
