import { afterAll, expect, test } from "vitest";
import { duckdbEngine } from "./duckdb-engine.ts";
import { anyQuota, anyStatistics, anyVerdicts, type Compared, defaultVerdicts } from "./engine-laws.ts";

const compared: Compared = { verdicts: 0, figures: 0 };

afterAll(() => {
  process.stdout.write(`DuckDB: ${compared.verdicts} verdicts and ${compared.figures} figures are equal.\n`);
});

test.each([
  ["verdicts by the default rules, with any options", defaultVerdicts, 50],
  ["verdicts by any rules", anyVerdicts, 50],
  ["statistics by any rules", anyStatistics, 25],
  ["use of the quota", anyQuota, 30],
] as const)("DuckDB and the library agree on %s", async (_, law, numRuns) => {
  await law(await duckdbEngine({ optimizes: false }), numRuns, compared);
  await law(await duckdbEngine({ optimizes: true }), 4, compared);
});

test("all that is worth something", () => {
  expect(compared.verdicts).toBeGreaterThan(500);
  expect(compared.figures).toBeGreaterThan(500);
});
