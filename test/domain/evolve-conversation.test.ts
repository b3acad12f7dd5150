import {
  type ConversationEvent,
  type ConversationState,
  evolveConversation,
  foldConversation,
  initialConversation,
} from "chatledger";
import { conversation, conversationEvent } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, event, inAccount, inChat } from "../support/events.ts";
import { isDeeplyFrozen } from "../support/is-deeply-frozen.ts";

function evolveAll(
  events: readonly ConversationEvent[],
  from: ConversationState = initialConversation(),
): ConversationState {
  return events.reduce(evolveConversation, from);
}

test("the initial state knows nothing and is always the same", () => {
  expect(initialConversation()).toStrictEqual({ of: null, marks: [] });
  expect(initialConversation()).toBe(initialConversation());
  expect(isDeeplyFrozen(initialConversation())).toBe(true);
});

test("an event becomes a mark without its texts", () => {
  const state = evolveConversation(
    initialConversation(),
    event.ButtonClicked(at("10:00"), {
      id: "click",
      buttonId: "prices",
      label: "Our prices",
      schemaVersion: 1,
      sequence: 3,
    }),
  );
  expect(state).toStrictEqual({
    of: { accountId: "acme", conversationId: "chat" },
    marks: [
      {
        at: Date.parse("2024-05-01T10:00:00Z"),
        type: "ButtonClicked",
        id: "click",
        sequence: 3,
        conversationId: "chat",
        botId: "bot",
        buttonId: "prices",
      },
    ],
  });
});

test("a late event takes its place in the order", () => {
  const state = evolveAll([
    event.ChatClosed(at("10:05"), { id: "close" }),
    event.BotTriggered(at("10:00"), { id: "bot" }),
    event.ButtonClicked(at("10:01"), { id: "click" }),
    event.ChatRated(at("10:06"), { id: "rate" }),
    event.VisitorArrived(at("09:59"), { id: "arrive" }),
  ]);
  expect(state.marks.map(({ id }) => id)).toStrictEqual(["arrive", "bot", "click", "close", "rate"]);
});

describe("an event that came before", () => {
  const [first, middle, last] = [event.BotTriggered(), event.ButtonClicked({ label: "Prices" }), event.ChatClosed()];
  const state = foldConversation([first, middle, last]);

  test.each([
    ["the first", first],
    ["one in the middle", middle],
    ["the last", last],
    ["one with another label", { ...middle, label: "Preise" }],
    ["one with its instant written otherwise", { ...middle, occurredAt: middle.occurredAt.replace("Z", "+00:00") }],
  ])("gives the very same state: %s", (_, again) => {
    expect(evolveConversation(state, again)).toBe(state);
  });

  test("and differs is another event, and both stay", () => {
    const other = { ...middle, buttonId: "agent" };
    const both = evolveConversation(state, other);
    expect(both.marks.filter(({ id }) => id === middle.id)).toHaveLength(2);
    expect(foldConversation([other, last, first, middle])).toStrictEqual(both);
  });
});

test("the state that was is left as it was", () => {
  fc.assert(
    fc.property(conversation(), conversationEvent(), (events, next) => {
      const state = foldConversation(events);
      const before = JSON.stringify(state);
      evolveConversation(state, next);
      expect(JSON.stringify(state)).toBe(before);
    }),
  );
});

test("every state is frozen to its marks", () => {
  fc.assert(
    fc.property(conversation(), (events) => {
      let state = initialConversation();
      for (const next of events) {
        state = evolveConversation(state, next);
        expect(isDeeplyFrozen(state)).toBe(true);
      }
    }),
  );
});

test("the event that was taken stays free", () => {
  const taken = event.ButtonClicked();
  evolveConversation(initialConversation(), taken);
  expect(Object.isFrozen(taken)).toBe(false);
});

test("any order and any repetition give the same state, and knowing is idempotent", () => {
  fc.assert(
    fc.property(conversation(), (events) => {
      const state = evolveAll(events);
      expect(evolveAll([...events].reverse())).toStrictEqual(state);
      expect(evolveAll(events, state)).toBe(state);
    }),
  );
});

test("marks are in strict order and one for each distinct event", () => {
  fc.assert(
    fc.property(conversation(), (events) => {
      const { marks } = evolveAll(events);
      const known = new Set(events.map((one) => JSON.stringify(evolveConversation(initialConversation(), one).marks)));
      expect(marks).toHaveLength(known.size);
      for (const mark of marks) expect(known).toContain(JSON.stringify([mark]));
    }),
  );
});

describe("an event of another conversation is refused", () => {
  const state = foldConversation([event.BotTriggered()]);

  test.each([
    ["another conversation", event.ButtonClicked(inChat("other")), '"other" of account "acme"'],
    [
      "the same conversation id in another account",
      event.ButtonClicked(inAccount("other")),
      '"chat" of account "other"',
    ],
    ["a hostile one", event.ButtonClicked(inChat("__proto__")), '"__proto__" of account "acme"'],
  ])("%s", (_, foreign, named) => {
    expect(() => evolveConversation(state, foreign)).toThrow(
      expect.objectContaining({
        code: "different-conversation",
        message: `A state holds one conversation: this one is "chat" of account "acme", got ${named}.`,
      }),
    );
  });
});
