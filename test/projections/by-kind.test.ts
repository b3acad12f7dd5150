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
  const fold = new KindFold<{ readonly kind: string; readonly severity: "error" | "note"; readonly line: number }>(2);
  expect([...fold.view()]).toStrictEqual([]);
  for (const one of [...odd, { kind: "invalid-json", severity: "error", line: 5 } as const]) fold.add(one);
  expect([...fold.view()]).toStrictEqual([
    ["broken-archive", { severity: "error", times: 1, first: [odd[2]] }],
    ["invalid-json", { severity: "error", times: 3, first: [odd[1], odd[3]] }],
    ["duplicate", { severity: "note", times: 1, first: [odd[0]] }],
  ]);
});
