import { expect, test } from "vitest";
import { digest } from "../../src/domain/digest.ts";

// The vectors of FNV-1a, 64 bits, and one with a zero in front.
test.each([
  ["", "cbf29ce484222325"],
  ["a", "af63dc4c8601ec8c"],
  ["foobar", "85944171f73967e8"],
  ["e0", "088e7a07b539b6d0"],
])("of %j", (text, fingerprint) => {
  expect(digest(text)).toBe(fingerprint);
});
