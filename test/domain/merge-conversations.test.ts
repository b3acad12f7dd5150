import { type ConversationState, foldConversation, initialConversation, mergeConversations } from "chatledger";
import { conversation } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { event, inAccount, inChat } from "../support/events.ts";
import { isDeeplyFrozen } from "../support/is-deeply-frozen.ts";

const state: fc.Arbitrary<ConversationState> = conversation().map(foldConversation);

test("the union keeps each event once", () => {
  const [bot, click, close] = [event.BotTriggered(), event.ButtonClicked(), event.ChatClosed()];
  const merged = mergeConversations(foldConversation([bot, click]), foldConversation([close, click]));
  expect(merged).toStrictEqual(foldConversation([bot, click, close]));
});

describe("laws", () => {
  test("commutative", () => {
    fc.assert(
      fc.property(state, state, (a, b) => {
        expect(JSON.stringify(mergeConversations(a, b))).toBe(JSON.stringify(mergeConversations(b, a)));
      }),
    );
  });

  test("associative", () => {
    fc.assert(
      fc.property(state, state, state, (a, b, c) => {
        const left = mergeConversations(mergeConversations(a, b), c);
        expect(left).toStrictEqual(mergeConversations(a, mergeConversations(b, c)));
      }),
    );
  });

  test("idempotent, to the very same object", () => {
    fc.assert(
      fc.property(state, state, (a, b) => {
        expect(mergeConversations(a, a)).toBe(a);
        const ab = mergeConversations(a, b);
        expect(mergeConversations(ab, a)).toBe(ab);
        expect(mergeConversations(ab, b)).toBe(ab);
      }),
    );
  });

  test("the initial state is the identity, to the very same object", () => {
    fc.assert(
      fc.property(state, (a) => {
        expect(mergeConversations(a, initialConversation())).toBe(a);
        const merged = mergeConversations(initialConversation(), a);
        expect(merged).toStrictEqual(a);
        if (a.of !== null) expect(merged).toBe(a);
      }),
    );
  });

  test("the result is frozen and what was merged is left as it was", () => {
    fc.assert(
      fc.property(state, state, (a, b) => {
        const before = JSON.stringify([a, b]);
        expect(isDeeplyFrozen(mergeConversations(a, b))).toBe(true);
        expect(JSON.stringify([a, b])).toBe(before);
      }),
    );
  });
});

describe("states of two conversations are refused", () => {
  const here = foldConversation([event.BotTriggered()]);

  test.each([
    ["two conversations", foldConversation([event.BotTriggered(inChat("other"))])],
    ["two accounts", foldConversation([event.BotTriggered(inAccount("other"))])],
  ])("%s", (_, there) => {
    expect(() => mergeConversations(here, there)).toThrow(expect.objectContaining({ code: "different-conversation" }));
    expect(() => mergeConversations(there, here)).toThrow(expect.objectContaining({ code: "different-conversation" }));
  });
});
