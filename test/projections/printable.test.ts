import { describe, expect, test } from "vitest";
import { printable } from "../../src/projections/printable.ts";

describe("printable", () => {
  test.each([
    ["plain žluťoučký \u{1F600} שלום", "plain žluťoučký \u{1F600} שלום"],
    ["\u001b[2J\u0007", "\\u001b[2J\\u0007"],
    ["a\nb\r\tc\u007f", "a\\u000ab\\u000d\\u0009c\\u007f"],
    ["\u009b31m", "\\u009b31m"],
    ["\u202egnp.exe\u2066\u200f\u061c", "\\u202egnp.exe\\u2066\\u200f\\u061c"],
  ])("of %j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test("writes out every control and every mark that turns the text, and nothing else", () => {
    for (let point = 0; point <= 0xffff; point++) {
      const character = String.fromCharCode(point);
      const isHidden = /\p{Cc}|\p{Bidi_Control}/u.test(character);
      const shown = isHidden ? `\\u${point.toString(16).padStart(4, "0")}` : character;
      if (printable(character) !== shown) expect(printable(character)).toBe(shown);
    }
  });
});
