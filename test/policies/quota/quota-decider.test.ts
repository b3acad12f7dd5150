import {
  type BillingEvent,
  createQuotaDecider,
  decideQuota,
  isUsageError,
  orThrow,
  type QuotaCommand,
  type QuotaRefusalReason,
  type QuotaRequest,
  quotaDecider,
} from "chatledger";
import { describe, expect, test } from "vitest";
import { at, event, inAccount, time } from "../../support/events.ts";

const asOf = time("12:00");
const now = { at: "2024-05-01T14:00:00+02:00", id: "new" };

const standard = event.PlanSubscribed();
const pro = event.PlanSubscribed({ plan: "pro" });
const hundred = event.PackagePurchased();
const thousand = event.PackagePurchased({ conversations: 1_000 });
const disabled = event.PackageRenewalDisabled();
const cancelled = event.PlanCancelled();
const lower = event.PlanChanged({ plan: "standard" });
const counted = Array.from({ length: 100 }, (_, i) => event.ChatbotConversationCounted({ conversationId: `c${i}` }));
const failed = event.PackageRenewalFailed();

const buy = (conversations: number): QuotaRequest => ({ type: "PurchasePackage", conversations, packageId: "new" });
const change = (plan: string): QuotaRequest => ({ type: "ChangePlan", plan });
const start = (conversationId: string): QuotaRequest => ({ type: "StartChatbotConversation", conversationId });
const disable: QuotaRequest = { type: "DisablePackageRenewal", packageId: "package" };
const enable: QuotaRequest = { type: "EnablePackageRenewal", packageId: "package" };
const cancel: QuotaRequest = { type: "CancelPlan" };
const reactivate: QuotaRequest = { type: "ReactivatePlan" };

/** Nothing to write, since it is so already. */
const already = "already";

const rows: readonly [
  name: string,
  given: readonly BillingEvent[],
  when: QuotaRequest,
  then: BillingEvent["type"] | QuotaRefusalReason | typeof already,
][] = [
  ["a purchase", [standard], buy(100), "PackagePurchased"],
  ["a purchase that fills the cap", [standard], buy(400), "PackagePurchased"],
  ["a purchase beyond the cap", [standard], buy(401), "cap-exceeded"],
  ["a purchase beside a disabled package", [standard, hundred, disabled], buy(400), "cap-exceeded"],
  ["a purchase beside a package that was not paid", [standard, hundred, failed], buy(400), "PackagePurchased"],
  ["a purchase that the plan to come has no room for", [pro, lower], buy(401), "cap-exceeded"],
  ["a purchase that it has room for", [pro, lower], buy(400), "PackagePurchased"],
  ["the same, with a package that will not renew", [pro, thousand, disabled, lower], buy(400), "PackagePurchased"],
  ["a purchase of nothing", [standard], buy(0), "invalid-size"],
  ["a purchase of less", [standard], buy(-100), "invalid-size"],
  ["a purchase of half a conversation", [standard], buy(0.5), "invalid-size"],
  ["a purchase of no number", [standard], buy(Number.NaN), "invalid-size"],
  ["a purchase without a plan", [], buy(0), "no-plan"],
  ["a purchase that was made", [standard, event.PackagePurchased({ packageId: "new" })], buy(100), already],
  [
    "a purchase of a package that has ended",
    [standard, event.PackagePurchased({ packageId: "new" }), event.PackageRenewalFailed({ packageId: "new" })],
    buy(100),
    "package-not-active",
  ],

  ["an upgrade", [standard], change("pro"), "PlanChanged"],
  ["a downgrade", [pro], change("standard"), "PlanChanged"],
  ["a downgrade with packages that fit", [pro, hundred], change("standard"), "PlanChanged"],
  ["a downgrade with packages that do not", [pro, thousand], change("standard"), "packages-exceed-cap"],
  ["the same, with a package that will not renew", [pro, thousand, disabled], change("standard"), "PlanChanged"],
  ["a change to the running plan", [standard], change("standard"), already],
  ["the running plan, to take a downgrade back", [pro, lower], change("pro"), "PlanChanged"],
  ["a plan that does not exist", [standard], change("huge"), "unknown-plan"],
  ["a plan with the name of a method", [standard], change("toString"), "unknown-plan"],
  ["a plan that does not exist, without a plan", [], change("huge"), "unknown-plan"],
  ["a change without a plan", [], change("pro"), "no-plan"],

  ["a conversation", [standard], start("c"), "ChatbotConversationCounted"],
  ["the last conversation", [standard, ...counted.slice(1)], start("c"), "ChatbotConversationCounted"],
  ["a conversation at the limit", [standard, ...counted], start("c"), "limit-reached"],
  ["a conversation that was counted, at the limit", [standard, ...counted], start("c5"), already],
  ["a conversation without a plan", [], start("c"), "no-plan"],

  ["disabling", [standard, hundred], disable, "PackageRenewalDisabled"],
  ["disabling twice", [standard, hundred, disabled], disable, already],
  ["disabling what was not bought", [standard], disable, "package-not-active"],
  ["disabling what was not paid", [standard, hundred, failed], disable, "package-not-active"],
  ["disabling without a plan", [], disable, "no-plan"],
  ["enabling", [standard, hundred, disabled], enable, "PackageRenewalEnabled"],
  ["enabling what is not disabled", [standard, hundred], enable, already],
  ["enabling what has ended", [standard, hundred, failed], enable, "package-not-active"],

  ["cancelling", [standard], cancel, "PlanCancelled"],
  ["cancelling twice", [standard, cancelled], cancel, already],
  ["cancelling without a plan", [], cancel, "no-plan"],
  ["reactivating", [standard, cancelled], reactivate, "PlanReactivated"],
  ["reactivating what is not cancelled", [standard], reactivate, "not-cancelled"],
  ["reactivating without a plan", [], reactivate, "no-plan"],
];

