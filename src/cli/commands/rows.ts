import type { Anomaly } from "../../replay/anomaly.ts";
import { readEvents } from "../../replay/read-events.ts";
import { type EventRow, toEventRow } from "../../sql/event-table.ts";
import type { Command } from "../command.ts";
import { isSet, logFlags, logHelp } from "../flags.ts";
import { print } from "../io.ts";
import { logsOf, reportErrors, underProgress } from "../read-log.ts";

/** As many lines as are printed at once. */
const MANY = 1_000;

export const rowsCommand: Command = {
  name: "rows",
  summary: "the events of a log as rows of a table, for an engine to load",
  help: `Usage: chatledger rows LOG... [FLAGS]

Prints a line of JSON for each event, in the order of the log, with the columns that chatledger sql --query table makes;
what an event has not is left out. Instants are epoch milliseconds. Events that were delivered twice are there twice.
Lines that are no events are not: they are named on stderr, and chatledger check lists them. Exit code 1 if there are
any.

${logHelp}
Example:
  chatledger rows log.ndjson.gz > rows.ndjson
`,
  flags: logFlags,
  async run(call) {
    const { values, io, signal } = call;
    const logs = logsOf(call);
    const options = { strict: isSet(values, "strict"), hideText: isSet(values, "no-text"), signal };
    const anomalies: Anomaly[] = [];
    await underProgress(call, async (onProgress) => {
      let lines: string[] = [];
      for await (const { event, anomaly } of readEvents(logs, { ...options, onProgress })) {
        if (anomaly !== undefined) anomalies.push(anomaly);
        else if (lines.push(rowLine(toEventRow(event))) === MANY) {
          await print(io.stdout, lines);
          lines = [];
        }
      }
      await print(io.stdout, lines);
    });
    return reportErrors(call, { anomalies });
  },
};

function rowLine(row: EventRow): string {
  return `${JSON.stringify(row, (_, value: unknown) => value ?? undefined)}\n`;
}
