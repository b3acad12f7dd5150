import type { RequiredMoment } from "../../policies/classification/rule-set.ts";
import { type Sql, sql } from "../fragment.ts";
import { judgedConversations } from "../judged-conversations.ts";
import { overServers } from "../over-servers.ts";
import type { Question } from "../question.ts";
import { type Column, choose } from "../select.ts";

/** A row for each conversation with what `classify` says of it; instants are epoch milliseconds. */
export function verdictQuery(question: Question, accountId: string | undefined): Sql {
  const { dialect, judge } = question;
  const { participation } = judge.rules.rules;
  const judged = judgedConversations(question, {
    claims: ["interacted", "closed", "reacted"],
    moments: ["botMoment", "firstInteraction"],
    participation: true,
    accountId,
  });
  const { account, conversation, outcome, claim, holds } = judged;
  const instant = (moment: RequiredMoment) => sql`CASE WHEN ${judged.has(moment)} THEN ${judged.at(moment)} END`;
  const textIf = (condition: Sql, text: string) =>
    choose([[condition, dialect.array([dialect.text(text)])]], dialect.noTexts);
  const ways = participation.map((item) => textIf(holds(item.when), item.participation));
  const columns: readonly Column[] = [
    [account, dialect.identifier("accountId")],
    [conversation, dialect.identifier("conversationId")],
    [outcome],
    [claim("closed"), dialect.identifier("settled")],
    [claim("interacted"), dialect.identifier("chatbotConversation")],
    [textIf(claim("interacted"), "joined-by-chatbot"), dialect.identifier("labels")],
    [dialect.concat([...ways, dialect.noTexts]), dialect.identifier("participation")],
    [claim("reacted"), dialect.identifier("reaction")],
    [instant("botMoment"), dialect.identifier("botAt")],
    [instant("firstInteraction"), dialect.identifier("countedAt")],
    [dialect.text(judge.rules.name), dialect.identifier("ruleSet")],
  ];
  const says = "What each conversation is judged to be.";
  return overServers(question, { keys: columns.length, says, columns, from: judged.rows }, [account, conversation]);
}
