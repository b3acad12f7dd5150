import { expect, test } from "vitest";
import { logMessage, logText } from "../../src/report/log-text.ts";

test("an id is isolated and escaped", () => {
  expect(String(logText("<b>"))).toBe('<bdi class="id">&lt;b&gt;</bdi>');
});

test("a long one is cut by code points, and says how long it is", () => {
  expect(String(logText("\u{1F600}".repeat(10_000)))).toBe(
    `<bdi class="long">${"\u{1F600}".repeat(72)}…</bdi> <small>(10,000 characters)</small>`,
  );
  expect(String(logText("x".repeat(72)))).toBe(`<bdi class="long">${"x".repeat(72)}</bdi>`);
  expect(String(logText("x".repeat(73)))).toContain(`${"x".repeat(72)}…</bdi> <small>(73 characters)`);
});

test("what is written out counts as it is shown", () => {
  expect(String(logText("\u0001".repeat(13)))).toContain(`${"\\u0001".repeat(12)}…</bdi> <small>(13 characters)`);
});

test("a sentence may be longer", () => {
  expect(String(logMessage("x".repeat(240)))).toContain("x".repeat(240));
  expect(String(logMessage("x".repeat(241)))).toContain("(241 characters)");
});
