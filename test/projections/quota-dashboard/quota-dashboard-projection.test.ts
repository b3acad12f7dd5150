import {
  isUsageError,
  type LedgerEvent,
  type QuotaDashboardState,
  quotaDashboard,
  quotaDashboardProjection,
} from "chatledger";
import { arrivals, billingInstant, ledger, quotaQuestion } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { AccountFacts } from "../../../src/policies/quota/billing-fact.ts";
import { at, event, inAccount, time } from "../../support/events.ts";

const { initialState, evolve, merge, view } = quotaDashboardProjection({ asOf: time("12:00") });
const project = (events: readonly LedgerEvent[]) => events.reduce(evolve, initialState());

const standard = event.PlanSubscribed(at("10:00"));
const click = event.ButtonClicked(at("10:01"));

test("an event that is known gives the same state back", () => {
  const state = project([standard, click]);
  expect(evolve(state, standard)).toBe(state);
  expect(evolve(state, click)).toBe(state);
});

test("a state stays as it was when others follow from it, in whatever order they are looked at", () => {
  const before = project([standard]);
  const used = (state: QuotaDashboardState) => view(state).map((one) => one.used);
  expect(used(before)).toEqual([0]);
  const [after, other] = [evolve(before, click), evolve(before, event.ButtonClicked(at("10:02"), { id: "other" }))];
  expect([used(after), used(before), used(other), used(after)]).toEqual([[1], [0], [1], [1]]);
});

test("time moves on, and back", () => {
  const state = project([standard, event.PackagePurchased(at("10:01")), event.PackageRenewalDisabled(at("10:02"))]);
  const limits = ["12:00", "2024-06-01 00:00", "12:00", "10:01:30", "2024-07-01 00:00"].map(time);
  expect(limits.flatMap((asOf) => view(state, asOf)).map(({ limit }) => limit)).toEqual([200, 100, 200, 200, 100]);
});

test("what comes in order, yet in a month that was seen to end, is counted in its month", () => {
  const ending = project([standard, event.PlanCancelled(at("10:01"))]);
  const june = time("2024-06-10 00:00");
  expect(view(ending, june)).toMatchObject([{ status: "none", uncovered: 0 }]);
  const late = evolve(ending, event.ButtonClicked(at("2024-05-20 10:00")));
  expect(view(late, june)).toMatchObject([{ status: "none", uncovered: 0, usedByPeriod: { 0: 1 } }]);
});

test("what was shown stays as it was", () => {
  const odd = () => event.PackageRenewalDisabled(at("10:03"));
  const state = project([standard, click, odd()]);
  const [shown] = view(state);
  const before = structuredClone(shown);
  const more = [
    event.ButtonClicked(at("10:02"), { conversationId: "another" }),
    odd(),
    event.PlanCancelled(at("10:04")),
  ];
  const next = more.reduce(evolve, state);
  view(next, time("12:00"));
  view(next, time("2024-08-01 00:00"));
  expect(shown).toEqual(before);
  const june = view(next, time("2024-06-20 00:00"));
  const kept = structuredClone(june);
  view(evolve(next, event.PlanSubscribed(at("2024-06-21 00:00"))), time("2024-08-20 00:00"));
  expect(june).toEqual(kept);
});

test("accounts come by code point", () => {
  const accounts = ["\u{1F600}", "\uFF5E", "a"];
  const state = project(accounts.map((accountId) => event.PlanSubscribed(at("10:00"), inAccount(accountId))));
  expect(view(state).map(({ accountId }) => accountId)).toEqual(["a", "\uFF5E", "\u{1F600}"]);
});

test("only the account that was asked for is shown", () => {
  const projection = quotaDashboardProjection({ asOf: time("12:00"), accountId: "globex" });
  const state = [standard, event.PlanSubscribed(at("10:00"), inAccount("globex"))].reduce(
    projection.evolve,
    projection.initialState(),
  );
  expect(projection.view(state).map(({ accountId }) => accountId)).toEqual(["globex"]);
});

test("a time to look at that is none is refused", () => {
  expect(() => view(initialState(), "noon")).toThrow(expect.objectContaining({ code: "invalid-instant" }));
  const error = (() => {
    try {
      return quotaDashboardProjection({ asOf: "noon" });
    } catch (caught) {
      return caught;
    }
  })();
  expect(isUsageError(error)).toBe(true);
});

