import {
  type ConversationState,
  deserializeConversation,
  foldConversation,
  initialConversation,
  isUsageError,
  mergeConversations,
  serializeConversation,
} from "chatledger";
import { arrivals, conversation, id } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, event } from "../support/events.ts";
import { isDeeplyFrozen } from "../support/is-deeply-frozen.ts";

test("the canonical form", () => {
  const state = foldConversation([
    event.ChatClosed(at("10:01"), { id: "close", sequence: 2, visitorId: "v1" }),
    event.ButtonClicked(at("10:00"), { id: "click", buttonId: "prices", label: "Prices" }),
  ]);
  expect(serializeConversation(state)).toBe(
    '{"of":{"accountId":"acme","conversationId":"chat"},"marks":[' +
      '{"at":1714557600000,"type":"ButtonClicked","id":"click","conversationId":"chat","botId":"bot","buttonId":"prices"},' +
      '{"at":1714557660000,"type":"ChatClosed","id":"close","sequence":2,"conversationId":"chat","visitorId":"v1","closedBy":"visitor"}]}',
  );
  expect(serializeConversation(initialConversation())).toBe('{"of":null,"marks":[]}');
});

test("equal states print equal bytes, however their events arrived", () => {
  const twoArrivals = conversation().chain((events) => fc.tuple(fc.constant(events), arrivals(events)));
  fc.assert(
    fc.property(twoArrivals, ([events, other]) => {
      expect(serializeConversation(foldConversation(other))).toBe(serializeConversation(foldConversation(events)));
    }),
  );
});

test("a state is read back as it was, and frozen", () => {
  fc.assert(
    fc.property(conversation(), (events) => {
      const state = foldConversation(events);
      const back = deserializeConversation(serializeConversation(state));
      expect(back).toStrictEqual(state);
      expect(isDeeplyFrozen(back)).toBe(true);
      expect(mergeConversations(state, back)).toBe(state);
    }),
  );
});

test("ids of any kind are read back", () => {
  fc.assert(
    fc.property(id(), id(), id(), id(), (accountId, conversationId, eventId, botId) => {
      const state = foldConversation([event.ButtonClicked({ accountId, conversationId, id: eventId, botId })]);
      expect(deserializeConversation(serializeConversation(state))).toStrictEqual(state);
    }),
  );
});

test("the fields' order, the marks' order, repetition and what is not named do not matter", () => {
  fc.assert(
    fc.property(conversation(), (events) => {
      const state = foldConversation(events);
      const messy = {
        extra: { deep: true },
        marks: [...state.marks, ...state.marks]
          .reverse()
          .map((mark) => ({ extra: 1, ...Object.fromEntries(Object.entries(mark).reverse()) })),
        of: state.of,
      };
      expect(deserializeConversation(JSON.stringify(messy))).toStrictEqual(state);
    }),
  );
});

test("a field called __proto__ changes no prototype", () => {
  const text = serializeConversation(foldConversation([event.ButtonClicked({ id: "__proto__" })]));
  const hostile = text.replaceAll("{", '{"__proto__":{"polluted":true},');
  const state = deserializeConversation(hostile);
  expect(serializeConversation(state)).toBe(text);
  expect(Object.getPrototypeOf(state.marks[0])).toBe(Object.prototype);
  expect({}).not.toHaveProperty("polluted");
});

test("what is no JSON is said by the parser of JSON too", () => {
  expect(() => deserializeConversation("not json")).toThrow(
    expect.objectContaining({ code: "invalid-state", cause: expect.any(SyntaxError) }),
  );
});

const of = { accountId: "acme", conversationId: "chat" };
const close = { at: 0, type: "ChatClosed", id: "e1", conversationId: "chat", closedBy: "visitor" };

/** A state with one mark, with parts of the mark changed. */
function withMark(change: object): string {
  return JSON.stringify({ of, marks: [{ ...close, ...change }] });
}

test("the mark that the refusals below change is valid", () => {
  expect(deserializeConversation(withMark({})).marks).toStrictEqual([close]);
});

