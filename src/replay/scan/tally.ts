import type { CellTable } from "../../projections/statistics/cell-table.ts";

/** Adds up what conversations come to, each once nothing more can come of it. */
export interface Tally {
  /** @param conversations their numbers in the table that the tally is of. */
  add(conversations: Int32Array): void;
  /** What they came to. @param accounts their names, by number. */
  cells(accounts: readonly string[]): CellTable;
}
