import { type LedgerEvent, type QuotaOptions, quotaView } from "chatledger";
import { describe, expect, test } from "vitest";
import { at, event, inAccount, time } from "../../support/events.ts";

const asOf = time("12:00");
const standard = event.PlanSubscribed(at("10:00"));
const count = (conversationId: string, clock: string, id = conversationId) =>
  event.ChatbotConversationCounted(at(clock), { conversationId, id });
const codes = (events: readonly LedgerEvent[], when: string) =>
  quotaView(events, { asOf: when }).anomalies.map(({ code }) => code);

test("an account of which nothing is known has no plan", () => {
  expect(quotaView([], { asOf })).toEqual({
    status: "none",
    plan: null,
    period: null,
    included: 0,
    packagesTotal: 0,
    cap: 0,
    limit: 0,
    unusable: 0,
    used: 0,
    remaining: 0,
    overage: 0,
    decision: "deny",
    reason: "no-plan",
    nextLimit: 0,
    exhaustsAt: null,
    duplicatesIgnored: 0,
    uncovered: 0,
    thresholds: [],
    anomalies: [],
    usedByPeriod: {},
    history: [],
    ledger: [],
  });
});

describe("the ledger", () => {
  const bought = event.PackagePurchased(at("10:02"), { id: "buy" });
  const disabled = event.PackageRenewalDisabled(at("10:03"));
  const events = [
    { ...standard, id: "subscribe" },
    count("c1", "10:01"),
    count("c1", "10:04", "again"),
    bought,
    disabled,
  ];

  test("has a line for each change of the balance, and none for what changes nothing now", () => {
    expect(quotaView(events, { asOf }).ledger).toEqual([
      { at: time("10:00"), what: "PlanSubscribed", eventId: "subscribe", plan: "standard", limit: 100, used: 0 },
      {
        at: time("10:01"),
        what: "ChatbotConversationCounted",
        eventId: "c1",
        conversationId: "c1",
        limit: 100,
        used: 1,
      },
      { at: time("10:02"), what: "PackagePurchased", eventId: "buy", packageId: "package", limit: 200, used: 1 },
    ]);
  });

  test("starts anew with each month", () => {
    const [line, ...others] = quotaView(events, { asOf: time("2024-07-15 00:00") }).ledger;
    expect(others).toEqual([]);
    expect(line).toEqual({
      at: time("2024-07-01 00:00"),
      what: "PeriodStarted",
      eventId: null,
      plan: "standard",
      limit: 100,
      used: 0,
    });
  });
});

describe("history", () => {
  const ended = [standard, event.PlanCancelled(at("10:05")), count("c1", "10:01")];
  const again = [
    ...ended,
    event.PlanSubscribed(at("2024-08-03 00:00"), { plan: "pro" }),
    count("c2", "2024-10-01 00:00"),
    count("c3", "2024-10-02 00:00"),
  ];
  const may = {
    subscribedAt: time("10:00"),
    index: 0,
    start: time("2024-05-01 00:00"),
    end: time("2024-06-01 00:00"),
    plan: "standard",
    limit: 100,
    used: 1,
  };

  test("keeps the months of a plan that is over", () => {
    expect(quotaView(ended, { asOf: time("2024-06-01 00:00") })).toMatchObject({
      status: "none",
      used: 0,
      usedByPeriod: { 0: 1 },
      history: [may],
    });
  });

  test("has those months of all plans in which something happened; usedByPeriod is of the latest", () => {
    const { history, usedByPeriod } = quotaView(again, { asOf: time("2024-12-01 00:00") });
    expect(usedByPeriod).toEqual({ 0: 0, 2: 2 });
    expect(history.map(({ start, plan, limit, used }) => [start.slice(0, 7), plan, limit, used])).toEqual([
      ["2024-05", "standard", 100, 1],
      ["2024-08", "pro", 500, 0],
      ["2024-10", "pro", 500, 2],
    ]);
  });
});

test("usedByPeriod is of the latest plan alone, whose months are numbered from 0 again", () => {
  const events = [
    standard,
    count("c1", "2024-06-02 00:00"),
    event.PlanCancelled(at("2024-06-03 00:00")),
    event.PlanSubscribed(at("2024-08-03 00:00")),
    count("c2", "2024-08-04 00:00"),
  ];
  const { history, usedByPeriod } = quotaView(events, { asOf: time("2024-08-05 00:00") });
  expect(history.map(({ index }) => index)).toEqual([0, 1, 0]);
  expect(usedByPeriod).toEqual({ 0: 1 });
});

