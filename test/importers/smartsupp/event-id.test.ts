import { safeParseEvent } from "chatledger";
import { HOSTILE_IDS, id } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digest } from "../../../src/domain/digest.ts";
import { eventId, toId } from "../../../src/importers/smartsupp/event-id.ts";

function isValid(name: string): boolean {
  const event = {
    type: "VisitorArrived",
    id: name,
    occurredAt: "2024-05-01T10:00:00Z",
    accountId: "a",
    conversationId: "c",
  };
  return safeParseEvent(event).success;
}

describe("a vendor's name as an id", () => {
  test("is itself wherever it can be one", () => {
    fc.assert(fc.property(id().filter(isValid), (name) => toId(name) === name));
    for (const name of HOSTILE_IDS) expect(toId(name)).toBe(name);
  });

  test("is always valid", () => {
    const any = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.string({ unit: "grapheme", maxLength: 300 }),
    );
    const broken = fc.array(fc.constantFrom("\uD83D", "\uDE00", "\0", "a"), { maxLength: 300 }).map((s) => s.join(""));
    fc.assert(fc.property(fc.oneof(any, broken), (name) => isValid(toId(name))));
  });

  test.each([
    ["too long", "x".repeat(129), "x".repeat(130)],
    ["lone surrogates", "\uD83D", "\uDE00"],
    ["U+0000", "\0", "\0\0"],
    ["empty", "", "~"],
  ])("stays different from others of its kind: %s", (_, a, b) => {
    expect(toId(a)).not.toBe(toId(b));
  });

  test("keeps its beginning readable", () => {
    expect(toId("order-".repeat(30))).toMatch(/^(order-){16}orde~[0-9a-f]{16}$/);
  });
});

test("the parts of an event's id cannot run into each other", () => {
  expect(eventId("chat", "closed", 5)).toBe("chat/closed/5");
  expect(eventId("50%", "a/b")).toBe("50%25/a%2Fb");
  const parts = fc.array(fc.constantFrom("a", "/", "%", "%2F", "a/b"), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      parts,
      parts,
      (a, b) => (eventId(...a) === eventId(...b)) === (JSON.stringify(a) === JSON.stringify(b)),
    ),
  );
});

// The vectors of the algorithm's authors.
test.each([
  ["", "cbf29ce484222325"],
  ["a", "af63dc4c8601ec8c"],
  ["foobar", "85944171f73967e8"],
])("the digest of %j is that of 64-bit FNV-1a", (text, expected) => {
  expect(digest(text)).toBe(expected);
});
