import { number } from "../projections/number-text.ts";
import { printable } from "../projections/printable.ts";

const SIZES = ["kB", "MB", "GB", "TB"];

/** A number of bytes for people: `0.5 kB`, `12.3 MB`, in thousands. */
export function size(bytes: number): string {
  const power = Math.max(1, Math.min(SIZES.length, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${(bytes / 1000 ** power).toFixed(1)} ${SIZES[power - 1]}`;
}

/** How long something takes, for people, rounded up: `8 s`, `3 min`, `2 h`. */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const minutes = Math.ceil(seconds / 60);
  if (seconds < 60) return `${seconds} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}

/** How many columns a text takes on a terminal, as nearly as code points tell. */
function widthOf(text: string): number {
  return Array.from(text).length;
}

/** Cells of a table in lines: columns of numbers to the right, others to the left. */
export function tableLines(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const shown = rows.map((row) => row.map((cell) => (typeof cell === "number" ? number(cell) : printable(cell))));
  const isNumeric = header.map((_, i) => rows.every((row) => typeof row[i] === "number" || isFigure(row[i])));
  const widths = header.map((title, i) => Math.max(widthOf(title), ...maxima(shown, i)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const gap = " ".repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell)));
        return isNumeric[i] === true ? gap + cell : cell + gap;
      })
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "─".repeat(width))), ...shown.map(line)];
}

function isFigure(cell: string | number | undefined): boolean {
  return typeof cell === "string" && (cell === "–" || cell.endsWith(" %"));
}

function maxima(rows: readonly (readonly string[])[], column: number): number[] {
  return [rows.reduce((max, row) => Math.max(max, widthOf(row[column] ?? "")), 0)];
}
