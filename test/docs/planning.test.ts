import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import measured from "../../bench/planning.json" with { type: "json" };
import { planningParts } from "../../scripts/planning.mjs";
import { withParts } from "../exhaustive/markdown.ts";

test("docs/planning.md says what was measured, and what follows", () => {
  const page = readFileSync("docs/planning.md", "utf8");
  expect(withParts(page, planningParts(measured))).toBe(page);
});
