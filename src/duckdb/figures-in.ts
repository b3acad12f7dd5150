import { type Counts, mapFigures, type Rates, ratesOf, type Trend } from "../projections/statistics/figures.ts";
import type { EngineRow } from "./engine.ts";

/** The figures in a row of statistics, with their rates and trends. */
export function figuresIn(row: EngineRow): Counts & Rates & { readonly trend: Trend } {
  const counts = mapFigures((figure) => Number(row[figure]));
  const trendOf = (value: EngineRow[string] | undefined) => (typeof value === "number" ? value : null);
  return { ...counts, ...ratesOf(counts), trend: mapFigures((figure) => trendOf(row[`${figure}Trend`])) };
}
