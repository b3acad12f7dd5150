import { expect, test } from "vitest";
import { durationText } from "../../../site/playground/model/duration-text.ts";

const MINUTE = 60_000;

test.each([
  [0, "0 s"],
  [999, "0 s"],
  [10_000, "10 s"],
  [80 * MINUTE, "1 h 20 min"],
  [25 * 60 * MINUTE + 1_000, "1 d 1 h"],
  [24 * 60 * MINUTE + 1_000, "1 d"],
])("%i ms are %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
