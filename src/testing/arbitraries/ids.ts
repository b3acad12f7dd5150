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

/** Any valid id: a hostile one, or 1 to 128 code points of any kind. */
export function id(): fc.Arbitrary<string> {
  const anyPoints = fc.string({ unit: "binary", minLength: 1, maxLength: 128 }).filter((text) => !text.includes("\0"));
  return fc.oneof(fc.constantFrom(...HOSTILE_IDS), anyPoints);
}
