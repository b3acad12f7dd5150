import { byKind } from "../../projections/by-kind.ts";
import { counted, number } from "../../projections/number-text.ts";
import { printable } from "../../projections/printable.ts";
import { placeOf } from "../../replay/anomaly.ts";
import type { Replay } from "../../replay/replay.ts";
import type { Command } from "../command.ts";
import { formatFlags, formatOf, logFlags } from "../flags.ts";
import { print } from "../io.ts";
import { exitCodeOf, readLog } from "../read-log.ts";
import { lines } from "./classify.ts";

export const checkCommand: Command = {
  name: "check",
  summary: "the log doctor: what is wrong in a log, with line numbers",
  help: `Usage: chatledger check LOG... [FLAGS]

Lists what is odd in a log by kind, with file and line. Exit code 1 if there are errors.

  --format table|json    default table on a terminal, json otherwise; --json is --format json
  --strict               stop at the first bad line; an unknown type is an error
  --no-text              keep visitors' words out of messages

Examples:
  chatledger check log.ndjson.gz
  chatledger check - --json < log.ndjson
`,
  flags: { ...formatFlags, ...logFlags },
  async run(call) {
    const format = formatOf(call.values, call.io, ["table", "json"], "json");
    const log = await readLog(call, { findDuplicates: true });
    await print(call.io.stdout, format === "json" ? [`${reportJson(log)}\n`] : lines(reportLines(log)));
    return exitCodeOf(log);
  },
};

const FORMAT_VERSION = 1;

function reportJson(log: Replay): string {
  const { lines, conversationEvents, billingEvents, anomalies } = log;
  const kinds = Object.fromEntries([...byKind(anomalies)].map(([kind, list]) => [kind, list.length]));
  return JSON.stringify(
    { formatVersion: FORMAT_VERSION, lines, conversationEvents, billingEvents, kinds, anomalies },
    null,
    2,
  );
}

function* reportLines(log: Replay): Generator<string> {
  const events = log.conversationEvents + log.billingEvents;
  yield `${counted(log.lines, "line")}, ${counted(events, "valid event")}.`;
  if (log.anomalies.length === 0) yield "Nothing odd.";
  for (const [kind, list] of byKind(log.anomalies)) {
    yield "";
    yield `${kind} (${list[0]?.severity}): ${number(list.length)}`;
    for (const anomaly of list) yield `  ${printable(placeOf(anomaly))}: ${printable(anomaly.message)}`;
  }
}
