import { fieldKinds } from "./field-kinds.ts";
import { eventColumnsOf, type ParquetFile } from "./parquet-file.ts";
import type { Row } from "./row.ts";

const ROWS_AT_A_TIME = 20_000;

/**
 * The rows of a Parquet file: a column for each field of events, others are passed over; null is a field that is not there. An
 * instant is a text, or a timestamp that is adjusted to UTC. The line of a row is its number, from 1.
 *
 * @throws SourceError if the file holds local times.
 */
export async function* parquetRows(file: ParquetFile, onRead: (share: number) => void): AsyncGenerator<Row> {
  const { metadata, buffer, library, parsers } = file;
  const compressors = await file.compressors();
  const columns = [...eventColumnsOf(file)];
  const count = Number(metadata.num_rows);
  for (let rowStart = 0; rowStart < count; rowStart += ROWS_AT_A_TIME) {
    const rowEnd = Math.min(rowStart + ROWS_AT_A_TIME, count);
    const selection = { columns, compressors, parsers, rowStart, rowEnd };
    const rows = await library.parquetReadObjects({ file: buffer, metadata, ...selection });
    onRead((rowEnd - rowStart) / count);
    for (const [i, row] of rows.entries()) yield { line: rowStart + i + 1, value: fieldsOf(row) };
  }
}

function fieldsOf(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = Object.entries(row).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(fields.map(([name, value]) => [name, fieldOf(name, value)]));
}

function fieldOf(name: string, value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "a time that is none" : value.toISOString();
  return typeof value === "bigint" && fieldKinds.get(name) === "number" ? Number(value) : value;
}
