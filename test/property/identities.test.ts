import { type ChatbotStatistics, type Counts, chatbotStatistics } from "chatledger";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FIGURES } from "../../src/projections/statistics/figures.ts";
import { statisticsCase } from "../support/statistics-cases.ts";

function sum(rows: readonly Counts[]): Counts {
  const of = (figure: keyof Counts) => rows.reduce((total, row) => total + row[figure], 0);
  return {
    triggered: of("triggered"),
    noReaction: of("noReaction"),
    resolved: of("resolved"),
    escalated: of("escalated"),
    inProgress: of("inProgress"),
    reactions: of("reactions"),
    chatbotConversations: of("chatbotConversations"),
    escalatedAfterInteraction: of("escalatedAfterInteraction"),
  };
}

const additive = statisticsCase().map((item) => ({
  ...item,
  options: { ...item.options, unit: "conversations" } as const,
}));

test("the figures of every row and of the totals fit together, in both units", () => {
  fc.assert(
    fc.property(statisticsCase(), ({ events, options }) => {
      const { rows, totals } = chatbotStatistics(events, options);
      for (const row of [...rows, totals]) {
        expect(row.triggered).toBe(row.noReaction + row.reactions);
        expect(row.reactions).toBe(row.resolved + row.escalated + row.inProgress);
        expect(row.chatbotConversations).toBe(row.resolved + row.inProgress + row.escalatedAfterInteraction);
        for (const { numerator, denominator, value } of [row.resolutionRate, row.reactionRate, row.escalationRate]) {
          expect(value).toBe(denominator === 0 ? null : numerator / denominator);
        }
      }
    }),
    { numRuns: 80 },
  );
});

test("the rows add up to the totals, over every shift of the clock", () => {
  fc.assert(
    fc.property(additive, ({ events, options }) => {
      const { rows, totals } = chatbotStatistics(events, options);
      expect(totals).toMatchObject(sum(rows));
    }),
    { numRuns: 80 },
  );
});

test("the totals of a log are those of its accounts together, and the same by any size of bucket", () => {
  fc.assert(
    fc.property(additive, ({ events, options: { from, to, accountId, ...options } }) => {
      const whole = chatbotStatistics(events, options).totals;
      const accounts = [...new Set(events.map((event) => event.accountId))];
      const perAccount = accounts.map(
        (account) => chatbotStatistics(events, { ...options, accountId: account }).totals,
      );
      expect(whole).toMatchObject(sum(perAccount));
      expect(whole.undecided).toBe(perAccount.reduce((total, { undecided }) => total + undecided, 0));
      expect(chatbotStatistics(events, { ...options, by: "year" }).totals).toMatchObject(sum([whole]));
    }),
    { numRuns: 60 },
  );
});

test("two adjacent intervals add up to the one that they make", () => {
  fc.assert(
    fc.property(additive, fc.nat(), ({ events, options }, place) => {
      const whole: ChatbotStatistics = chatbotStatistics(events, options);
      const edges = [...new Set(whole.rows.map(({ from }) => from))];
      const edge = edges[place % edges.length];
      if (edge === undefined || whole.totals.from === null || whole.totals.to === null) return;
      const { from, to } = whole.totals;
      const before = chatbotStatistics(events, { ...options, from, to: edge });
      const after = chatbotStatistics(events, { ...options, from: edge, to });
      expect(whole.totals).toMatchObject(sum([before.totals, after.totals]));
      expect([before.rows, after.rows].flat().length).toBe(whole.rows.length);
      for (const figure of FIGURES) expect(before.totals[figure]).toBeLessThanOrEqual(whole.totals[figure]);
    }),
    { numRuns: 80 },
  );
});
