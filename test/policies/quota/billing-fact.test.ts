import { foldConversation } from "chatledger";
import { conversation } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { certain } from "../../../src/domain/certain.ts";
import { partsOf } from "../../../src/domain/log-input.ts";
import { judgeConversation, toJudge } from "../../../src/policies/classification/judge.ts";
import {
  AccountFacts,
  billingFacts,
  compareFacts,
  countAt,
  countOf,
  factsByAccount,
  planOfCounts,
  toBillingFact,
} from "../../../src/policies/quota/billing-fact.ts";
import { at, event, inAccount, time } from "../../support/events.ts";
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

test("a count is a fact as it stands, in one form however its instant is written", () => {
  const counted = event.ChatbotConversationCounted(at("10:00"), { id: "count", conversationId: "c" });
  const fact = { at: Date.parse(counted.occurredAt), type: counted.type, id: "count", conversationId: "c" };
  expect(toBillingFact(counted)).toStrictEqual(fact);
  expect(toBillingFact({ ...counted, occurredAt: "2024-05-01T12:00:00+02:00" })).toStrictEqual(fact);
  expect(toBillingFact({ ...counted, sequence: 3 })).toStrictEqual({ ...fact, sequence: 3 });
  expect(countAt("c", { at: fact.at, id: "count" })).toStrictEqual({ ...fact, isDerived: true });
  expect(countAt("c", { at: fact.at, id: "count", sequence: 3 })).toStrictEqual({
    ...fact,
    sequence: 3,
    isDerived: true,
  });
});

test("at one instant what was billed comes before what counts, whatever the ids, and an event before what follows from one", () => {
  const instant = at("10:00");
  const cancelled = toBillingFact(event.PlanCancelled(instant, { id: "z", sequence: 9 }));
  const counted = toBillingFact(event.ChatbotConversationCounted(instant, { id: "a", conversationId: "c" }));
  const derived = countAt("c", counted);
  const later = toBillingFact(event.ChatbotConversationCounted(instant, { id: "a", conversationId: "c", sequence: 0 }));
  const sorted = [cancelled, counted, derived, later];
  for (const [i, a] of sorted.entries()) {
    for (const [j, b] of sorted.entries()) expect(Math.sign(compareFacts(a, b))).toBe(Math.sign(i - j));
  }
});

test("the facts of an account are in order and each once, however they came, and the first instant is known", () => {
  const facts = ["10:03", "10:01", "10:02", "10:01"].map((clock) =>
    toBillingFact(event.PlanCancelled(at(clock), { id: clock })),
  );
  const account = new AccountFacts();
  for (const fact of facts) account.add(fact);
  expect(account.inOrder.map(({ id }) => id)).toEqual(["10:01", "10:02", "10:03"]);
  expect(account.firstAt).toBe(Date.parse(time("10:01")));
  account.see(Date.parse(time("09:00")));
  account.see(Date.parse(time("11:00")));
  expect(account.firstAt).toBe(Date.parse(time("09:00")));
  for (const fact of facts) account.add(fact);
  expect(account.inOrder.map(({ id }) => id)).toEqual(["10:01", "10:02", "10:03"]);
});

test("an account is known from its first conversation on, even if nothing counts", () => {
  const log = partsOf([event.PlanSubscribed(at("10:00")), event.VisitorArrived(at("09:00"))]);
  const facts = billingFacts(log, toJudge({}));
  expect([...facts].map(([account, { firstAt }]) => [account, firstAt])).toEqual([["acme", Date.parse(time("09:00"))]]);
});
