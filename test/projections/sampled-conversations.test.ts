import { classify, conversationsOf } from "chatledger";
import { log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { BegunConversation } from "../../src/domain/conversation-state.ts";
import { judgeConversation, toJudge } from "../../src/policies/classification/judge.ts";
import { SampleFold } from "../../src/projections/sampled-conversations.ts";
import { chats } from "../support/chats.ts";
import { inAccount, inChat, time } from "../support/events.ts";

const judge = toJudge({});

function sample(conversations: Iterable<BegunConversation>, most: number) {
  const fold = new SampleFold(most);
  for (const state of conversations) fold.add(state, judgeConversation(state, judge));
  return fold.view();
}

const begun = (events: Parameters<typeof conversationsOf>[0]) => [...conversationsOf(events)].filter(hasBegun);
const hasBegun = (state: { readonly of: unknown }): state is BegunConversation => state.of !== null;

test("so many of each outcome as were asked for, or as there are, whatever came first", () => {
  fc.assert(
    fc.property(
      log({ maxLength: 60 }),
      fc.integer({ min: 1, max: 3 }),
      fc.func(fc.integer()),
      (events, most, order) => {
        const conversations = begun(events);
        const drawn = sample(conversations, most);
        for (const outcome of new Set(conversations.map((state) => classify(state).outcome))) {
          const all = conversations.filter((state) => classify(state).outcome === outcome);
          const some = drawn.filter((one) => one.outcome === outcome);
          expect(some).toHaveLength(Math.min(most, all.length));
          expect(new Set(some.map(({ state }) => state)).size).toBe(some.length);
          for (const { state, marks } of some) expect([all.includes(state), marks]).toStrictEqual([true, state.marks]);
        }
        const elsewise = conversations.toSorted((a, b) => order(a.of) - order(b.of));
        expect(sample(elsewise, most)).toStrictEqual(drawn);
      },
    ),
  );
});

test("ids that run are drawn from all over", () => {
  const conversations = Array.from({ length: 1_000 }, (_, i) => {
    const conversationId = `c${String(i).padStart(4, "0")}`;
    return begun(chats.resolved("10:00", { conversationId }));
  }).flat();
  const places = sample(conversations, 100).map(({ state }) => Number(state.of.conversationId.slice(1)));
  const perTenth = Array.from({ length: 10 }, (_, i) => places.filter((at) => Math.floor(at / 100) === i).length);
  for (const count of perTenth) expect(count).toBeGreaterThan(2);
});

test("escalated first, without a bot last", () => {
  const events = [
    ...chats.withoutBot("10:00"),
    ...chats.ignored("10:00"),
    ...chats.resolved("10:00"),
    ...chats.escalated("10:00"),
  ];
  expect(sample(begun(events), 1).map(({ outcome }) => outcome)).toStrictEqual([
    "escalated",
    "resolved",
    "no-reaction",
    "not-triggered",
  ]);
});

test("where two draw the same lot, the smaller account comes first, then the smaller id", () => {
  // Found by trying: of each pair both draw the same.
  const pairs = [
    [inAccount("acme"), inChat("c337991"), inAccount("acme"), inChat("c1101580")],
    [inAccount("globex"), inChat("c141906"), inAccount("acme"), inChat("c2208")],
  ] as const;
  for (const [account, chat, smallerAccount, smallerChat] of pairs) {
    const [smaller, other] = [
      { ...smallerAccount, ...smallerChat },
      { ...account, ...chat },
    ];
    const conversations = [smaller, other].flatMap((of) => begun(chats.resolved("10:00", of)));
    for (const some of [conversations, conversations.toReversed()]) {
      expect(sample(some, 2).map(({ state }) => state.of)).toEqual([smaller, other]);
      expect(sample(some, 1).map(({ state }) => state.of)).toEqual([smaller]);
    }
  }
});

test("a conversation of which nothing is seen yet is not drawn", () => {
  const fold = new SampleFold(1);
  for (const state of begun(chats.resolved("10:00"))) {
    fold.add(state, judgeConversation(state, toJudge({ asOf: time("09:59") })));
  }
  expect(fold.view()).toEqual([]);
});