const fold = (events: readonly BillingEvent[]) => events.reduce(quotaDecider.evolve, quotaDecider.initialState());

function resultOf({ outcome, ...rest }: ReturnType<typeof quotaDecider.decide>): unknown {
  if ("reason" in rest) return rest.reason;
  const [first] = rest.events;
  return outcome === "accepted" && first !== undefined ? first.type : already;
}

describe("quotaDecider and decideQuota decide alike about", () => {
  test.each(rows)("%s", (_, given, when, then) => {
    const command: QuotaCommand = { ...when, ...now };
    expect(resultOf(quotaDecider.decide(command, fold(given)))).toBe(then);
    expect(resultOf(decideQuota(given, when, { asOf }))).toBe(then);
  });
});

describe("a package that has ended with its month", () => {
  const given = [standard, hundred, disabled];
  const nextMonth = "2024-06-01T00:00:00.000Z";

  test("can be enabled to the last millisecond and not at the boundary", () => {
    expect(resultOf(decideQuota(given, enable, { asOf: "2024-05-31T23:59:59.999Z" }))).toBe("PackageRenewalEnabled");
    expect(resultOf(decideQuota(given, enable, { asOf: nextMonth }))).toBe("package-not-active");
  });

  test("gives its room back", () => {
    expect(resultOf(decideQuota(given, buy(400), { asOf: nextMonth }))).toBe("PackagePurchased");
  });
});

