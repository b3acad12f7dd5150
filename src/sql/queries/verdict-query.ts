import type { RequiredMoment } from "../../policies/classification/rule-set.ts";
import { type Sql, sql } from "../fragment.ts";
import { judgedConversations } from "../judged-conversations.ts";
import { overServers } from "../over-servers.ts";
import type { Question } from "../question.ts";
import { type Column, choose, select } from "../select.ts";

/** A row for each conversation with what `classify` says of it; instants are epoch milliseconds. */
export function verdictQuery(question: Question, accountId: string | undefined): Sql {
  const { dialect, judge } = question;
  const { rows, account, conversation, columnOf, ways } = judgedFor(question, accountId);
  const textIf = (condition: Sql, text: string) =>
    choose([[condition, dialect.array([dialect.text(text)])]], dialect.noTexts);
  const columns: readonly Column[] = [
    [account, dialect.identifier("accountId")],
    [conversation, dialect.identifier("conversationId")],
    columnOf.outcome,
    columnOf.settled,
    columnOf.chatbotConversation,
    [textIf(columnOf.chatbotConversation[0], "joined-by-chatbot"), dialect.identifier("labels")],
    [
      dialect.concat([...ways.map(([is, way]) => textIf(is, way)), dialect.noTexts]),
      dialect.identifier("participation"),
    ],
    columnOf.reaction,
    columnOf.botAt,
    columnOf.countedAt,
    [dialect.text(judge.rules.name), dialect.identifier("ruleSet")],
  ];
  return overServers(question, { keys: columns.length, says: SAYS, columns, from: rows }, [account, conversation]);
}

/** The same in no order and without lists: whether the bot took part in each `way0`, `way1` and so on of the rules. */
export function flatVerdictQuery(question: Question, accountId: string | undefined): Sql {
  const { dialect } = question;
  const { rows, account, conversation, columnOf, ways } = judgedFor(question, accountId);
  return select({
    says: SAYS,
    columns: [
      [account, dialect.identifier("accountId")],
      [conversation, dialect.identifier("conversationId")],
      ...Object.values(columnOf),
      ...ways.map(([is], i): Column => [is, dialect.identifier(`way${i}`)]),
    ],
    from: rows,
  });
}

const SAYS = "What each conversation is judged to be.";

/** Conversations that are judged, and what is said of them under the names of `Verdict`. */
function judgedFor(question: Question, accountId: string | undefined) {
  const { dialect, judge } = question;
  const judged = judgedConversations(question, {
    claims: ["interacted", "closed", "reacted"],
    moments: ["botMoment", "firstInteraction"],
    participation: true,
    accountId,
  });
  const { rows, account, conversation, outcome, claim, has, at, holds } = judged;
  const named = (name: string, value: Sql) => [value, dialect.identifier(name)] as const;
  const instant = (moment: RequiredMoment) => sql`CASE WHEN ${has(moment)} THEN ${at(moment)} END`;
  const columnOf = {
    outcome: [outcome] as const,
    settled: named("settled", claim("closed")),
    chatbotConversation: named("chatbotConversation", claim("interacted")),
    reaction: named("reaction", claim("reacted")),
    botAt: named("botAt", instant("botMoment")),
    countedAt: named("countedAt", instant("firstInteraction")),
  };
  const ways = judge.rules.rules.participation.map(({ when, participation }) => [holds(when), participation] as const);
  return { rows, account, conversation, columnOf, ways };
}
