import {
  decideQuota,
  foldConversation,
  initialConversation,
  isConversationEvent,
  type LedgerEvent,
  type QuotaSimulation,
  quotaView,
  simulateQuota,
} from "chatledger";
import { arrivals, billingInstant, ledger } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, event, inAccount, time } from "../support/events.ts";

/** So many counted conversations, a minute apart. */
function counts(count: number, day: string, prefix = day): LedgerEvent[] {
  return Array.from({ length: count }, (_, i) =>
    event.ChatbotConversationCounted({
      id: `${prefix}-${i}`,
      conversationId: `${prefix}-${i}`,
      occurredAt: new Date(Date.parse(`${day}T00:00:00Z`) + i * 60_000).toISOString(),
    }),
  );
}

const tiny = { tiny: { small: { rank: 1, included: 3, cap: 8 }, large: { rank: 2, included: 6, cap: 30 } } };
const ids = (units: readonly { readonly conversationId: string }[]) =>
  units.map(({ conversationId }) => conversationId);

describe("an account that used 2, 5 and 4", () => {
  const log = [
    event.PlanSubscribed(at("2024-03-05 00:00")),
    ...counts(2, "2024-03-10", "mar"),
    ...counts(5, "2024-04-10", "apr"),
    ...counts(4, "2024-05-10", "may"),
  ];
  const [simulation] = simulateQuota(log, tiny, { months: 3 });

  test("would have needed the smallest plan with a package that fills its best month", () => {
    expect(simulation).toMatchObject({ accountId: "acme", catalogue: "tiny", timeZone: "UTC", peak: 5 });
    expect(simulation?.smallest).toEqual({ plan: "small", packages: 2 });
    expect(simulation?.months).toEqual([
      { start: time("2024-03-01 00:00"), end: time("2024-04-01 00:00"), conversations: 2 },
      { start: time("2024-04-01 00:00"), end: time("2024-05-01 00:00"), conversations: 5 },
      { start: time("2024-05-01 00:00"), end: time("2024-06-01 00:00"), conversations: 4 },
    ]);
  });

  test("would have been refused these by the plan alone, and none by the larger one", () => {
    const [small, large] = simulation?.plans ?? [];
    expect(small).toMatchObject({ plan: "small", packages: 2, covers: true, refused: [] });
    expect(small?.refusedAlone.map(({ eventId, at }) => [eventId, at])).toEqual([
      ["apr-3", time("2024-04-10 00:03")],
      ["apr-4", time("2024-04-10 00:04")],
      ["may-3", time("2024-05-10 00:03")],
    ]);
    expect(large).toEqual({ plan: "large", packages: 0, covers: true, refused: [], refusedAlone: [] });
  });

  test("looks no further back than it is told, and no further than asOf", () => {
    const [last] = simulateQuota(log, tiny, { months: 1 });
    expect(last).toMatchObject({ peak: 4, smallest: { plan: "small", packages: 1 } });
    const [before] = simulateQuota(log, tiny, { months: 2, asOf: time("2024-04-10 00:02") });
    expect(before?.months.map(({ conversations }) => conversations)).toEqual([2, 3]);
    const [year] = simulateQuota(log, tiny);
    expect(year?.months).toHaveLength(12);
  });
});

test("a peak beyond every cap is covered by no plan, and what would have been refused is said", () => {
  const [simulation] = simulateQuota(counts(32, "2024-05-10", "c"), tiny);
  expect(simulation).toMatchObject({ peak: 32, smallest: null });
  const [small, large] = simulation?.plans ?? [];
  expect(small).toMatchObject({ packages: 5, covers: false });
  expect(small?.refused).toHaveLength(24);
  expect(large).toMatchObject({ packages: 24, covers: false });
  expect(ids(large?.refused ?? [])).toEqual(["c-30", "c-31"]);
  expect(large?.refusedAlone).toHaveLength(26);
});

test("the vendor's plans are the default; several lists are compared in their order", () => {
  const log = counts(120, "2024-05-10");
  expect(simulateQuota(log)).toMatchObject([
    {
      catalogue: "smartsupp",
      smallest: { plan: "standard", packages: 20 },
      plans: [{ plan: "standard" }, { plan: "pro" }],
    },
  ]);
  const other = { basic: { rank: 5, included: 200, cap: 200 }, none: { rank: -1, included: 0, cap: 0 } };
  const both = simulateQuota(log, { other, ...tiny });
  expect(both.map(({ catalogue, smallest }) => [catalogue, smallest])).toEqual([
    ["other", { plan: "basic", packages: 0 }],
    ["tiny", null],
  ]);
  expect(both[0]?.plans.map(({ plan }) => plan)).toEqual(["none", "basic"]);
});

