import fc from "fast-check";

/** Ids that are data like any other, and that naive code trips over: names of the language, escapes, astral characters. */
export const HOSTILE_IDS = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "x",
  " ",
  "0",
  "e10",
  "e9",
  'a"b\\c\n\t',
  "\u{1F600}",
  "\uFF5E",
  "👩‍👩‍👧‍👦",
  "e\u0301",
  "\u00e9",
  "שלום",
  "\u202Egnp.exe",
  "\u2028",
  "\u{10FFFF}".repeat(128),
] as const;

const SURROGATES = { from: 0xd800, count: 0x800 };

/** Any code point of an id. The unit "binary" of fast-check is that too, but takes half a second when it is imported. */
const codePoint = fc
  .integer({ min: 1, max: 0x10ffff - SURROGATES.count })
  .map((n) => String.fromCodePoint(n < SURROGATES.from ? n : n + SURROGATES.count));

/** Any valid id: a hostile one, or 1 to 128 code points of any kind. */
export function id(): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom(...HOSTILE_IDS), fc.string({ unit: codePoint, minLength: 1, maxLength: 128 }));
}
