import { id } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareText } from "../../src/domain/text-order.ts";

test.each([
  ["equal texts", "same", "same", 0],
  ["a prefix before the longer text", "chat", "chat-1", -1],
  ["the empty text first", "", "\0", -1],
  ["digits as characters, not as numbers", "e10", "e9", -1],
  ["upper case before lower case", "B", "a", -1],
  ["an accent after plain letters", "z", "\u00e9", -1],
  ["a composed letter after a decomposed one", "e\u0301", "\u00e9", -1],
  ["an emoji after the last characters below U+10000", "\u{1F600}", "\uFFFD", 1],
  ["private use before an emoji", "\uE000", "\u{1F600}", -1],
  ["Hangul before an emoji", "\uD7FF", "\u{10000}", -1],
  ["two emoji that differ in the low surrogate", "\u{1F600}", "\u{1F601}", -1],
  ["two emoji that differ in the high surrogate", "\u{10FFFF}", "\u{10000}", 1],
])("%s", (_, a, b, sign) => {
  expect(Math.sign(compareText(a, b))).toBe(sign);
  expect(Math.sign(compareText(b, a))).toBe(sign === 0 ? 0 : -sign);
});

test("JavaScript's own order is another one", () => {
  expect("\u{1F600}" < "\uFF5E").toBe(true);
  expect(compareText("\u{1F600}", "\uFF5E")).toBeGreaterThan(0);
});

// Characters from both sides of the surrogates, so that texts share beginnings and differ where UTF-16 goes wrong.
const border = fc.constantFrom(
  "a",
  "\u007F",
  "\u0080",
  "\u07FF",
  "\u0800",
  "\uD7FF",
  "\uE000",
  "\uFFFF",
  "\u{10000}",
  "\u{10FFFF}",
);

test("is the order of the UTF-8 bytes", () => {
  const anyText = fc.oneof(fc.string({ unit: border, maxLength: 5 }), id());
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 1_000 },
  );
});
