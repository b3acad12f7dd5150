import { evolveConversation, foldConversation, initialConversation, mergeConversations } from "chatledger";
import { arrivals, conversation, conversationEvent } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConversationFold } from "../../src/domain/fold-conversation.ts";
import { toMark } from "../../src/domain/mark.ts";
import { event, inAccount, inChat } from "../support/events.ts";
import { isDeeplyFrozen } from "../support/is-deeply-frozen.ts";

// Long enough for late marks to be merged in several batches.
const longConversation = fc.array(
  fc.tuple(conversationEvent(), fc.integer({ min: 0, max: 100 })).map(([one, n]) => ({ ...one, id: `e${n}` })),
  { minLength: 60, maxLength: 200, size: "max" },
);

test("no event gives the initial state", () => {
  expect(foldConversation([])).toStrictEqual(initialConversation());
  expect(isDeeplyFrozen(foldConversation([]))).toBe(true);
});

test("takes anything that can be walked through, once", () => {
  const events = [event.BotTriggered(), event.ButtonClicked(), event.ChatClosed()];
  const expected = foldConversation(events);
  expect(foldConversation(new Set(events))).toStrictEqual(expected);
  expect(foldConversation(events.values())).toStrictEqual(expected);
});

test.each([
  ["short", conversation()],
  ["long", longConversation],
])("a %s fold is evolving one by one", (_, events) => {
  fc.assert(
    fc.property(events, (list) => {
      const folded = foldConversation(list);
      expect(folded).toStrictEqual(list.reduce(evolveConversation, initialConversation()));
      expect(isDeeplyFrozen(folded)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test.each([
  ["short", conversation()],
  ["long", longConversation],
])("a %s fold is the same in any order and with any repetition", (_, events) => {
  const twoArrivals = events.chain((list) => fc.tuple(fc.constant(list), arrivals(list)));
  fc.assert(
    fc.property(twoArrivals, ([list, other]) => {
      expect(JSON.stringify(foldConversation(other))).toBe(JSON.stringify(foldConversation(list)));
    }),
    { numRuns: 50 },
  );
});

test.each([
  ["short", conversation()],
  ["long", longConversation],
])("a %s fold is the merge of folds of any split, overlapping or not", (_, events) => {
  const split = events.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.array(fc.constantFrom("left", "right", "both"), { minLength: list.length, maxLength: list.length }),
    ),
  );
  fc.assert(
    fc.property(split, ([list, sides]) => {
      const left = foldConversation(list.filter((_, index) => sides[index] !== "right"));
      const right = foldConversation(list.filter((_, index) => sides[index] !== "left"));
      expect(mergeConversations(left, right)).toStrictEqual(foldConversation(list));
    }),
    { numRuns: 50 },
  );
});

describe("events of two conversations are refused", () => {
  test.each([
    ["two conversations", event.ButtonClicked(inChat("other"))],
    ["two accounts", event.ButtonClicked(inAccount("other"))],
  ])("%s", (_, foreign) => {
    expect(() => foldConversation([event.BotTriggered(), foreign])).toThrow(
      expect.objectContaining({ code: "different-conversation" }),
    );
    expect(() => foldConversation([foreign, event.BotTriggered()])).toThrow(
      expect.objectContaining({ code: "different-conversation" }),
    );
  });
});

test("a fold can be looked at while it is under way", () => {
  fc.assert(
    fc.property(conversation(), conversation(), (before, after) => {
      const fold = new ConversationFold();
      for (const one of before) fold.add(one, toMark(one));
      expect(fold.state()).toStrictEqual(foldConversation(before));
      for (const one of after) fold.add(one, toMark(one));
      expect(fold.state()).toStrictEqual(foldConversation([...before, ...after]));
    }),
  );
});