describe("refused as invalid-state", () => {
  test.each([
    ["no JSON", "not json", "a JSON object was expected, this text is no JSON"],
    ["nothing", "", "a JSON object was expected, this text is no JSON"],
    ["half a state", '{"of":null,"marks":[', "a JSON object was expected, this text is no JSON"],
    ["nonsense a million brackets deep", "[".repeat(1_000_000), "a JSON object was expected, this text is no JSON"],
    ["null", "null", /^Invalid input: expected object/],
    ["a number", "5", /^Invalid input: expected object/],
    ["an array", "[]", /^Invalid input: expected object/],
    ["an empty object", "{}", /^of: /],
    ["no marks", JSON.stringify({ of }), /^marks: /],
    ["marks that are no array", JSON.stringify({ of, marks: { length: 0 } }), /^marks: /],
    ["a mark that is no object", JSON.stringify({ of, marks: [null] }), /^marks\.0: /],
    [
      "marks of no conversation",
      JSON.stringify({ of: null, marks: [close] }),
      "a state has marks if it is of a conversation, and only then",
    ],
    [
      "a conversation without marks",
      JSON.stringify({ of, marks: [] }),
      "a state has marks if it is of a conversation, and only then",
    ],
    [
      "a conversation without an account",
      JSON.stringify({ of: { conversationId: "chat" }, marks: [close] }),
      /^of\.accountId: /,
    ],
    ["an empty account", JSON.stringify({ of: { ...of, accountId: "" }, marks: [close] }), /^of\.accountId: /],
    ["a mark of another conversation", withMark({ conversationId: "other" }), "marks.0 is of another conversation"],
    ["a mark of no conversation", withMark({ conversationId: undefined }), /^marks\.0\.conversationId: /],
    ["a mark without an instant", withMark({ at: undefined }), /^marks\.0\.at: /],
    ["an instant as text", withMark({ at: "2024-05-01T10:00:00Z" }), /^marks\.0\.at: /],
    ["half a millisecond", withMark({ at: 0.5 }), /^marks\.0\.at: /],
    ["an instant before the year 0000", withMark({ at: -62_167_219_200_001 }), /^marks\.0\.at: /],
    ["an instant after the year 9999", withMark({ at: 253_402_300_800_000 }), /^marks\.0\.at: /],
    ["an instant that no Date can hold", withMark({ at: Number.MAX_SAFE_INTEGER }), /^marks\.0\.at: /],
    [
      "an unknown kind",
      withMark({ type: "constructor" }),
      'marks.0.type: expected the name of an event, got "constructor"',
    ],
    ["a billing event", withMark({ type: "ChatbotConversationCounted" }), "marks.0 is no event of a conversation"],
    ["no id", withMark({ id: undefined }), "marks.0.id: expected a string, got nothing"],
    ["a lone surrogate in an id", withMark({ id: "\uD800" }), /^marks\.0\.id: expected 1 to 128 Unicode characters/],
    [
      "a negative sequence",
      withMark({ sequence: -1 }),
      "marks.0.sequence: expected a whole number from 0, got the number -1",
    ],
    ["an id that is null", withMark({ visitorId: null }), "marks.0.visitorId: expected a string, got null"],
    ["a close by nobody", withMark({ closedBy: undefined }), /^marks\.0\.closedBy: expected one of /],
    [
      "a click without its bot",
      withMark({ type: "ButtonClicked", buttonId: "b" }),
      "marks.0.botId: expected a string, got nothing",
    ],
    [
      "a rating without a rating",
      withMark({ type: "ChatRated" }),
      "marks.0.rating: expected a whole number, got nothing",
    ],
    [
      "a rating of 6",
      withMark({ type: "ChatRated", rating: 6 }),
      "marks.0.rating: expected a whole number up to 5, got the number 6",
    ],
  ])("%s", (_, text, what) => {
    const refusal = refusalOf(() => deserializeConversation(text));
    expect(refusal).toMatch(typeof what === "string" ? `${what}.` : what);
  });

  test("a value that is no state cannot be printed", () => {
    const lie: ConversationState = JSON.parse('{"of":null}');
    expect(refusalOf(() => serializeConversation(lie))).toMatch(/^marks: /);
  });
});

/** What the refusal says after its opening words. */
function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!isUsageError(error)) throw error;
    expect(error.code).toBe("invalid-state");
    expect(error.message).toMatch(/^No conversation state: .*\.$/);
    return error.message.replace("No conversation state: ", "");
  }
  throw new Error("Nothing was refused.");
}

test("only a state or a refusal comes out, whatever goes in", () => {
  const nearly = fc.tuple(conversation(), fc.nat(), fc.string({ maxLength: 3 })).map(([events, place, text]) => {
    const whole = serializeConversation(foldConversation(events));
    const at = place % whole.length;
    return whole.slice(0, at) + text + whole.slice(at + 1);
  });
  fc.assert(
    fc.property(fc.oneof(nearly, fc.json(), fc.string()), (text) => {
      try {
        const state = deserializeConversation(text);
        expect(deserializeConversation(serializeConversation(state))).toStrictEqual(state);
      } catch (error) {
        expect(isUsageError(error) && error.code).toBe("invalid-state");
      }
    }),
    { numRuns: 500 },
  );
});
