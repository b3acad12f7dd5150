import { type ConversationEvent, ratingStatistics } from "chatledger";
import { expect, test } from "vitest";
import { chats } from "../../support/chats.ts";
import { event, inAccount, time } from "../../support/events.ts";

let count = 0;

/** A chat and the ratings that the visitor gave at its end, one after the other. */
function rated(build: (clock: string, of: object) => readonly ConversationEvent[], ...ratings: readonly number[]) {
  const of = { conversationId: `rated ${++count}` };
  const given = ratings.map((rating, i) => event.ChatRated(of, { rating, occurredAt: time(`12:0${i}`) }));
  return [...build("10:00", of), ...given];
}

test("count, mean and distribution per outcome, in the order of the outcomes", () => {
  const log = [
    rated(chats.escalated, 1),
    rated(chats.resolved, 5),
    rated(chats.resolved, 4),
    rated(chats.resolved, 5),
    rated(chats.resolved),
    rated(chats.ignored, 2),
  ].flat();
  expect(ratingStatistics(log)).toStrictEqual([
    { accountId: "acme", outcome: "no-reaction", count: 1, mean: 2, distribution: [0, 1, 0, 0, 0] },
    { accountId: "acme", outcome: "resolved", count: 3, mean: 14 / 3, distribution: [0, 0, 0, 1, 2] },
    { accountId: "acme", outcome: "escalated", count: 1, mean: 1, distribution: [1, 0, 0, 0, 0] },
  ]);
});

test("a conversation's rating is its last one", () => {
  expect(ratingStatistics(rated(chats.resolved, 1, 3))).toMatchObject([{ count: 1, mean: 3 }]);
});

test("a chat without a bot is not in the statistics of chatbots", () => {
  expect(ratingStatistics(rated(chats.withoutBot, 5))).toStrictEqual([]);
});

test("by account, within the interval, as of a time", () => {
  const log = [
    rated(chats.resolved, 5),
    rated(chats.resolved, 4).map((item) => ({ ...item, ...inAccount("A") })),
  ].flat();
  expect(ratingStatistics(log).map(({ accountId, mean }) => [accountId, mean])).toStrictEqual([
    ["A", 4],
    ["acme", 5],
  ]);
  expect(ratingStatistics(log, { from: "2024-05-02", to: "2024-05-03" })).toStrictEqual([]);
  expect(ratingStatistics(log, { asOf: time("11:00") })).toStrictEqual([]);
});

test("the last rating counts, whatever comes after it", () => {
  const chat = rated(chats.resolved, 2, 3);
  const more = event.VisitorArrived({ conversationId: "rated last", occurredAt: time("13:00") });
  const log = [...chat.map((one) => ({ ...one, conversationId: "rated last" })), more];
  expect(ratingStatistics(log)).toMatchObject([{ count: 1, mean: 3 }]);
});
