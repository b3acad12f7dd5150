import { type ConversationEvent, type StatisticsOptions, summarizeLog } from "chatledger";
import { log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { foldLog } from "../../src/domain/fold-log.ts";
import { plannedSummary } from "../../src/projections/planned-summary.ts";
import { gatheredByPlan } from "../support/gathered-by-plan.ts";
import { statisticsCase } from "../support/statistics-cases.ts";

function expectTheSame(events: readonly ConversationEvent[], options: StatisticsOptions): void {
  const { accountId, asOf } = options;
  const seen = [...foldLog(events)]
    .filter(({ of }) => accountId === undefined || of.accountId === accountId)
    .flatMap(({ marks }) => marks.filter(({ at }) => asOf === undefined || at <= Date.parse(String(asOf))));
  const planned = plannedSummary(gatheredByPlan(events, options), seen.length, options);
  expect(JSON.stringify(planned)).toBe(JSON.stringify(summarizeLog(events, options)));
}

test("a summary by a plan is the summary of the log, whatever is asked", () => {
  fc.assert(
    fc.property(statisticsCase(), ({ events, options }) => {
      expectTheSame(events, options);
    }),
    { numRuns: 60 },
  );
});

test("of any log it is the same, to the byte", () => {
  fc.assert(
    fc.property(log(), fc.constantFrom(undefined, "acme"), (events, accountId) => {
      expectTheSame(events, { accountId });
    }),
    { numRuns: 60 },
  );
});

test("of nothing there is none", () => {
  expectTheSame([], { unit: "visitors" });
});
