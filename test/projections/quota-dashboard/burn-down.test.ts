import { type LedgerEvent, quotaDashboard, quotaView } from "chatledger";
import { ledger, quotaQuestion } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { certain } from "../../../src/domain/certain.ts";
import { burnDown } from "../../../src/projections/quota-dashboard/burn-down.ts";
import { at, event, inChat, time } from "../../support/events.ts";

function burnDownOf(events: readonly LedgerEvent[], asOf: string, thresholds?: readonly number[]) {
  const [account] = quotaDashboard(events, { asOf, thresholds });
  return account === undefined ? null : burnDown(account, { asOf, thresholds });
}

const click = (clock: string) => event.ButtonClicked(at(clock), inChat(`chat of ${clock}`));
const plan = event.PlanSubscribed(at("2024-05-01 08:00"), { timeZone: "Europe/Prague" });

test("what is left at the end of each day of the account's own, and now", () => {
  const events = [
    plan,
    click("2024-05-01 21:59"),
    click("2024-05-01 22:00"),
    click("2024-05-03 10:00"),
    event.PackagePurchased(at("2024-05-03 11:00"), { packageId: "p", conversations: 50 }),
    click("2024-05-03 12:00"),
  ];
  expect(burnDownOf(events, time("2024-05-03 12:00"))?.balances).toStrictEqual([
    { at: time("2024-05-01 08:00"), limit: 100, used: 0, left: 100 },
    { at: time("2024-05-01 22:00"), limit: 100, used: 1, left: 99 },
    { at: time("2024-05-02 22:00"), limit: 100, used: 2, left: 98 },
    { at: time("2024-05-03 12:00"), limit: 150, used: 4, left: 146 },
  ]);
});

test("thresholds are of the present limit, and those that were asked for", () => {
  expect(burnDownOf([plan], time("09:00"))?.thresholds).toStrictEqual([
    { pct: 75, left: 25 },
    { pct: 90, left: 10 },
    { pct: 100, left: 0 },
  ]);
  expect(burnDownOf([plan], time("09:00"), [33])?.thresholds).toStrictEqual([{ pct: 33, left: 67 }]);
});

test("the pace so far leads to what is left at the end of the month", () => {
  // Ten days of thirty-one have passed since the month began: 10 used of 100 make 31, and 70 left would be too many.
  const events = [plan, ...Array.from({ length: 10 }, (_, i) => click(`2024-05-02 10:0${i}`))];
  expect(burnDownOf(events, time("2024-05-10 22:00"))?.forecast).toStrictEqual({
    at: time("2024-05-31 22:00"),
    left: 69,
  });
});

test("or to the moment at which nothing is left, which the view names", () => {
  const events = [plan, ...Array.from({ length: 60 }, (_, i) => click(`2024-05-02 10:${String(i).padStart(2, "0")}`))];
  const asOf = time("2024-05-10 22:00");
  expect(burnDownOf(events, asOf)?.forecast).toStrictEqual({ at: quotaView(events, { asOf }).exhaustsAt, left: 0 });
});

test("there is none when everything is used, nor at the very beginning of a month", () => {
  const events = [
    plan,
    ...Array.from({ length: 100 }, (_, i) => event.ButtonClicked(at("2024-05-02 10:00"), inChat(`${i}`))),
  ];
  expect(burnDownOf(events, time("2024-05-10 22:00"))).toMatchObject({ forecast: null });
  expect(burnDownOf([plan], time("2024-05-31 22:00"))?.forecast).toBeNull();
});

test("an account without a plan has none", () => {
  expect(burnDownOf([click("2024-05-02 10:00")], time("2024-05-10 22:00"))).toBeNull();
});

test("of a dashboard whose ledger was left out there are no balances", () => {
  const asOf = time("2024-05-10 22:00");
  const [account] = quotaDashboard([plan], { asOf });
  expect(burnDown({ ...certain(account), ledger: [] }, { asOf })?.balances).toEqual([]);
});

test("every balance is what the view was then, and the last what it is now", () => {
  fc.assert(
    fc.property(ledger(), quotaQuestion(), (events, question) => {
      for (const account of quotaDashboard(events, question)) {
        const month = burnDown(account, question);
        expect(month === null).toBe(account.plan === null);
        if (month === null) continue;
        const [first, ...others] = month.balances;
        expect(first).toMatchObject({ at: account.ledger[0]?.at });
        const last = month.balances.at(-1);
        if (others.length > 0) expect(last).toMatchObject({ limit: account.limit, used: account.used });
        for (const { at, limit, used } of others.slice(0, -1)) {
          const then = quotaView(events, { ...question, accountId: account.accountId, asOf: Date.parse(at) - 1 });
          expect({ limit, used }).toStrictEqual({ limit: then.limit, used: then.used });
        }
        for (const { limit, used, left } of month.balances) expect(left).toBe(limit - used);
        if (month.forecast !== null) expect(month.forecast.left).toBeLessThanOrEqual(account.remaining);
      }
    }),
  );
});

test("at the very beginning there is one balance", () => {
  expect(burnDownOf([plan], time("2024-05-01 08:00"))?.balances).toHaveLength(1);
});

test("a time to look at that is none is refused by its name", () => {
  const [account] = quotaDashboard([plan], { asOf: time("09:00") });
  expect(() => burnDown(certain(account), { asOf: "noon" })).toThrow(/^asOf: /);
});
