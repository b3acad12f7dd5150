import { expect, test } from "vitest";
import { byKind, KindFold } from "../../src/projections/by-kind.ts";

const odd = [
  { kind: "duplicate", severity: "note", line: 1 },
  { kind: "invalid-json", severity: "error", line: 2 },
  { kind: "broken-archive", severity: "error", line: 3 },
  { kind: "invalid-json", severity: "error", line: 4 },
] as const;

test("errors before notes, then by name; within a kind as it came", () => {
  expect([...byKind(odd)].map(([kind, list]) => [kind, ...list.map(({ line }) => line)])).toStrictEqual([
    ["broken-archive", 3],
    ["invalid-json", 2, 4],
    ["duplicate", 1],
  ]);
});

test("where they are too many to keep, the first of each kind, and how often it came", () => {
  const fold = new KindFold<(typeof odd)[number]>(1);
  for (const one of odd) fold.add(one);
  expect([...fold.view()]).toStrictEqual([
    ["broken-archive", { severity: "error", times: 1, first: [odd[2]] }],
    ["invalid-json", { severity: "error", times: 2, first: [odd[1]] }],
    ["duplicate", { severity: "note", times: 1, first: [odd[0]] }],
  ]);
  expect([...new KindFold<(typeof odd)[number]>(2).view()]).toStrictEqual([]);
});
