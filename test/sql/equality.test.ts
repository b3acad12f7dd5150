import { afterAll, expect, test } from "vitest";
import { duckdbEngine } from "./duckdb-engine.ts";
import { type Compared, LAWS } from "./engine-laws.ts";

const compared: Compared = { verdicts: 0, figures: 0 };

afterAll(() => {
  process.stdout.write(`DuckDB: ${compared.verdicts} verdicts and ${compared.figures} figures are equal.\n`);
});

test.each(LAWS)("DuckDB and the library agree on %s", async (_, law, numRuns) => {
  await law(await duckdbEngine({ optimizes: false }), numRuns, compared);
  await law(await duckdbEngine({ optimizes: true }), 4, compared);
});

test("all that is worth something", () => {
  expect(compared.verdicts).toBeGreaterThan(1_000);
  expect(compared.figures).toBeGreaterThan(500);
});