describe("the limit will be used up", () => {
  const catalogue = { four: { rank: 1, included: 4, cap: 4 }, free: { rank: 2, included: 0, cap: 0 } };
  const midnight = event.PlanSubscribed(at("2024-05-01 00:00"), { plan: "four" });
  const used = (n: number) => Array.from({ length: n }, (_, i) => count(`c${i}`, "2024-05-01 00:00"));
  const exhaustsAt = (n: number, day: string, plan = midnight) =>
    quotaView([plan, ...used(n)], { asOf: time(`2024-05-${day} 00:00`), catalogue, mode: "soft" }).exhaustsAt;

  test.each([
    ["at the pace of the month", 2, "03", "2024-05-05 00:00"],
    ["sooner, the fewer are left", 3, "04", "2024-05-05 00:00"],
    ["later, the slower it goes", 1, "03", "2024-05-09 00:00"],
    ["just within the month", 1, "08", "2024-05-29 00:00"],
    ["now, if nothing is left", 4, "03", "2024-05-03 00:00"],
    ["now, if more was used", 6, "03", "2024-05-03 00:00"],
  ])("%s", (_, n, day, when) => {
    expect(exhaustsAt(n, day)).toBe(time(when));
  });

  test.each([
    ["of which nothing is used", 0, "03", midnight],
    ["in which no time has passed", 2, "01", midnight],
    ["that ends before", 1, "11", midnight],
    ["whose limit is 0", 1, "03", { ...midnight, plan: "free" }],
  ])("not in a month %s", (_, n, day, plan) => {
    expect(exhaustsAt(n, day, plan)).toBeNull();
  });
});

test("thresholds fire from the lowest on, each once, however they are given", () => {
  const catalogue = { four: { rank: 1, included: 4, cap: 4 } };
  const counts = ["10:01", "10:02", "10:03", "10:04"].map((clock, i) => count(`c${i}`, clock));
  const events = [event.PlanSubscribed(at("10:00"), { plan: "four" }), ...counts];
  const { thresholds } = quotaView(events, { asOf, catalogue, thresholds: [100, 1, 50, 50] });
  expect(thresholds).toEqual([
    { pct: 1, at: time("10:01") },
    { pct: 50, at: time("10:02") },
    { pct: 100, at: time("10:04") },
  ]);
});

test("a limit of 0 fires no threshold", () => {
  const catalogue = { free: { rank: 1, included: 0, cap: 0 } };
  const events = [event.PlanSubscribed(at("10:00"), { plan: "free" }), count("c1", "10:01")];
  expect(quotaView(events, { asOf, catalogue })).toMatchObject({ limit: 0, used: 1, overage: 1, thresholds: [] });
});

describe("a conversation counts", () => {
  test("once by its interaction and once by an event that was given the same id, in whatever order they come", () => {
    const click = event.ButtonClicked(at("10:10"), { id: "same", conversationId: "c1" });
    const both = [standard, click, count("c1", "10:10", "same"), count("c1", "10:20", "again")];
    for (const events of [both, both.toReversed()]) {
      expect(quotaView(events, { asOf })).toMatchObject({ used: 1, duplicatesIgnored: 1 });
    }
  });

  const clicked = event.ButtonClicked(at("10:10"), { id: "click", conversationId: "c1" });

  test("by its first interaction", () => {
    const later = event.ButtonClicked(at("10:11"), { conversationId: "c1" });
    const { used, ledger } = quotaView([standard, later, clicked], { asOf });
    expect(used).toBe(1);
    expect(ledger.at(-1)).toMatchObject({ at: time("10:10"), eventId: "click", conversationId: "c1" });
  });

  test.each([
    ["before", "10:09", "c1"],
    ["after", "10:12", "click"],
  ])("once, with an event of its own %s it", (_, clock, eventId) => {
    const view = quotaView([standard, clicked, count("c1", clock)], { asOf });
    expect(view).toMatchObject({ used: 1, duplicatesIgnored: 0 });
    expect(view.ledger.at(-1)).toMatchObject({ eventId });
    const twice = quotaView([standard, clicked, count("c1", clock), count("c1", "10:13", "again")], { asOf });
    expect(twice).toMatchObject({ used: 1, duplicatesIgnored: 1 });
  });

  test("by the rules that are asked for", () => {
    const typed = event.BotInputSubmitted(at("10:10"));
    expect(quotaView([standard, typed], { asOf }).used).toBe(1);
    expect(quotaView([standard, typed], { asOf, ruleOptions: { botInputIsInteraction: false } }).used).toBe(0);
  });

  test("for no plan where there is none, even if it is counted again under one", () => {
    const view = quotaView([standard, count("c1", "09:59"), count("c1", "10:05", "again")], { asOf });
    expect(view).toMatchObject({ used: 0, uncovered: 1, duplicatesIgnored: 1 });
  });
});

