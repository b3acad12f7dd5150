import type { LogVerdict } from "../../replay/log-verdict.ts";
import type { Command } from "../command.ts";
import {
  accountHelp,
  formatFlags,
  formatOf,
  judgingFlags,
  judgingHelp,
  judgingOf,
  logFlags,
  logHelp,
  threadsFlag,
  threadsHelp,
} from "../flags.ts";
import { print } from "../io.ts";
import { readVerdicts, reportErrors, sayIfNothing } from "../read-log.ts";

export const classifyCommand: Command = {
  name: "classify",
  summary: "a verdict per conversation",
  help: `Usage: chatledger classify LOG... [FLAGS]

Prints a line per conversation: its outcome, whether a chatbot joined it, since when, and by which rules; by account,
then conversation.

${accountHelp}${judgingHelp}  --format ndjson|json   default ndjson; --json is --format json
${threadsHelp}${logHelp}
Examples:
  chatledger classify log.ndjson --option inactivityTimeout=3600000
  chatledger classify log.ndjson --account acme --as-of 2024-04-01T00:00:00Z
`,
  flags: { ...judgingFlags, ...formatFlags, ...threadsFlag, ...logFlags },
  async run(call) {
    const format = formatOf(call.values, call.io, ["ndjson", "json"], "ndjson");
    const log = await readVerdicts(call, await judgingOf(call.values));
    let shown = 0;
    function* verdicts() {
      for (const line of verdictLines(log.verdicts)) {
        shown++;
        yield line;
      }
    }
    await print(call.io.stdout, format === "json" ? jsonArray(verdicts()) : lines(verdicts()));
    sayIfNothing(shown === 0, call);
    return reportErrors(call, log);
  },
};

/** Verdicts as JSON. */
export function* verdictLines(verdicts: Iterable<LogVerdict>): Generator<string> {
  for (const verdict of verdicts) yield JSON.stringify(verdict);
}

/** Each text on a line. */
export function* lines(texts: Iterable<string>): Generator<string> {
  for (const text of texts) yield `${text}\n`;
}

/** JSON texts as one array, an item a line. */
export function* jsonArray(texts: Iterable<string>): Generator<string> {
  let before = "[\n";
  for (const text of texts) {
    yield before + text;
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}
