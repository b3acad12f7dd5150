import { number } from "../projections/number-text.ts";
import { printable } from "../projections/printable.ts";
import { type Look, PLAIN } from "./look.ts";

/** A cell of a table: numbers are grouped, texts cannot move the cursor. */
export type Cell = string | number;

interface Column {
  readonly title: string;
  readonly cells: readonly string[];
  readonly isNumeric: boolean;
  readonly width: number;
}

const GAP = "  ";

/**
 * Cells of a table in lines: columns of numbers to the right, others to the left. What is wider than the terminal goes on
 * below, with the first columns again, so that each line fits; long texts are cut there.
 */
export function tableLines(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  look: Look = PLAIN,
): string[] {
  const columns = (longest: number) =>
    header.map((title, i) => {
      const cells = rows.map((row) => row[i] ?? "");
      return columnOf(title, cells, longest);
    });
  const whole = columns(PLAIN.width);
  if (widthOfAll(whole) <= look.width) return linesOf(whole, look);
  const cutColumns = columns(Math.max(SHORTEST, Math.floor(look.width / 3)));
  return partsOf(cutColumns, look.width).flatMap((part, i) => [...(i === 0 ? [] : [""]), ...linesOf(part, look)]);
}

/** Shorter than this no text says anything. */
const SHORTEST = 8;

function columnOf(title: string, cells: readonly Cell[], longest: number): Column {
  const shown = cells.map((cell) => (typeof cell === "number" ? number(cell) : cut(printable(cell), longest)));
  const isNumeric = cells.every((cell) => typeof cell === "number" || isFigure(cell));
  const width = shown.reduce((most, cell) => Math.max(most, widthOf(cell)), widthOf(title));
  return { title, cells: shown, isNumeric, width };
}

function isFigure(cell: string): boolean {
  return cell === "–" || cell.endsWith(" %");
}

function cut(text: string, longest: number): string {
  const characters = Array.from(text);
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`;
}

/** Columns in parts that fit, each with those first columns that say what a row is of. */
function partsOf(columns: readonly Column[], width: number): readonly (readonly Column[])[] {
  const firstNumeric = columns.findIndex(({ isNumeric }) => isNumeric);
  const keys = columns.slice(0, Math.max(1, firstNumeric));
  const parts: Column[][] = [];
  for (const column of columns.slice(keys.length)) {
    const part = parts.at(-1);
    if (part !== undefined && widthOfAll([...part, column]) <= width) part.push(column);
    else parts.push([...keys, column]);
  }
  return parts.length === 0 ? [keys] : parts;
}

function widthOfAll(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + width, GAP.length * (columns.length - 1));
}

function linesOf(columns: readonly Column[], { isColoured }: Look): string[] {
  const line = (cells: readonly string[]) =>
    columns
      .map(({ isNumeric, width }, i) => padded(cells[i] ?? "", width, isNumeric))
      .join(GAP)
      .trimEnd();
  const head = line(columns.map(({ title }) => title));
  return [
    isColoured ? `${BOLD}${head}${NOT_BOLD}` : head,
    line(columns.map(({ width }) => "─".repeat(width))),
    ...(columns[0]?.cells ?? []).map((_, row) => line(columns.map(({ cells }) => cells[row] ?? ""))),
  ];
}

const BOLD = "\u001b[1m";
const NOT_BOLD = "\u001b[22m";

function padded(cell: string, width: number, toRight: boolean): string {
  const gap = " ".repeat(Math.max(0, width - widthOf(cell)));
  return toRight ? gap + cell : cell + gap;
}

/** How many columns a text takes on a terminal, as nearly as code points tell. */
function widthOf(text: string): number {
  return Array.from(text).length;
}
