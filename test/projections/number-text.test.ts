import { expect, test } from "vitest";
import { counted, number, percent } from "../../src/projections/number-text.ts";

test("counts", () => {
  expect([number(0), number(999), number(1_234_567)]).toEqual(["0", "999", "1,234,567"]);
  expect([counted(0, "line"), counted(1, "line"), counted(1_000, "line")]).toEqual([
    "0 lines",
    "1 line",
    "1,000 lines",
  ]);
});

test("rates", () => {
  expect([percent(null), percent(0), percent(1), percent(2 / 3)]).toEqual(["–", "0.0 %", "100.0 %", "66.7 %"]);
});
