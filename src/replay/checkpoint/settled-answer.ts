import type { PackedCells } from "../../projections/statistics/cell-table.ts";
import type { NumberArray } from "./checkpoint-file.ts";
import { arraysOfCells, CELL_ARRAYS } from "./settled-cells.ts";
import { arraysOfRows, type PackedRows, ROW_ARRAYS } from "./settled-rows.ts";

/** What the conversations of a table came to. */
export interface SettledAnswer {
  /** The question, as far as the plan does not say it. */
  readonly about: string;
  readonly cells: PackedCells;
  /** The rows that the cells make, as they were written, and how that was; `undefined` if they were not. */
  readonly rows: { readonly about: string; readonly packed: PackedRows } | undefined;
}

/** What the header of a checkpoint says of a settled answer, whose arrays are the last ones then. */
export interface AnswerHead {
  readonly about: string;
  /** How rows were written, which come after the cells then. */
  readonly rows: string | null;
}

export function headOfAnswer({ about, rows }: SettledAnswer): AnswerHead {
  return { about, rows: rows?.about ?? null };
}

export function arraysOfAnswer({ cells, rows }: SettledAnswer): readonly NumberArray[] {
  return [...arraysOfCells(cells), ...(rows === undefined ? [] : arraysOfRows(rows.packed))];
}

/** In how many arrays an answer is kept. */
export function arrayCountOf(head: AnswerHead): number {
  return CELL_ARRAYS + (head.rows === null ? 0 : ROW_ARRAYS);
}