test("months are those of the subscription, else of the zone that is given", () => {
  const newYear = counts(1, "2024-04-30").map((one) => ({ ...one, occurredAt: "2024-04-30T22:30:00.000Z" }));
  const prague = event.PlanSubscribed(at("2024-01-31 12:00"), { timeZone: "Europe/Prague" });
  const used = (log: readonly LedgerEvent[], options: Parameters<typeof simulateQuota>[2]) =>
    simulateQuota(log, tiny, { months: 2, asOf: time("2024-05-02 00:00"), ...options }).map(({ timeZone, months }) => [
      timeZone,
      ...months.map(({ conversations }) => conversations),
    ]);
  expect(used(newYear, {})).toEqual([["UTC", 1, 0]]);
  expect(used(newYear, { timeZone: "Europe/Prague" })).toEqual([["Europe/Prague", 0, 1]]);
  expect(used([prague, ...newYear], {})).toEqual([["Europe/Prague", 0, 1]]);
  const ended = event.PlanCancelled(at("2024-01-31 13:00"));
  expect(used([prague, ended, ...newYear], { timeZone: "Asia/Tokyo" })).toEqual([["Europe/Prague", 0, 1]]);
  expect(used([prague, ...newYear], { period: "anniversary" })).toEqual([["Europe/Prague", 0, 1]]);
  const months = simulateQuota([prague, ...newYear], tiny, { months: 1, period: "anniversary" })[0]?.months;
  expect(months?.map(({ start }) => start)).toEqual(["2024-04-30T11:00:00.000Z"]);
});

test("a subscription to a plan that no catalogue has says where the months begin all the same", () => {
  const plan = event.PlanSubscribed(at("2024-01-15 08:00"), { plan: "__proto__", timeZone: "Europe/Prague" });
  const [simulation] = simulateQuota([plan], tiny, { months: 1 });
  expect(simulation).toMatchObject({ timeZone: "Europe/Prague", months: [{ start: "2023-12-31T23:00:00.000Z" }] });
});

test("a boundary belongs to the month that it starts", () => {
  const edges = ["2024-04-30 23:59:59.999", "2024-05-01 00:00"].map((clock) =>
    event.ChatbotConversationCounted(at(clock), { conversationId: clock }),
  );
  const [simulation] = simulateQuota(edges, tiny, { months: 2 });
  expect(simulation?.months.map(({ conversations }) => conversations)).toEqual([1, 1]);
});

test("a conversation counts once, at its first interaction, whoever covers it", () => {
  const click = event.ButtonClicked(at("2024-04-30 23:59:59"), { id: "click" });
  const log = [
    click,
    event.ChatbotConversationCounted(at("2024-05-01 00:00"), { conversationId: "chat", id: "count" }),
  ];
  const months = (input: Parameters<typeof simulateQuota>[0]) =>
    simulateQuota(input, tiny, { months: 2, asOf: time("12:00") })[0]?.months.map(({ conversations }) => conversations);
  expect(months(log)).toEqual([1, 0]);
  expect(months([foldConversation([click])])).toEqual([1, 0]);
  const [simulation] = simulateQuota([foldConversation([click]), initialConversation()], tiny, { months: 1 });
  expect(simulation).toMatchObject({ peak: 1, months: [{ start: time("2024-04-01 00:00") }] });
});

test("accounts come in order; one of which nothing has happened yet, or that was not asked for, is left out", () => {
  const log = [
    event.ButtonClicked(at("10:00"), inAccount("b")),
    event.ButtonClicked(at("10:00"), inAccount("a")),
    event.ButtonClicked(at("13:00"), inAccount("later")),
  ];
  const accounts = (options: Parameters<typeof simulateQuota>[2]) =>
    simulateQuota(log, tiny, options).map(({ accountId }) => accountId);
  expect(accounts({ asOf: time("12:00") })).toEqual(["a", "b"]);
  expect(accounts({})).toEqual(["a", "b", "later"]);
  expect(accounts({ accountId: "b" })).toEqual(["b"]);
  expect(simulateQuota([])).toEqual([]);
});

