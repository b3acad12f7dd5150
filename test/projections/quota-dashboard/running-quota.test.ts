import type { BillingEvent } from "chatledger";
import { expect, test } from "vitest";
import { toEpochMs } from "../../../src/domain/instant.ts";
import { toBillingFact } from "../../../src/policies/quota/billing-fact.ts";
import { foldQuota, toQuotaQuestion } from "../../../src/policies/quota/quota-view.ts";
import { RunningQuota } from "../../../src/projections/quota-dashboard/running-quota.ts";
import { at, event, inChat, time } from "../../support/events.ts";

const counted = (clock: string) =>
  toBillingFact(event.ChatbotConversationCounted(at(clock), inChat(clock), { id: clock }));

function runningOf(events: readonly BillingEvent[], asOf: string): RunningQuota {
  const facts = events.map(toBillingFact);
  return new RunningQuota(foldQuota(facts, toQuotaQuestion({ asOf })), facts.at(-1));
}

const plan = event.PlanSubscribed(at("2024-05-01 08:00"));
const usedAt = (quota: RunningQuota, clock: string) => quota.at(toEpochMs(time(clock), "at"))?.used;

test("takes what comes after all that it has, and nothing else", () => {
  const quota = runningOf([plan], time("2024-05-02 00:00"));
  expect(quota.take(counted("2024-05-02 10:00"))).toBe(true);
  expect(quota.take(counted("2024-05-02 10:00"))).toBe(false);
  expect(quota.take(counted("2024-05-02 09:00"))).toBe(false);
  expect(quota.take(counted("2024-05-02 11:00"))).toBe(true);
  expect(usedAt(quota, "2024-05-02 11:00")).toBe(2);
});

test("begins with nothing", () => {
  const quota = runningOf([], time("2024-05-01 00:00"));
  expect(quota.take(toBillingFact(plan))).toBe(true);
  expect(quota.take(counted("2024-05-01 09:00"))).toBe(true);
  expect(usedAt(quota, "2024-05-01 09:00")).toBe(1);
});

test("takes what happens at the beginning of a month that was seen, and nothing of a month that is over", () => {
  const quota = runningOf([plan], time("2024-06-10 00:00"));
  expect(quota.take(counted("2024-05-20 10:00"))).toBe(false);
  expect(quota.take(counted("2024-06-01 00:00"))).toBe(true);
  expect(usedAt(quota, "2024-06-10 00:00")).toBe(1);
});

test("shows the month that it is in from its very beginning, and none before", () => {
  const quota = runningOf([plan], time("2024-06-10 00:00"));
  expect(usedAt(quota, "2024-06-01 00:00")).toBe(0);
  expect(usedAt(quota, "2024-05-31 23:59:59.999")).toBeUndefined();
});
