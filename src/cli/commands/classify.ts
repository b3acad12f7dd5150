import type { LogVerdict } from "../../replay/log-verdict.ts";
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
  threadsFlag,
  threadsHelp,
} from "../flags.ts";
import { printAsTheyCome } from "../io.ts";
import { reportErrors, sayIfNothing, withVerdicts } from "../read-log.ts";

export const classifyCommand: Command = {
  name: "classify",
  summary: "a verdict per conversation",
  help: `Usage: chatledger classify LOG... [FLAGS]

Prints a line per conversation: its outcome, whether a chatbot joined it, since when, and by which rules; by account,
then conversation.

${accountHelp}${judgingHelp}  --format ndjson|json   default ndjson; --json is --format json
${threadsHelp}${engineHelp}${logHelp}
Examples:
  chatledger classify log.ndjson --option inactivityTimeout=3600000
  chatledger classify log.ndjson --account acme --as-of 2024-04-01T00:00:00Z
`,
  flags: { ...judgingFlags, ...formatFlags, ...threadsFlag, ...engineFlags, ...logFlags },
  async run(call) {
    const format = formatOf(call.values, call.io, ["ndjson", "json"], "ndjson");
    return withVerdicts(call, await judgingOf(call.values), async (log) => {
      let shown = 0;
      async function* verdicts() {
        for await (const batch of log.verdicts) {
          shown += batch.length;
          yield [...verdictLines(batch)].join(format === "json" ? ",\n" : "\n");
        }
      }
      await printAsTheyCome(call.io.stdout, (format === "json" ? jsonArrayOf : linesOf)(verdicts()));
      sayIfNothing(shown === 0, call);
      return reportErrors(call, log);
    });
  },
};

/** Verdicts as JSON. */
export function* verdictLines(verdicts: Iterable<Readonly<Record<keyof LogVerdict, unknown>>>): Generator<string> {
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

/** {@link lines} of texts that are waited for; one may hold several lines. */
async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const text of texts) yield* lines([text]);
}

/** {@link jsonArray} of texts that are waited for; one may hold several items. */
export async function* jsonArrayOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let before = "[\n";
  for await (const text of texts) {
    yield before + text;
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}
