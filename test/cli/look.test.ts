import { expect, test } from "vitest";
import { lookOf, PLAIN } from "../../src/cli/look.ts";

test("where no person looks it is plain, whatever is said of colours", () => {
  expect(lookOf({}, { FORCE_COLOR: "1" })).toEqual(PLAIN);
  expect(lookOf({ isTTY: false, columns: 80 }, {})).toEqual(PLAIN);
});

test("a terminal is fitted, and coloured unless it is asked not to be or cannot", () => {
  const terminal = { isTTY: true, columns: 80 };
  expect(lookOf(terminal, {})).toEqual({ width: 80, isColoured: true });
  expect(lookOf(terminal, { NO_COLOR: "" })).toEqual({ width: 80, isColoured: true });
  expect(lookOf(terminal, { NO_COLOR: "1" })).toEqual({ width: 80, isColoured: false });
  expect(lookOf(terminal, { TERM: "dumb" })).toEqual({ width: 80, isColoured: false });
});

test("a terminal that does not know how wide it is, is not fitted", () => {
  expect(lookOf({ isTTY: true, columns: 0 }, {}).width).toBe(PLAIN.width);
  expect(lookOf({ isTTY: true }, {}).width).toBe(PLAIN.width);
});
