import { expect, test } from "vitest";
import { nearestToLimit } from "../../../src/projections/quota-dashboard/nearest-to-limit.ts";

const accounts = [
  { name: "half", used: 50, limit: 100 },
  { name: "over", used: 150, limit: 100 },
  { name: "none", used: 0, limit: 100 },
  { name: "nothing given", used: 3, limit: 0 },
  { name: "nothing given nor used", used: 0, limit: 0 },
  { name: "a tenth, of many", used: 1_000, limit: 10_000 },
];

test("by the share of the limit that is used, in the order in which they came", () => {
  expect(nearestToLimit(accounts, 3).map(({ name }) => name)).toStrictEqual(["half", "over", "nothing given"]);
  expect(nearestToLimit(accounts, 4).map(({ name }) => name)).toStrictEqual([
    "half",
    "over",
    "nothing given",
    "a tenth, of many",
  ]);
  expect(nearestToLimit(accounts, 99)).toStrictEqual(accounts);
});