describe("quotaDecider", () => {
  test("writes an event with the command's instant and id", () => {
    expect(quotaDecider.decide({ type: "PurchasePackage", conversations: 50, ...now }, fold([standard]))).toStrictEqual(
      {
        outcome: "accepted",
        events: [
          {
            type: "PackagePurchased",
            id: "new",
            occurredAt: asOf,
            accountId: "acme",
            packageId: "new",
            conversations: 50,
          },
        ],
      },
    );
  });

  test("says how much would fit", () => {
    expect(quotaDecider.decide({ type: "PurchasePackage", conversations: 401, ...now }, fold([standard]))).toEqual({
      outcome: "rejected",
      reason: "cap-exceeded",
      message: "The cap leaves room for a package of at most 400, got 401.",
      maxPurchasable: 400,
    });
  });

  test.each<[QuotaRequest, readonly BillingEvent[], QuotaRefusalReason, string]>([
    [cancel, [], "no-plan", "The account has no plan."],
    [change("pro"), [], "no-plan", "The account has no plan."],
    [change("huge"), [standard], "unknown-plan", 'The catalogue has no plan "huge".'],
    [buy(0.5), [standard], "invalid-size", "A package has a whole number of conversations from 1, got the number 0.5."],
    [disable, [standard], "package-not-active", 'There is no active package "package".'],
    [reactivate, [standard], "not-cancelled", "The plan is not cancelled."],
    [start("c"), [standard, ...counted], "limit-reached", "All 100 conversations of the month are used."],
    [
      change("standard"),
      [pro, thousand],
      "packages-exceed-cap",
      "Plan and packages that renew would make 1100, over the plan's cap of 500.",
    ],
  ])("says why it refuses %j", (command, given, reason, message) => {
    const refusal = { outcome: "rejected", reason, message };
    expect(quotaDecider.decide({ ...command, ...now }, fold(given))).toStrictEqual(refusal);
  });

  test("puts an event behind what is known of its instant", () => {
    const bought = event.PackagePurchased(at("12:00"), { id: "z", sequence: 4 });
    const decision = quotaDecider.decide({ ...now, type: "CancelPlan" }, fold([standard, bought]));
    expect(decision).toMatchObject({ events: [{ sequence: 5 }] });
    const own = quotaDecider.decide({ ...now, type: "CancelPlan", sequence: 9 }, fold([standard, bought]));
    expect(own).toMatchObject({ events: [{ sequence: 9 }] });
  });

  test("puts it behind the last of them, and first of all behind what has no place", () => {
    const decided = (...sequences: (number | undefined)[]) => {
      const there = sequences.map((sequence, i) =>
        event.PackagePurchased(at("12:00"), { packageId: `p${i}`, sequence }),
      );
      return quotaDecider.decide({ ...now, type: "CancelPlan" }, fold([standard, ...there]));
    };
    expect(decided(7, 3)).toMatchObject({ events: [{ sequence: 8 }] });
    expect(decided(undefined)).toMatchObject({ events: [{ sequence: 0 }] });
  });

  test("writes what the command says and no more", () => {
    const events = [{ type: "PlanCancelled", id: "new", occurredAt: asOf, accountId: "acme" }];
    expect(quotaDecider.decide({ type: "CancelPlan", ...now }, fold([standard]))).toStrictEqual({
      outcome: "accepted",
      events,
    });
    expect(decideQuota([standard], { ...cancel, id: "new" }, { asOf })).toStrictEqual({ outcome: "accepted", events });
  });

  test("says what fits beside the packages that will renew under the plan to come", () => {
    const refusal = quotaDecider.decide({ ...buy(400), ...now }, fold([pro, hundred, lower]));
    expect(refusal).toMatchObject({ reason: "cap-exceeded", maxPurchasable: 300 });
  });

  test("lets an account move up whatever its packages, and down as far as they fit", () => {
    const catalogue = { wide: { rank: 1, included: 10, cap: 110 }, narrow: { rank: 2, included: 10, cap: 20 } };
    const decider = createQuotaDecider({ catalogue });
    const moved = (from: string, to: string) => {
      const given = [
        event.PlanSubscribed({ plan: from }),
        event.PackagePurchased({ conversations: from === "wide" ? 100 : 10 }),
      ];
      const state = given.reduce(decider.evolve, decider.initialState());
      return resultOf(decider.decide({ type: "ChangePlan", plan: to, ...now }, state));
    };
    expect([moved("wide", "narrow"), moved("narrow", "wide")]).toEqual(["PlanChanged", "PlanChanged"]);
    expect(
      resultOf(
        quotaDecider.decide(
          { ...change("standard"), ...now },
          fold([pro, event.PackagePurchased({ conversations: 400 })]),
        ),
      ),
    ).toBe("PlanChanged");
  });

  test("takes a change to the running plan for one that is so already", () => {
    const same = event.PlanChanged({ plan: "standard" });
    expect(quotaDecider.decide({ ...change("standard"), ...now }, fold([standard, same]))).toEqual({
      outcome: "accepted",
      events: [],
    });
  });

  test("accepts a known id with no events, whatever the command", () => {
    const command: QuotaCommand = { type: "ReactivatePlan", at: asOf, id: standard.id };
    expect(quotaDecider.decide(command, fold([standard]))).toEqual({ outcome: "accepted", events: [] });
  });

  test("gives the same state back for an event that it knows", () => {
    const state = fold([standard, hundred]);
    expect(quotaDecider.evolve(state, { ...hundred })).toBe(state);
  });

  test("refuses events of another account", () => {
    expect(() => fold([standard, event.PlanCancelled(inAccount("globex"))])).toThrow(
      expect.objectContaining({ code: "several-accounts", message: expect.stringContaining('"acme", "globex"') }),
    );
  });

  test("takes no event of a conversation", () => {
    const click = JSON.parse(JSON.stringify(event.ButtonClicked()));
    expect(() => fold([click])).toThrow(new TypeError("ButtonClicked is no billing event."));
  });

  test("throws what is a bug of the caller", () => {
    const state = fold([standard]);
    expect(() => quotaDecider.decide({ type: "CancelPlan", id: "new", at: "noon" }, state)).toThrow(
      expect.objectContaining({ code: "invalid-instant", message: expect.stringMatching(/^at: /) }),
    );
    expect(() => quotaDecider.decide({ type: "CancelPlan", id: "", at: asOf }, state)).toThrow(
      expect.objectContaining({ name: "EventError", path: "id" }),
    );
    const unknown = JSON.parse('{"type":"BuyPackage","id":"new"}');
    expect(() => quotaDecider.decide({ ...unknown, at: asOf }, state)).toThrow(
      expect.objectContaining({ name: "UsageError", code: "invalid-option" }),
    );
    expect(() => decideQuota([standard], unknown, { asOf })).toThrow(
      /^type: expected one of PurchasePackage, .*BuyPackage/,
    );
  });

  test("works with event stores that expect a refusal to be thrown", () => {
    const { decide } = orThrow(quotaDecider);
    expect(decide({ type: "CancelPlan", ...now }, fold([standard]))).toHaveLength(1);
    expect(() => decide({ type: "PurchasePackage", conversations: 401, ...now }, fold([standard]))).toThrow(
      expect.objectContaining({ code: "cap-exceeded", refusal: expect.objectContaining({ maxPurchasable: 400 }) }),
    );
  });

  test("can be of other plans, with a soft limit", () => {
    const soft = createQuotaDecider({ catalogue: { tiny: { rank: 0, included: 0, cap: 1 } }, mode: "soft" });
    const state = soft.evolve(soft.initialState(), event.PlanSubscribed({ plan: "tiny" }));
    expect(resultOf(soft.decide({ type: "StartChatbotConversation", conversationId: "c", ...now }, state))).toBe(
      "ChatbotConversationCounted",
    );
    expect(() => createQuotaDecider({ catalogue: { tiny: { rank: 0, included: 2, cap: 1 } } })).toThrow(
      expect.objectContaining({ code: "invalid-catalogue" }),
    );
  });
});

