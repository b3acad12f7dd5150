import { foldConversation, type LedgerEvent, quotaDashboard, quotaView } from "chatledger";
import { arrivals, ledger, quotaQuestion } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { partsOf } from "../../../src/domain/log-input.ts";
import { billingFacts } from "../../../src/policies/quota/billing-fact.ts";
import { toQuotaQuestion } from "../../../src/policies/quota/quota-view.ts";
import { accountViewIn, accountViewsOf } from "../../../src/projections/quota-dashboard/quota-dashboard.ts";
import { at, event, inAccount, inChat, time } from "../../support/events.ts";

const asOf = time("2024-06-20 12:00");
const bought = (packageId: string, clock: string) =>
  event.PackagePurchased(at(clock), { id: `buy-${packageId}`, packageId, conversations: 50 });
const acme: readonly LedgerEvent[] = [
  event.PlanSubscribed(at("10:00"), { id: "plan" }),
  bought("old", "10:01"),
  bought("ending", "10:02"),
  bought("new", "2024-06-02 10:00"),
  event.PackageRenewalDisabled(at("2024-06-03 10:00"), { packageId: "ending" }),
  event.ButtonClicked(at("2024-06-04 10:00"), { id: "click" }),
  event.ButtonClicked(at("2024-06-04 10:01"), { id: "another click" }),
  event.ChatbotConversationCounted(at("2024-06-05 10:00"), inChat("c2"), { id: "count" }),
];
const [dashboard] = quotaDashboard(acme, { asOf });

test("shows the view, and what the limit is made of", () => {
  expect(dashboard).toMatchObject(quotaView(acme, { asOf }));
  expect(dashboard).toMatchObject({ limit: 250, used: 2, remaining: 248, nextLimit: 200, nextPlan: "standard" });
  expect(dashboard?.parts).toEqual([
    { of: "plan", id: "standard", conversations: 100, renews: true },
    { of: "package", id: "old", conversations: 50, renews: true },
    { of: "package", id: "ending", conversations: 50, renews: false },
    { of: "package", id: "new", conversations: 50, renews: true },
  ]);
});

test("shows which conversation used a unit, and by which event", () => {
  expect(dashboard?.unitsUsed).toEqual([
    { conversationId: "chat", eventId: "click", at: time("2024-06-04 10:00") },
    { conversationId: "c2", eventId: "count", at: time("2024-06-05 10:00") },
  ]);
});

test("shows which packages have renewed and are not charged yet", () => {
  expect(dashboard?.renewalsDue.map(({ packageId }) => packageId)).toEqual(["old", "ending"]);
});

test("of a plan that goes down, and of one that ends, shows what is next", () => {
  const pro = event.PlanSubscribed(at("10:00"), { plan: "pro" });
  const lower = event.PlanChanged(at("10:01"), { plan: "standard" });
  const end = event.PlanCancelled(at("10:02"));
  const last = { asOf: time("12:00") };
  const parts = [{ of: "plan", id: "pro", conversations: 500, renews: false }];
  expect(quotaDashboard([pro, lower], last)).toMatchObject([{ nextPlan: "standard", nextLimit: 100, parts }]);
  expect(quotaDashboard([pro, lower, end], last)).toMatchObject([{ nextPlan: null, nextLimit: 0, parts }]);
  const [withPackage] = quotaDashboard([pro, end, bought("p", "10:03")], last);
  expect(withPackage?.parts[1]).toEqual({ of: "package", id: "p", conversations: 50, renews: false });
});

test("is of every account of which anything has happened, by code point", () => {
  const events = [
    event.DirectMessageSent(at("10:00"), inAccount("\u{1F600}")),
    event.DirectMessageSent(at("10:00"), inAccount("\uFF5E")),
    event.PlanSubscribed(at("10:00"), inAccount("__proto__")),
    event.PlanSubscribed(at("12:00:00.001"), inAccount("later")),
    event.DirectMessageSent(at("12:00:00.001"), inAccount("later too")),
  ];
  const accounts = quotaDashboard(events, { asOf: time("12:00") });
  expect(accounts.map(({ accountId, status }) => [accountId, status])).toEqual([
    ["__proto__", "active"],
    ["\uFF5E", "none"],
    ["\u{1F600}", "none"],
  ]);
  expect(accounts[1]).toMatchObject({ parts: [], nextPlan: null, renewalsDue: [], unitsUsed: [], reason: "no-plan" });
  const one = quotaDashboard(events, { asOf: time("12:00"), accountId: "\uFF5E" });
  expect(one).toEqual([accounts[1]]);
});

test("holds the view of each account, which is there without the rest too", () => {
  const question = toQuotaQuestion({ asOf });
  const views = accountViewsOf(billingFacts(partsOf(acme), question.judge), question);
  expect(views).toEqual([{ accountId: "acme", ...quotaView(acme, { asOf }) }]);
  expect(dashboard === undefined ? undefined : accountViewIn(dashboard)).toStrictEqual(views[0]);
});

test("takes the states of conversations for their events", () => {
  const isChat = (one: LedgerEvent) => "conversationId" in one && one.type !== "ChatbotConversationCounted";
  const chat = foldConversation([event.ButtonClicked(at("2024-06-04 10:00"), { id: "click" })]);
  const rest = acme.filter((one) => !isChat(one));
  expect(quotaDashboard([chat, ...rest], { asOf })).toEqual([dashboard]);
});

test("an account of which there is only a conversation without events has no dashboard", () => {
  const nothing = { of: { accountId: "globex", conversationId: "chat" }, marks: [] };
  expect(quotaDashboard([nothing], { asOf })).toEqual([]);
});

test("its parts add up, and neither order, repetition nor what comes later changes it", () => {
  const asked = fc.record({ log: ledger(), options: quotaQuestion() });
  const arrived = asked.chain(({ log, options }) => fc.tuple(fc.constant(log), arrivals(log), fc.constant(options)));
  fc.assert(
    fc.property(arrived, ([log, again, options]) => {
      const dashboards = quotaDashboard(log, options);
      expect(quotaDashboard(again, options)).toEqual(dashboards);
      const past = log.filter(({ occurredAt }) => occurredAt <= options.asOf);
      expect(quotaDashboard(past, options)).toEqual(dashboards);
      for (const { accountId, parts, unitsUsed, ...view } of dashboards) {
        const given = parts.reduce((sum, { conversations }) => sum + conversations, 0);
        expect(given).toBe(view.included + view.packagesTotal);
        expect(unitsUsed.length).toBe(view.used);
        expect(new Set(unitsUsed.map(({ conversationId }) => conversationId)).size).toBe(view.used);
        const { nextPlan: _, renewalsDue: __, timeZone: ___, ...rest } = view;
        expect(rest).toEqual(quotaView(log, { ...options, accountId }));
      }
    }),
  );
});

test("a package that has ended is no part of the limit", () => {
  const [account] = quotaDashboard(acme, { asOf: time("2024-07-02 12:00") });
  expect(account?.parts.map(({ id }) => id)).toStrictEqual(["standard", "old", "new"]);
});
