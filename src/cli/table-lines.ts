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

/** A picture beside each row, on a terminal that has room for it. */
export interface Pictures {
  readonly title: string;
  /** The fewest and the most columns of text that a picture takes. */
  readonly least: number;
  readonly most: number;
  /** Those of the rows, each to be drawn as wide as there is room. */
  readonly drawn: readonly ((width: number) => string)[];
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
  pictures?: Pictures,
): string[] {
  const columns = (longest: number) =>
    header.map((title, i) => {
      const cells = rows.map((row) => row[i] ?? "");
      return columnOf(title, cells, longest);
    });
  const whole = columns(PLAIN.width);
  if (widthOfAll(whole) <= look.width) return linesOf([...whole, ...picturesBeside(whole, look, pictures)], look);
  const cutColumns = columns(Math.max(SHORTEST, Math.floor(look.width / 3)));
  return partsOf(cutColumns, look.width).flatMap((part, i) => [...(i === 0 ? [] : [""]), ...linesOf(part, look)]);
}

/** Shorter than this no text says anything. */
const SHORTEST = 8;

function columnOf(title: string, cells: readonly Cell[], longest: number): Column {
  const shown = cells.map((cell) => (typeof cell === "number" ? number(cell) : cut(printable(cell), longest)));
  const isNumeric = cells.every((cell) => typeof cell === "number" || isFigure(cell));
  return { title, cells: shown, isNumeric, width: widestOf(shown, title) };
}

function picturesBeside(
  columns: readonly Column[],
  { width }: Look,
  pictures: Pictures | undefined,
): readonly Column[] {
  if (pictures === undefined || !Number.isFinite(width)) return [];
  const { title, least, most, drawn } = pictures;
  const room = width - widthOfAll(columns) - GAP.length;
  if (room < least) return [];
  const cells = drawn.map((draw) => draw(Math.min(room, most)));
  return [{ title, cells, isNumeric: false, width: widestOf(cells, title) }];
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

function widestOf(cells: readonly string[], title: string): number {
  return cells.reduce((most, cell) => Math.max(most, widthOf(cell)), widthOf(title));
}

/** How many columns a text takes on a terminal, as nearly as code points tell. */
function widthOf(text: string): number {
  return Array.from(text).length;
}
