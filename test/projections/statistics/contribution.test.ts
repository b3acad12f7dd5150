import type { StatisticsOptions } from "chatledger";
import { expect, test } from "vitest";
import { foldConversation } from "../../../src/domain/fold-conversation.ts";
import { judgeConversation } from "../../../src/policies/classification/judge.ts";
import { contributionOf } from "../../../src/projections/statistics/contribution.ts";
import { toQuestion } from "../../../src/projections/statistics/statistics-options.ts";
import { chats } from "../../support/chats.ts";

test.each<[string, StatisticsOptions, readonly string[]]>([
  ["a conversation", {}, []],
  ["a conversation of a visitor", { unit: "visitors" }, ["visitor v1"]],
  ["one that is not decided yet", { unit: "visitors", cohort: "decided" }, []],
])("of %s no more is told apart than what counts", (_, options, group) => {
  const question = toQuestion(options);
  const { marks } = foldConversation(chats.inProgress("10:00", { visitorId: "v1" }));
  const judgement = judgeConversation({ marks }, question.judge);
  const of = { accountId: "acme", conversationId: "c1" };
  expect(contributionOf(of, judgement, question).group).toStrictEqual(group);
});