describe("over any log", () => {
  const asked = fc.record({ log: ledger(), options: quotaQuestion() });
  const arrived = asked.chain(({ log, options }) =>
    fc.tuple(arrivals(log), fc.constant(options), fc.array(billingInstant(), { minLength: 1, maxLength: 4 })),
  );

  test("event by event, looked at all the while and at any time, it equals the batch", () => {
    fc.assert(
      fc.property(arrived, ([log, options, times]) => {
        const projection = quotaDashboardProjection(options);
        let state = projection.initialState();
        for (const [i, one] of log.entries()) {
          state = projection.evolve(state, one);
          const asOf = times[i % times.length] ?? options.asOf;
          expect(projection.view(state, asOf)).toEqual(quotaDashboard(log.slice(0, i + 1), { ...options, asOf }));
        }
        expect(projection.view(state)).toEqual(quotaDashboard(log, options));
      }),
      { numRuns: 60 },
    );
  });

  test("in order of time, looked at as time passes, it equals the batch", () => {
    fc.assert(
      fc.property(asked, ({ log, options }) => {
        const projection = quotaDashboardProjection(options);
        const ordered = log.toSorted((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt));
        let state = projection.initialState();
        for (const [i, one] of ordered.entries()) {
          state = projection.evolve(state, one);
          const asOf = one.occurredAt;
          expect(projection.view(state, asOf)).toEqual(quotaDashboard(ordered.slice(0, i + 1), { ...options, asOf }));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("two parts of it merge to the whole, however they overlap", () => {
    const parts = arrived.chain(([log, options]) =>
      fc.tuple(fc.constant(log), fc.constant(options), fc.subarray(log), fc.nat({ max: log.length })),
    );
    fc.assert(
      fc.property(parts, ([log, options, some, cut]) => {
        const projection = quotaDashboardProjection(options);
        const of = (events: readonly LedgerEvent[]) => events.reduce(projection.evolve, projection.initialState());
        const [a, b] = [of([...some, ...log.slice(0, cut)]), of(log.slice(cut))];
        const whole = quotaDashboard(log, options);
        // Looked at before, so that what they hand on is put to the test.
        projection.view(a);
        projection.view(b);
        for (const merged of [projection.merge(a, b), projection.merge(b, a), projection.merge(a, of(log))]) {
          expect(projection.view(merged)).toEqual(whole);
          expect(projection.view(projection.merge(merged, merged))).toEqual(whole);
        }
        expect(projection.view(projection.merge(of(log), projection.initialState()))).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });
});

test("merging states of different accounts keeps them all", () => {
  const logs = ["acme", "globex", "initech"].map((accountId) => [event.PlanSubscribed(inAccount(accountId))]);
  const [a, b, c] = logs.map((log) => log.reduce(evolve, initialState()));
  for (const one of [a, b, c]) {
    const [others, rest] = [merge(a ?? initialState(), b ?? initialState()), c ?? initialState()];
    expect(view(merge(others, rest))).toEqual(view(merge(rest, others)));
    expect(view(merge(others, rest)).map(({ accountId }) => accountId)).toEqual(["acme", "globex", "initech"]);
    expect(view(merge(others, one ?? rest))).toHaveLength(one === c ? 3 : 2);
  }
});

test("merging nothing with nothing is nothing", () => {
  expect(view(merge(initialState(), initialState()))).toEqual([]);
});

describe("an account that was looked at", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** How many facts are gathered anew to look at a state. */
  function gathered(state: QuotaDashboardState, asOf: string): number {
    const add = vi.spyOn(AccountFacts.prototype, "add");
    view(state, asOf);
    const { length } = add.mock.calls;
    vi.restoreAllMocks();
    return length;
  }

  const used = (state: QuotaDashboardState, asOf: string) => view(state, asOf).map((one) => one.used);
  const arrival = (clock: string) => event.VisitorArrived(at(clock));
  const clicked = (clock: string, id: string, more: object = {}) => event.ButtonClicked(at(clock), { id, ...more });
  const [early, late] = [time("10:05"), time("13:00")];

  test("is not gone through again while events come in order and time passes", () => {
    let state = project([standard]);
    expect(gathered(state, early)).toBe(1);
    expect(gathered(state, early)).toBe(0);
    for (const next of [
      event.PackagePurchased(at("10:10")),
      // A conversation that is not counted yet, is, and goes on.
      arrival("10:20"),
      clicked("10:21", "first"),
      clicked("10:22", "second"),
    ]) {
      state = evolve(state, next);
      expect(gathered(state, next.occurredAt)).toBe(0);
      expect(gathered(state, late)).toBe(0);
    }
    expect(used(state, late)).toEqual([1]);
  });

  test("is gone through again when something comes late, or a conversation is counted by another event", () => {
    const state = project([standard, clicked("10:21", "x", { sequence: 1 })]);
    for (const next of [
      event.PackagePurchased(at("10:10")),
      clicked("10:20", "x", { sequence: 1 }),
      clicked("10:21", "w", { sequence: 1 }),
      clicked("10:21", "x"),
    ]) {
      view(state, late);
      const after = evolve(state, next);
      expect(gathered(after, late)).toBeGreaterThan(0);
      expect(view(after, late)).toEqual(
        quotaDashboard([standard, clicked("10:21", "x", { sequence: 1 }), next], { asOf: late }),
      );
    }
  });

  test("is looked at as it was then by what was known then", () => {
    const state = project([standard, clicked("10:21", "x")]);
    expect(used(state, late)).toEqual([1]);
    expect(used(state, early)).toEqual([0]);
    expect(gathered(state, early)).toBeGreaterThan(0);
  });
});

test("merging with what is known adds nothing, and a time to look at that is none is refused by its name", () => {
  const state = project([standard, click]);
  expect(merge(state, initialState()).accounts).toBe(state.accounts);
  expect(merge(initialState(), state).accounts).toBe(state.accounts);
  expect(() => view(state, "noon")).toThrow(/^asOf: /);
});