describe("a package", () => {
  const bought = event.PackagePurchased(at("10:01"));
  const june = (day: string) => at(`2024-06-${day} 00:00`);
  const renewed = (day: string, periodStart = time("2024-06-01 00:00")) =>
    event.PackageRenewed(june(day), { periodStart });

  test("that was disabled before its payment failed and succeeded does not come back for good", () => {
    const events = [
      standard,
      bought,
      event.PackageRenewalDisabled(june("02")),
      event.PackageRenewalFailed(june("03"), { periodStart: time("2024-06-01 00:00") }),
      renewed("04"),
    ];
    expect(quotaView(events, { asOf: time("2024-06-05 00:00") })).toMatchObject({ limit: 200, nextLimit: 100 });
    expect(codes(events, time("2024-06-05 00:00"))).toEqual([]);
  });

  test("that was disabled and charged is honoured for that month alone", () => {
    const events = [standard, bought, event.PackageRenewalDisabled(at("10:02")), renewed("02")];
    expect(quotaView(events, { asOf: time("2024-06-03 00:00") })).toMatchObject({ limit: 200, nextLimit: 100 });
    expect(codes(events, time("2024-06-03 00:00"))).toEqual(["renewed-while-disabled"]);
  });

  test("of a plan that is over comes back if it is charged under a new one, and goes on", () => {
    const resubscribed = event.PlanSubscribed(june("02"));
    const events = [standard, bought, event.PlanCancelled(at("10:02")), resubscribed, renewed("03")];
    expect(quotaView(events, { asOf: time("2024-06-04 00:00") })).toMatchObject({ limit: 200, nextLimit: 200 });
    expect(codes(events, time("2024-06-04 00:00"))).toEqual([]);
  });

  test("is charged for the running month, however that is written", () => {
    const failed = event.PackageRenewalFailed(june("02"), { periodStart: "2024-06-01T02:00:00+02:00" });
    expect(quotaView([standard, bought, failed], { asOf: time("2024-06-03 00:00") })).toMatchObject({
      limit: 100,
      anomalies: [],
    });
  });
});

test("a charge that failed for a package that is over contradicts the state", () => {
  const over = [
    standard,
    event.PackagePurchased(at("10:01"), { packageId: "p" }),
    event.PackageRenewalDisabled(at("10:02"), { packageId: "p" }),
  ];
  const periodStart = time("2024-06-01 00:00");
  const failed = event.PackageRenewalFailed(at("2024-06-02 00:00"), { packageId: "p", periodStart });
  expect(codes([...over, failed], time("2024-06-03 00:00"))).toEqual(["package-not-active"]);
});

test("facts that contradict the state are listed in their order, each with its event", () => {
  const events = [
    event.PlanChanged(at("09:00"), { id: "a" }),
    standard,
    event.PlanSubscribed(at("10:01"), { id: "b" }),
    event.PlanChanged(at("10:02"), { id: "c", plan: "huge" }),
    event.PackageRenewalDisabled(at("10:03"), { id: "d" }),
    event.PackagePurchased(at("10:04")),
    event.PackageRenewed(at("10:05"), { id: "e", periodStart: time("10:00") }),
    event.PackageRenewalFailed(at("10:06"), { id: "f", periodStart: time("10:00") }),
    event.PlanSubscribed(at("10:07"), { id: "g", plan: "toString" }),
  ];
  const { anomalies, limit } = quotaView(events.toReversed(), { asOf });
  expect(anomalies).toEqual([
    { code: "no-plan", eventId: "a" },
    { code: "already-subscribed", eventId: "b" },
    { code: "unknown-plan", eventId: "c" },
    { code: "package-not-active", eventId: "d" },
    { code: "stale-renewal", eventId: "e" },
    { code: "stale-renewal", eventId: "f" },
    { code: "unknown-plan", eventId: "g" },
  ]);
  expect(limit).toBe(200);
});

test("a silence of eight thousand years is one step", () => {
  const view = quotaView([event.PlanSubscribed({ occurredAt: "1970-01-31T00:00:00Z" })], {
    asOf: "9999-11-30T00:00:00Z",
  });
  expect(view.period).toMatchObject({ index: (9999 - 1970) * 12 + 10, start: "9999-11-01T00:00:00.000Z" });
});

