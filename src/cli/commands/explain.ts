import type { ConversationEvent } from "../../domain/conversation-event.ts";
import { isConversationEvent } from "../../domain/conversation-event.ts";
import { foldConversation } from "../../domain/fold-conversation.ts";
import { toEpochMs } from "../../domain/instant.ts";
import { compareText } from "../../domain/text-order.ts";
import { explain } from "../../policies/classification/explain.ts";
import { timelineOf } from "../../projections/event-timeline.ts";
import { explanationLines } from "../../projections/explanation-text.ts";
import type { Command } from "../command.ts";
import { formatFlags, formatOf, isSet, judgingFlags, judgingHelp, judgingOf, logFlags, textOf } from "../flags.ts";
import { print } from "../io.ts";
import { readLog, reportErrors } from "../read-log.ts";
import { WrongUsage } from "../wrong-usage.ts";
import { lines } from "./classify.ts";

export const explainCommand: Command = {
  name: "explain",
  summary: "why one conversation is judged as it is",
  help: `Usage: chatledger explain LOG... --conversation ID [FLAGS]

Prints the timeline of a conversation, its verdict, and for each part of it the rule, the evidence, what is missing and
what it would be otherwise.

  --conversation ID      which conversation
  --account ID           whose, when several accounts have one of this id
${judgingHelp}  --format table|json    default table on a terminal, json otherwise; --json is --format json
  --strict               stop at the first bad line
  --no-text              keep visitors' words out of the output

Examples:
  chatledger explain log.ndjson --conversation c042
  chatledger explain log.ndjson --conversation c042 --option requireClose=false --json
`,
  flags: { conversation: { type: "string" }, ...judgingFlags, ...formatFlags, ...logFlags },
  async run(call) {
    const format = formatOf(call.values, call.io, ["table", "json"], "json");
    const conversationId = textOf(call.values, "conversation");
    if (conversationId === undefined) throw new WrongUsage("Say which: --conversation ID.");
    const judging = await judgingOf(call.values);
    const events: ConversationEvent[] = [];
    const log = await readLog(call, {
      findDuplicates: true,
      onEvent: (event) => {
        if (isConversationEvent(event) && event.conversationId === conversationId) events.push(event);
      },
    });
    // Said first: a refused line may be why the conversation is missing.
    const exitCode = reportErrors(call, log);
    const of = { accountId: accountOf(events, conversationId, textOf(call.values, "account")), conversationId };
    const own = events.filter(({ accountId }) => accountId === of.accountId);
    const options = judging(log.lastAt);
    const asOf = toEpochMs(options.asOf ?? 0, "--as-of");
    const timeline = timelineOf(isSet(call.values, "no-text") ? own.map(withoutText) : own, asOf);
    const explanation = explain(foldConversation(own), options);
    const output =
      format === "json"
        ? [`${JSON.stringify({ formatVersion: FORMAT_VERSION, ...of, timeline, ...explanation }, null, 2)}\n`]
        : lines(explanationLines(of, timeline, explanation));
    await print(call.io.stdout, output);
    return exitCode;
  },
};

const FORMAT_VERSION = 1;

/** The account whose conversation is meant. */
function accountOf(events: readonly ConversationEvent[], conversationId: string, asked: string | undefined): string {
  const accounts = [...new Set(events.map(({ accountId }) => accountId))].sort(compareText);
  const [account] = asked === undefined ? accounts : accounts.filter((item) => item === asked);
  if (account === undefined) {
    const whose = asked === undefined ? "" : ` of account ${JSON.stringify(asked)}`;
    throw new WrongUsage(`There is no conversation ${JSON.stringify(conversationId)}${whose} in the log.`);
  }
  if (asked === undefined && accounts.length > 1) {
    throw new WrongUsage(
      `Several accounts have a conversation of this id: say --account, one of ${accounts.join(", ")}.`,
    );
  }
  return account;
}

const TEXT_FIELDS: readonly string[] = ["text", "label", "reason", "comment"];

/** The event without what people wrote. */
export function withoutText<E extends object>(event: E): E {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !TEXT_FIELDS.includes(name))) as E;
}
