import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

/** What the lint rules must hold: a line of code, where it stands, and the rule that refuses it there (none: it may). */
const rules: readonly (readonly [file: string, code: string, rule: string | undefined])[] = [
  ["src/domain/up.ts", 'export { a } from "../policies/a.ts";', "lint/style/noRestrictedImports"],
  ["src/domain/far-up.ts", 'export type { A } from "../projections/a.ts";', "lint/style/noRestrictedImports"],
  ["src/domain/self.ts", 'export { a } from "chatledger";', "lint/style/noRestrictedImports"],
  ["src/domain/beside.ts", 'export { a } from "./a.ts";', undefined],
  ["src/policies/deep/up.ts", 'export { a } from "../../projections/a.ts";', "lint/style/noRestrictedImports"],
  ["src/policies/deep/down.ts", 'export { a } from "../../domain/a.ts";', undefined],
  ["src/projections/up.ts", 'export { a } from "../replay/a.ts";', "lint/style/noRestrictedImports"],
  ["src/projections/down.ts", 'export { a } from "../policies/deep/a.ts";', undefined],
  ["src/replay/across.ts", 'export { a } from "../importers/smartsupp/a.ts";', "lint/style/noRestrictedImports"],
  ["src/replay/up.ts", 'export { a } from "../cli/a.ts";', "lint/style/noRestrictedImports"],
  ["src/replay/down.ts", 'export { a } from "../projections/a.ts";', undefined],
  ["src/importers/smartsupp/up.ts", 'export { a } from "../../cli/a.ts";', "lint/style/noRestrictedImports"],
  ["src/sql/across.ts", 'export { a } from "../replay/a.ts";', "lint/style/noRestrictedImports"],
  ["src/testing/across.ts", 'export { a } from "../replay/a.ts";', "lint/style/noRestrictedImports"],
  ["src/testing/down.ts", 'export { a } from "../projections/a.ts";', undefined],
  ["src/cli/down.ts", 'export { a } from "../replay/a.ts";', undefined],
  ["src/domain/ring-a.ts", 'export type { B } from "./ring-b.ts";', "lint/suspicious/noImportCycles"],
  ["src/domain/ring-b.ts", 'export type { A } from "./ring-a.ts";', "lint/suspicious/noImportCycles"],
  ["src/index.ts", 'export { readFileSync } from "node:fs";', "lint/correctness/noNodejsModules"],
  ["src/domain/node.ts", 'export { readFileSync } from "node:fs";', "lint/correctness/noNodejsModules"],
  ["src/policies/deep/node.ts", 'export { readFileSync } from "node:fs";', "lint/correctness/noNodejsModules"],
  ["src/projections/node.ts", 'export { readFileSync } from "node:fs";', "lint/correctness/noNodejsModules"],
  ["src/sql/node.ts", 'export { readFileSync } from "node:fs";', "lint/correctness/noNodejsModules"],
  ["src/replay/node.ts", 'export { readFileSync } from "node:fs";', undefined],
  ["src/replay/undeclared.ts", 'export { expect } from "ajv";', "lint/correctness/noUndeclaredDependencies"],
  ["src/domain/now.ts", "export const at = Date.now();", "plugin"],
  ["src/policies/deep/new-date.ts", "export const at = new Date();", "plugin"],
  ["src/policies/deep/date.ts", "export const at = Date();", "plugin"],
  ["src/sql/now.ts", "export const at = Date.now();", "plugin"],
  ["src/projections/random.ts", "export const ids = [1].map(Math.random);", "plugin"],
  ["src/projections/date-of.ts", "export const at = new Date(0);", undefined],
  ["src/cli/now.ts", "export const at = Date.now();", undefined],
];

interface Report {
  readonly diagnostics: readonly { readonly category: string; readonly location: { readonly path: string } }[];
}

describe("the lint rules", () => {
  const project = mkdtempSync(join(tmpdir(), "chatledger-rules-"));
  afterAll(() => rmSync(project, { recursive: true }));
  for (const file of ["biome.json", "package.json", ".gitignore", "scripts/lint"]) {
    cpSync(file, join(project, file), { recursive: true });
  }
  for (const [file, code] of rules) {
    mkdirSync(join(project, dirname(file)), { recursive: true });
    writeFileSync(join(project, file), `${code}\n`);
  }
  const { diagnostics } = lint(project);

  test.each(rules)("%s: %s", (file, _, rule) => {
    const found = diagnostics.filter(({ location }) => location.path === file).map(({ category }) => category);
    expect(found).toEqual(rule === undefined ? [] : [rule]);
  });
});

/** Biome's report on a project. */
function lint(project: string): Report {
  const args = ["lint", "src", "--reporter=json", "--max-diagnostics=none"];
  return JSON.parse(spawnSync(resolve("node_modules/.bin/biome"), args, { cwd: project, encoding: "utf8" }).stdout);
}
