import { parseEvent, quotaView } from "chatledger";
import { account, visit } from "chatledger/testing";
import { expect, test } from "vitest";

test("every billing event can be told, of the package bought last", () => {
  const told = account()
    .subscribes("standard", { timeZone: "Europe/Prague" })
    .buysPackage(50)
    .buysPackage(100)
    .disablesRenewal()
    .enablesRenewal()
    .packageRenewed("2024-06-01T00:00:00+02:00")
    .packageRenewalFailed(Date.UTC(2024, 6, 1))
    .usesConversation("c1")
    .changesPlan("pro")
    .cancels()
    .reactivates()
    .buysPackage(10, { packageId: "gift" })
    .disablesRenewal();
  expect(told.events.map(({ id, occurredAt, accountId, ...rest }) => rest)).toEqual([
    { type: "PlanSubscribed", plan: "standard", timeZone: "Europe/Prague" },
    { type: "PackagePurchased", packageId: "package-1", conversations: 50 },
    { type: "PackagePurchased", packageId: "package-2", conversations: 100 },
    { type: "PackageRenewalDisabled", packageId: "package-2" },
    { type: "PackageRenewalEnabled", packageId: "package-2" },
    { type: "PackageRenewed", packageId: "package-2", periodStart: "2024-05-31T22:00:00.000Z" },
    { type: "PackageRenewalFailed", packageId: "package-2", periodStart: "2024-07-01T00:00:00.000Z" },
    { type: "ChatbotConversationCounted", conversationId: "c1" },
    { type: "PlanChanged", plan: "pro" },
    { type: "PlanCancelled" },
    { type: "PlanReactivated" },
    { type: "PackagePurchased", packageId: "gift", conversations: 10 },
    { type: "PackageRenewalDisabled", packageId: "gift" },
  ]);
  expect(told.events.map(parseEvent)).toEqual(told.events);
  expect([told.events[0]?.id, told.events[1]?.occurredAt]).toEqual(["acme-1", "2024-05-01T08:00:10.000Z"]);
});

test("an account and its visits make one log, since it begins before them", () => {
  const plan = account({ accountId: "globex" }).subscribes("standard");
  const chat = visit({ accountId: "globex" }).botTriggered().clicks("prices");
  const { limit, used } = quotaView([...plan, ...chat], { asOf: "2024-05-02T00:00:00Z" });
  expect([limit, used]).toEqual([100, 1]);
});

test("each step is an account of its own, and time can be moved", () => {
  const begun = account({ eventIds: (n) => `b${n}`, stepMs: 0, startAt: "2024-01-31T00:00:00Z" }).subscribes("pro");
  const later = begun.waits(1_000).cancels().at("2024-03-01T00:00:00Z").subscribes("standard");
  expect(begun.events).toHaveLength(1);
  expect([...later].map(({ id, occurredAt }) => [id, occurredAt])).toEqual([
    ["b1", "2024-01-31T00:00:00.000Z"],
    ["b2", "2024-01-31T00:00:01.000Z"],
    ["b3", "2024-03-01T00:00:00.000Z"],
  ]);
  expect([begun, begun.events, begun.events[0]].every(Object.isFrozen)).toBe(true);
  expect(() => begun.buysPackage(0)).toThrow(expect.objectContaining({ path: "conversations" }));
});