describe("what cannot be answered is refused", () => {
  const refusals: readonly [string, Partial<QuotaOptions>, string, string][] = [
    ["a time that does not exist", { asOf: "2024-02-30T00:00:00Z" }, "invalid-instant", "asOf: expected an RFC 3339"],
    [
      "a negative threshold",
      { thresholds: [75, -1] },
      "invalid-option",
      "thresholds: expected whole percentages from 1, got the number -1.",
    ],
    ["a threshold of nothing", { thresholds: [0] }, "invalid-option", "got the number 0"],
    ["half a percentage", { thresholds: [0.5] }, "invalid-option", "got the number 0.5"],
    [
      "a catalogue whose cap is below",
      { catalogue: { a: { rank: 1, included: 2, cap: 1 } } },
      "invalid-catalogue",
      "a: ",
    ],
    ["a period that does not exist", JSON.parse('{ "period": "week" }'), "invalid-option", "period: expected one of"],
    ["a mode that does not exist", JSON.parse('{ "mode": "lax" }'), "invalid-option", "mode: expected one of"],
    ["a rule option that does not exist", { ruleOptions: { x: true } }, "unknown-option", "x"],
  ];

  test.each(refusals)("%s", (_, options, code, message) => {
    expect(() => quotaView([standard], { asOf, ...options })).toThrow(
      expect.objectContaining({ name: "UsageError", code, message: expect.stringContaining(message) }),
    );
  });

  test("a time zone that does not exist", () => {
    expect(() => quotaView([event.PlanSubscribed(at("10:00"), { timeZone: "Mars/Olympus" })], { asOf })).toThrow(
      expect.objectContaining({ code: "unknown-time-zone", message: expect.stringContaining("Mars/Olympus") }),
    );
  });

  test("several accounts, even if one of them has used nothing", () => {
    const events = [standard, event.VisitorArrived(inAccount("globex"))];
    expect(() => quotaView(events, { asOf })).toThrow(
      expect.objectContaining({
        code: "several-accounts",
        message: 'A quota is of one account; these are events of "acme", "globex".',
      }),
    );
    expect(quotaView(events, { asOf, accountId: "acme" }).plan).toBe("standard");
  });

  test("many accounts, of which five are named", () => {
    const events = [..."gfedcba"].map((account) => event.VisitorArrived(inAccount(account)));
    expect(() => quotaView(events, { asOf })).toThrow(/events of "a", "b", "c", "d", "e"\.$/);
  });

  test("a count that was never parsed, at an instant that is none", () => {
    const never = { ...count("c1", "10:01"), occurredAt: "noon" };
    expect(() => quotaView([standard, never], { asOf })).toThrow(
      expect.objectContaining({ name: "EventError", path: "occurredAt" }),
    );
  });

  test("a purchase of a negative size that was never parsed", () => {
    const purchase = event.PackagePurchased({ id: "bad", conversations: -5 });
    expect(() => quotaView([standard, purchase], { asOf })).toThrow(
      expect.objectContaining({ name: "EventError", path: "conversations", eventId: "bad" }),
    );
  });
});

test("another plan is a line of the ledger, though it includes as much", () => {
  const catalogue = { a: { rank: 1, included: 4, cap: 4 }, b: { rank: 2, included: 4, cap: 8 } };
  const events = [event.PlanSubscribed(at("10:00"), { plan: "a" }), event.PlanChanged(at("11:00"), { plan: "b" })];
  const { ledger } = quotaView(events, { asOf: time("12:00"), catalogue });
  expect(ledger.map(({ what, plan, limit }) => [what, plan, limit])).toStrictEqual([
    ["PlanSubscribed", "a", 4],
    ["PlanChanged", "b", 4],
  ]);
});

test("a month in which something happened, but nothing was used and no limit changed, is none of the history", () => {
  const events = [
    event.PlanSubscribed(at("2024-05-01 10:00")),
    event.PackagePurchased(at("2024-05-02 10:00"), { packageId: "p" }),
    event.PackageRenewalDisabled(at("2024-06-10 10:00"), { packageId: "p" }),
    event.ChatbotConversationCounted(at("2024-07-10 10:00")),
  ];
  const { history } = quotaView(events, { asOf: time("2024-07-20 00:00") });
  expect(history.map(({ start }) => start.slice(0, 7))).toStrictEqual(["2024-05", "2024-07"]);
});
