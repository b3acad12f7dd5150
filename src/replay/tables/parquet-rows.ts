import type { FileMetaData, SchemaElement } from "hyparquet";
import { reasonOf } from "../reason-of.ts";
import { SourceError, sourceErrorOf } from "../source-error.ts";
import { needed } from "./needed.ts";
import { eventFields, numericFields, type Row } from "./row.ts";

const ROWS_AT_A_TIME = 20_000;

/**
 * The rows of a Parquet file: a column for each field of events, others are passed over; null is a field that is not there. An
 * instant is a text, or a timestamp that is adjusted to UTC. The line of a row is its number, from 1.
 *
 * @throws SourceError if the file is damaged, holds local times, or the packages that read Parquet are not installed.
 */
export async function* parquetRows(file: string, onRead: (share: number) => void): AsyncGenerator<Row> {
  const packages = "hyparquet hyparquet-compressors";
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await needed(
    () => import("hyparquet"),
    packages,
    file,
  );
  const { compressors } = await needed(() => import("hyparquet-compressors"), packages, file);
  try {
    const buffer = await asyncBufferFromFile(file);
    const metadata = await parquetMetadataAsync(buffer);
    const columns = columnsOf(file, metadata);
    const count = Number(metadata.num_rows);
    for (let from = 0; from < count; from += ROWS_AT_A_TIME) {
      const rowEnd = Math.min(from + ROWS_AT_A_TIME, count);
      const rows = await parquetReadObjects({ file: buffer, metadata, columns, compressors, rowStart: from, rowEnd });
      onRead((rowEnd - from) / count);
      for (const [i, row] of rows.entries()) yield { line: from + i + 1, value: fieldsOf(row) };
    }
  } catch (error) {
    if (error instanceof SourceError) throw error;
    if (error instanceof Error && "syscall" in error) throw sourceErrorOf(error, file);
    throw new SourceError("unsupported-format", file, `it cannot be read as Parquet (${reasonOf(error)}).`);
  }
}

function columnsOf(file: string, { schema }: FileMetaData): string[] {
  const columns = schema.slice(1).filter(({ name }) => eventFields.has(name));
  const local = columns.find(isLocalTime);
  if (local === undefined) return columns.map(({ name }) => name);
  const problem = `its column ${JSON.stringify(local.name)} holds local times without a zone`;
  const advice = "store it as a timestamp with time zone, or as text with an offset";
  throw new SourceError("unsupported-format", file, `${problem}; ${advice}.`);
}

function isLocalTime({ logical_type: type }: SchemaElement): boolean {
  return type?.type === "TIMESTAMP" && !type.isAdjustedToUTC;
}

function fieldsOf(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = Object.entries(row).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(fields.map(([name, value]) => [name, fieldOf(name, value)]));
}

function fieldOf(name: string, value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "a time that is none" : value.toISOString();
  return typeof value === "bigint" && numericFields.has(name) ? Number(value) : value;
}
