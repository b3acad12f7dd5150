import { Readable } from "node:stream";
import { SourceError } from "../source-error.ts";
import { fieldKinds } from "./field-kinds.ts";
import { needed } from "./needed.ts";
import { type Row, refusedRow } from "./row.ts";

/**
 * The rows of a CSV file: the first line names the columns, a cell that is empty is a field that is not there, and a column
 * that no event has is passed over. The line of a row is the one on which it begins. Where a quote is not closed as it should be,
 * that is the last row.
 *
 * @throws SourceError if the first line names no columns of events, or the package that reads CSV is not installed.
 */
export async function* csvRows(file: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Row> {
  const { parse } = await needed(() => import("csv-parse"), "csv-parse", file);
  /** The line on which quoting breaks: where cells end after it nobody can tell. */
  let brokenAt = Number.POSITIVE_INFINITY;
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip(error) {
      brokenAt = Math.min(brokenAt, Number(error?.["lines"]));
      return undefined;
    },
  });
  let failure: Error | undefined;
  async function* untilFailure() {
    // What came before a failure is parsed to its end.
    try {
      yield* chunks;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failure = error;
    }
  }
  const source = Readable.from(untilFailure(), { objectMode: true });
  let columns: readonly string[] | undefined;
  try {
    for await (const item of source.pipe(parser)) {
      const { record, info } = item as CsvItem;
      const line = info.lines - lineBreaksIn(record);
      if (line >= brokenAt) continue;
      if (columns === undefined) columns = columnsOf(file, record);
      else yield rowOf(columns, record, line);
    }
  } finally {
    // Leaving the parser does not end what it reads from.
    source.destroy();
  }
  if (Number.isFinite(brokenAt)) {
    if (columns === undefined && failure === undefined)
      throw noHeader(file, "its first line names no columns, and may be JSON");
    const received = "a quote that is not; nothing after it is read";
    yield refusedRow(brokenAt, "invalid-csv", "quotes that are closed where their cell ends", received);
  }
  if (failure !== undefined) throw failure;
}

/** What the parser gives for a record when it is asked for information beside it. */
interface CsvItem {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function columnsOf(file: string, names: readonly string[]): readonly string[] {
  const missing = ["type", "id", "occurredAt", "accountId"].filter((name) => !names.includes(name));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  const problem =
    missing.length > 0
      ? `its first line names no column ${missing.map((name) => JSON.stringify(name)).join(", ")}`
      : twice === undefined
        ? undefined
        : `its first line names the column ${JSON.stringify(twice)} twice`;
  if (problem === undefined) return names;
  throw noHeader(file, problem);
}

function noHeader(file: string, problem: string): SourceError {
  return new SourceError("unsupported-format", file, `${problem}; give the names of the events' fields there.`);
}

function rowOf(columns: readonly string[], cells: readonly string[], line: number): Row {
  if (cells.length !== columns.length) {
    return refusedRow(line, "invalid-csv", `${columns.length} cells, as in the first line`, `${cells.length}`);
  }
  const value: Record<string, unknown> = {};
  for (const [i, name] of columns.entries()) {
    const cell = cells[i] ?? "";
    if (cell !== "") value[name] = fieldKinds.get(name) === "number" ? numberOf(cell) : cell;
  }
  return { line, value };
}

/** The number that a cell writes; a cell that writes none stays as it is, for the schema to refuse. */
function numberOf(cell: string): number | string {
  return /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell;
}

function lineBreaksIn(record: readonly string[]): number {
  return record.reduce((sum, cell) => (cell.includes("\n") ? sum + cell.split("\n").length - 1 : sum), 0);
}