describe("decideQuota", () => {
  const wish: QuotaRequest = { type: "PurchasePackage", conversations: 50 };

  test("takes the ids that are missing from newId", () => {
    let made = 0;
    const newId = () => `id-${++made}`;
    expect(decideQuota([standard], wish, { asOf, newId })).toMatchObject({
      events: [{ id: "id-1", packageId: "id-2", occurredAt: asOf }],
    });
    expect(decideQuota([standard], { ...wish, id: "own", packageId: "mine" }, { asOf, newId })).toMatchObject({
      events: [{ id: "own", packageId: "mine" }],
    });
    expect(made).toBe(2);
    // A command that is about no package takes one id, and its event names none.
    const decision = decideQuota([standard], { type: "ChangePlan", plan: "pro" }, { asOf, newId });
    expect(decision).toStrictEqual({
      outcome: "accepted",
      events: [{ type: "PlanChanged", id: "id-3", occurredAt: asOf, accountId: standard.accountId, plan: "pro" }],
    });
    expect(made).toBe(3);
  });

  test("makes the same ids of the same command at the same time, and others of others", () => {
    const idOf = (request: QuotaRequest, time: string) => {
      const decision = decideQuota([standard], request, { asOf: time });
      return decision.outcome === "accepted" ? decision.events[0]?.id : undefined;
    };
    const id = idOf(wish, asOf);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(idOf({ conversations: 50, type: "PurchasePackage", id: undefined }, asOf)).toBe(id);
    expect(idOf({ ...wish, conversations: 51 }, asOf)).not.toBe(id);
    expect(idOf(wish, time("12:00:00.001"))).not.toBe(id);
  });

  test("does not see the future", () => {
    expect(resultOf(decideQuota([standard, event.PackagePurchased(at("13:00"))], buy(400), { asOf }))).toBe(
      "PackagePurchased",
    );
  });

  test("decides about the account that is named", () => {
    const events = [standard, event.PlanSubscribed(inAccount("globex"), { plan: "pro" })];
    const room = (accountId: string) => decideQuota(events, buy(10_000), { asOf, accountId });
    expect(room("acme")).toMatchObject({ maxPurchasable: 400 });
    expect(room("globex")).toMatchObject({ maxPurchasable: 9_500 });
    expect(room("nobody")).toMatchObject({ reason: "no-plan" });
    try {
      decideQuota(events, buy(1), { asOf });
      expect.unreachable();
    } catch (error) {
      expect(isUsageError(error) && error.code).toBe("several-accounts");
    }
  });

  test("knows conversations that count by what happened in them", () => {
    const clicked = event.ButtonClicked({ conversationId: "clicked" });
    expect(resultOf(decideQuota([standard, clicked], start("clicked"), { asOf }))).toBe(already);
  });
});
