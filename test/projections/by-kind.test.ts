import { expect, test } from "vitest";
import { byKind } from "../../src/projections/by-kind.ts";

test("errors before notes, then by name; within a kind as it came", () => {
  const odd = [
    { kind: "duplicate", severity: "note", line: 1 },
    { kind: "invalid-json", severity: "error", line: 2 },
    { kind: "broken-archive", severity: "error", line: 3 },
    { kind: "invalid-json", severity: "error", line: 4 },
  ] as const;
  expect([...byKind(odd)].map(([kind, list]) => [kind, ...list.map(({ line }) => line)])).toStrictEqual([
    ["broken-archive", 3],
    ["invalid-json", 2, 4],
    ["duplicate", 1],
  ]);
});
