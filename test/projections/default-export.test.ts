import { expect, test } from "vitest";
import { defaultExport } from "../../src/projections/default-export.ts";

class Tree {}

test("a bundler hands over what a module exports by default", () => {
  expect(defaultExport(Tree)).toBe(Tree);
});

test("Node hands over the module", () => {
  expect(defaultExport<typeof Tree>({ default: Tree })).toBe(Tree);
});