test.each([
  ["no months", { months: 0 }, "invalid-option", "months: expected a whole number from 1 to 1200, got the number 0"],
  ["half a month", { months: 0.5 }, "invalid-option", "got the number 0.5"],
  ["too many months", { months: 1_201 }, "invalid-option", "got the number 1201"],
  ["an unknown zone", { timeZone: "Mars/Olympus" }, "unknown-time-zone", "Mars/Olympus"],
  ["a time that is none", { asOf: "noon" }, "invalid-instant", "noon"],
])("%s is refused", (_, options, code, message) => {
  expect(() => simulateQuota([], tiny, options)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});

test("a catalogue with a cap below what it includes is refused", () => {
  const wrong = { bad: { rank: 1, included: 3, cap: 2 } };
  expect(() => simulateQuota([], { wrong })).toThrow(expect.objectContaining({ code: "invalid-catalogue" }));
});

describe("over any log", () => {
  const asked = fc.record({ log: ledger(), asOf: billingInstant(), months: fc.integer({ min: 1, max: 6 }) });

  test("order and repetition change nothing", () => {
    const arrived = asked.chain(({ log, ...rest }) => fc.tuple(fc.constant(log), arrivals(log), fc.constant(rest)));
    fc.assert(
      fc.property(arrived, ([log, again, options]) => {
        expect(simulateQuota(again, tiny, options)).toEqual(simulateQuota(log, tiny, options));
      }),
    );
  });

  test("the package that it names is enough, and one conversation less is not", () => {
    fc.assert(
      fc.property(asked, ({ log, ...options }) => {
        for (const simulation of simulateQuota(log, tiny, options)) expectSmallest(simulation);
      }),
    );
  });

  function expectSmallest({ months, smallest, plans }: QuotaSimulation): void {
    for (const { plan, packages, covers, refused, refusedAlone } of plans) {
      const { included, cap } = plan === "small" ? tiny.tiny.small : tiny.tiny.large;
      const over = (limit: number) =>
        months.reduce((sum, { conversations }) => sum + Math.max(0, conversations - limit), 0);
      expect(included + packages).toBeLessThanOrEqual(cap);
      expect(refused.length).toBe(over(included + packages));
      expect(refusedAlone.length).toBe(over(included));
      expect(covers).toBe(refused.length === 0);
      if (packages > 0) expect(over(included + packages - 1)).toBeGreaterThan(0);
    }
    const enough = plans.find(({ covers }) => covers);
    expect(smallest?.plan).toBe(enough?.plan);
    expect(smallest?.packages).toBe(enough?.packages);
  }

  test("what a plan would have refused is what it does refuse when it is lived through", () => {
    fc.assert(
      fc.property(asked, ({ log, ...options }) => {
        const [simulation] = simulateQuota(log, tiny, { ...options, accountId: "acme" });
        const small = simulation?.plans[0];
        if (simulation === undefined || small === undefined) return;
        const units = simulation.months.flatMap(({ start, end }) => {
          const last = Math.min(Date.parse(end) - 1, Date.parse(options.asOf));
          return livedThrough(log, simulation.timeZone, start, new Date(last).toISOString());
        });
        expect(ids(small.refusedAlone)).toEqual(units);
      }),
      { numRuns: 30 },
    );
  });

  /** Which conversations of [start, until] the decider refuses, asked one by one in their order. */
  function livedThrough(log: readonly LedgerEvent[], timeZone: string, start: string, until: string): string[] {
    const plan = event.PlanSubscribed({ id: "s", occurredAt: start, plan: "small", timeZone });
    const options = { catalogue: tiny.tiny, accountId: "acme" };
    const chats = log.filter((one) => isConversationEvent(one) || one.type === "ChatbotConversationCounted");
    const used = quotaView([...chats, plan], { ...options, mode: "soft", asOf: until });
    let written: readonly LedgerEvent[] = [plan];
    return used.ledger.flatMap(({ conversationId, at: asOf }) => {
      if (conversationId === undefined) return [];
      const request = { type: "StartChatbotConversation", conversationId } as const;
      const decision = decideQuota(written, request, { ...options, asOf, newId: () => conversationId });
      if (decision.outcome === "rejected") return [conversationId];
      written = [...written, ...decision.events];
      return [];
    });
  }
});

test("1,200 months are the most, and a time to look at that is none is refused by its name", () => {
  const log = counts(1, "2024-05-10");
  expect(simulateQuota(log, tiny, { months: 1_200 })[0]?.months).toHaveLength(1_200);
  expect(() => simulateQuota(log, tiny, { months: 1_201 })).toThrow(/^months: /);
  expect(() => simulateQuota(log, tiny, { asOf: "noon" })).toThrow(/^asOf: /);
});

test("a peak just as high as the cap is covered", () => {
  const [simulation] = simulateQuota(counts(8, "2024-05-10"), tiny, { months: 1 });
  expect(simulation?.smallest).toStrictEqual({ plan: "small", packages: 5 });
});
