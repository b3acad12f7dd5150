import { verdictOf } from "../../policies/classification/classify.ts";
import { type JudgingOptions, judgeConversation, toJudge } from "../../policies/classification/judge.ts";
import type { Replay } from "../../replay/replay.ts";
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
  textOf,
} from "../flags.ts";
import { print } from "../io.ts";
import { readLog, reportErrors } from "../read-log.ts";

export const classifyCommand: Command = {
  name: "classify",
  summary: "a verdict per conversation",
  help: `Usage: chatledger classify LOG... [FLAGS]

Prints a line per conversation: its outcome, whether a chatbot joined it, since when, and by which rules; by account,
then conversation.

${accountHelp}${judgingHelp}  --format ndjson|json   default ndjson; --json is --format json
${logHelp}
Example: chatledger classify log.ndjson --option inactivityTimeout=3600000
`,
  flags: { ...judgingFlags, ...formatFlags, ...logFlags },
  async run(call) {
    const format = formatOf(call.values, call.io, ["ndjson", "json"], "ndjson");
    const judging = await judgingOf(call.values);
    const log = await readLog(call, { findDuplicates: true });
    const verdicts = verdictLines(log, judging(log.lastAt), textOf(call.values, "account"));
    await print(call.io.stdout, format === "json" ? jsonArray(verdicts) : lines(verdicts));
    return reportErrors(call, log);
  },
};

/** The verdict of each conversation of a log, as JSON. */
export function* verdictLines(log: Replay, options: JudgingOptions, accountId?: string): Generator<string> {
  const judge = toJudge(options);
  for (const state of log.conversations(accountId)) {
    const judgement = judgeConversation(state, judge);
    if (judgement.marks.length > 0) yield JSON.stringify({ ...state.of, ...verdictOf(judgement) });
  }
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
