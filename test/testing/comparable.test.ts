import { describe, expect, test } from "vitest";
import { differences, snapshot } from "../../src/testing/comparable.ts";

const ring: { self?: unknown } = {};
ring.self = ring;

describe("values that are equal look equal", () => {
  test.each([
    ["fields in another order", { a: 1, b: 2 }, { b: 2, a: 1 }],
    [
      "maps in another order",
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
      new Map([
        ["b", 2],
        ["a", 1],
      ]),
    ],
    ["sets in another order", new Set([1, 2]), new Set([2, 1])],
  ])("%s", (_, a, b) => expect(snapshot(a)).toBe(snapshot(b)));
});

describe("values that differ look different", () => {
  test.each([
    ["an order", [1, 2], [2, 1]],
    ["nothing and absence", { a: undefined }, {}],
    ["null and nothing", null, undefined],
    ["NaN and null", Number.NaN, null],
    ["a number and a big one", 1, 1n],
    ["dates", new Date(0), new Date(1)],
    ["a map and a set", new Map(), new Set()],
    ["a field called __proto__", JSON.parse('{ "__proto__": 1 }'), {}],
    ["a ring and an end", ring, { self: {} }],
  ])("%s", (_, a, b) => expect(snapshot(a)).not.toBe(snapshot(b)));
});

test("only what differs is shown, with a little around it", () => {
  const list = Array.from({ length: 30 }, (_, i) => i);
  expect(differences(snapshot(list), snapshot(list.toSpliced(10, 1)), { minus: "before", plus: "after" })).toEqual([
    "- before",
    "+ after",
    "",
    "  ...",
    "    7,",
    "    8,",
    "    9,",
    "-   10,",
    "    11,",
    "    12,",
    "    13,",
    "  ...",
  ]);
});
