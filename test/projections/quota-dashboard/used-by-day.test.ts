import { type LedgerEvent, quotaDashboard } from "chatledger";
import { ledger, quotaQuestion } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { usedByDay } from "../../../src/projections/quota-dashboard/used-by-day.ts";
import { at, event, inChat, time } from "../../support/events.ts";

const click = (clock: string) => event.ButtonClicked(at(clock), inChat(`chat of ${clock}`));

function byDay(events: readonly LedgerEvent[], asOf: string): readonly (readonly number[])[] {
  return quotaDashboard(events, { asOf }).map(usedByDay);
}

test("counts by day of the account's own, from the first of its month to the last", () => {
  const events = [
    event.PlanSubscribed(at("2024-02-10 08:00"), { timeZone: "Europe/Prague" }),
    click("2024-02-10 22:59"),
    click("2024-02-10 23:00"),
    click("2024-02-11 10:00"),
    click("2024-02-29 22:59"),
    click("2024-02-29 23:00"),
  ];
  const days = Array.from({ length: 29 }, () => 0);
  expect(byDay(events, time("2024-02-29 22:59"))).toStrictEqual([days.with(9, 1).with(10, 2).with(28, 1)]);
  const next = byDay(events, time("2024-03-01 00:00"))[0];
  expect([next?.length, next?.[0]]).toStrictEqual([31, 1]);
});

test("none without a plan", () => {
  expect(byDay([click("10:00")], time("11:00"))).toStrictEqual([[]]);
});

test("adds up to what was used, whatever has happened", () => {
  fc.assert(
    fc.property(ledger(), quotaQuestion(), (events, question) => {
      for (const account of quotaDashboard(events, question)) {
        const sum = usedByDay(account).reduce((total, count) => total + count, 0);
        expect(sum).toBe(account.period === null ? 0 : account.used);
      }
    }),
  );
});
