import { expect, test } from "vitest";
import { shownText } from "../../../site/playground/model/shown-text.ts";

test("text of a log can neither turn what stands beside it nor fill the page", () => {
  expect(shownText("\u202eabc\u0000")).toBe("\\u202eabc\\u0000");
  expect(shownText("a".repeat(10_000))).toBe(`${"a".repeat(160)} … (10,000 characters)`);
  expect(shownText("\ud800")).toBe("\ufffd");
});
