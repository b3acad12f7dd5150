import { chatbotStatistics } from "chatledger";
import { expect, test } from "vitest";
import { funnelOf } from "../../../src/projections/statistics/funnel.ts";
import { chats } from "../../support/chats.ts";

test("each step is a share of those to whom a bot was shown", () => {
  const events = [
    ...chats.ignored("10:00"),
    ...chats.resolved("10:00"),
    ...chats.escalated("10:00"),
    ...chats.inProgress("10:00"),
    ...chats.withoutBot("10:00"),
  ];
  const steps = funnelOf(chatbotStatistics(events).totals);
  expect(steps.map(({ figure, share }) => [figure, share.numerator, share.denominator, share.value])).toStrictEqual([
    ["triggered", 4, 4, 1],
    ["noReaction", 1, 4, 0.25],
    ["reactions", 3, 4, 0.75],
    ["resolved", 1, 4, 0.25],
    ["escalated", 1, 4, 0.25],
    ["inProgress", 1, 4, 0.25],
  ]);
});

test("of nothing there are no shares", () => {
  for (const { share } of funnelOf(chatbotStatistics([]).totals)) expect(share.value).toBeNull();
});
