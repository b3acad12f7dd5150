import { expect, test } from "vitest";
import { AccountQuota } from "../../../src/policies/quota/account-quota.ts";
import { toBillingFact } from "../../../src/policies/quota/billing-fact.ts";
import { foldQuota, toQuotaQuestion } from "../../../src/policies/quota/quota-view.ts";
import { at, event, time } from "../../support/events.ts";

test("a ledger that is looked at between the facts is the ledger of them all, and its lines stay as they were", () => {
  const question = toQuotaQuestion({ asOf: time("12:00") });
  const facts = [
    event.PlanSubscribed(at("10:00")),
    event.ChatbotConversationCounted(at("10:01"), { conversationId: "a" }),
    event.ChatbotConversationCounted(at("10:02"), { conversationId: "b" }),
    event.PackagePurchased(at("10:03")),
    event.ChatbotConversationCounted(at("10:04"), { conversationId: "c" }),
  ].map(toBillingFact);
  const whole = foldQuota(facts, question).ledger;
  const quota = new AccountQuota(question);
  facts.forEach((fact, i) => {
    quota.take(fact);
    expect(quota.ledger).toEqual(whole.slice(0, i + 1));
  });
  expect(whole.map(({ limit, used }) => [limit, used])).toEqual([
    [100, 0],
    [100, 1],
    [100, 2],
    [200, 2],
    [200, 3],
  ]);
});
