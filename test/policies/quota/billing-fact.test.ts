import { foldConversation } from "chatledger";
import { conversation } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { certain } from "../../../src/domain/certain.ts";
import { judgeConversation, toJudge } from "../../../src/policies/classification/judge.ts";
import { countAt, countOf, factsByAccount, planOfCounts } from "../../../src/policies/quota/billing-fact.ts";
import { at, event, inAccount } from "../../support/events.ts";
import { judgingOptions } from "../../support/judging-options.ts";
import { keptByPlan } from "../../support/kept-by-plan.ts";

test("what a plan of counts keeps says whether and when a conversation counts", () => {
  fc.assert(
    fc.property(conversation(), judgingOptions(), (events, options) => {
      const judge = toJudge(options);
      const { of, marks } = foldConversation(events);
      fc.pre(of !== null);
      const seen = judgeConversation({ marks }, judge).marks;
      const kept = keptByPlan(certain(planOfCounts(judge.rules)), seen, judge);
      expect(kept.instantOf("firstInteraction")).toBe(countOf({ of, marks }, judge)?.at);
    }),
  );
});

test("facts are of the account that was asked for, else of all, in the order of their ids", () => {
  const counted = { at: Date.parse("2024-05-01T10:00:00Z"), id: "click" };
  const counts = ["globex", "acme"].map((accountId) => ({
    accountId,
    begunBy: undefined,
    count: countAt(`chat of ${accountId}`, counted),
  }));
  const billing = [event.PlanSubscribed(at("09:00"), inAccount("globex")), event.PlanSubscribed(at("09:00"))];
  const shown = (accountId?: string) =>
    [...factsByAccount(billing, counts, accountId)].map(([account, facts]) => [
      account,
      facts.inOrder.map(({ type, conversationId }) => conversationId ?? type),
    ]);
  const [acme, globex] = [
    ["acme", ["PlanSubscribed", "chat of acme"]],
    ["globex", ["PlanSubscribed", "chat of globex"]],
  ];
  expect(shown()).toEqual([acme, globex]);
  expect(shown("globex")).toEqual([globex]);
  expect(shown("acme")).toEqual([acme]);
  expect(shown("initech")).toEqual([]);
});
