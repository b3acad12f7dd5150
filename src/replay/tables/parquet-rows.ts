import type { RowGroup, SchemaTree } from "hyparquet";
import { fieldKinds } from "./field-kinds.ts";
import { needed } from "./needed.ts";
import { type PageLibrary, ParquetColumn, placeOfChunk } from "./parquet-column.ts";
import { eventColumnsOf, PACKAGES, type ParquetFile } from "./parquet-file.ts";
import type { Row } from "./row.ts";

/**
 * The rows of a Parquet file: a column for each field of events, others are passed over; null is a field that is not there. An
 * instant is a text, or a timestamp that is adjusted to UTC. The line of a row is its number, from 1.
 *
 * @throws SourceError if a field of events is a list, a structure, or a local time.
 */
export async function* parquetRows(file: ParquetFile, onRead: (share: number) => void): AsyncGenerator<Row> {
  const columns = eventColumnsOf(file);
  const open = await columnOpener(file);
  const count = Number(file.metadata.num_rows);
  let line = 1;
  for (const group of file.metadata.row_groups) {
    const size = Number(group.num_rows);
    const readers = await Promise.all(
      columns.map(async (column) => ({ name: column.element.name, column: await open(group, column) })),
    );
    for (let i = 0; i < size; i++) {
      const value: Record<string, unknown> = {};
      for (const { name, column } of readers) {
        const found = column.next();
        if (found !== null) value[name] = fieldOf(name, found);
      }
      yield { line: line++, value };
    }
    onRead(size / count);
  }
}

/** Opens a column of a group of rows. */
async function columnOpener(
  file: ParquetFile,
): Promise<(group: RowGroup, column: SchemaTree) => Promise<ParquetColumn>> {
  const { buffer } = file;
  const { library, parsers } = await pageLibrary(file);
  const options = { compressors: await file.compressors(), parsers };
  return async (group, column) => {
    const { name } = column.element;
    const chunk = group.columns.find(({ meta_data: { path_in_schema: path = [] } = {} }) => path[0] === name);
    if (chunk?.meta_data === undefined) throw new RangeError(`a group of rows without a column ${name}`);
    const { from, length } = placeOfChunk(chunk, buffer.byteLength);
    const bytes = await buffer.slice(from, from + length);
    return new ParquetColumn(bytes, Number(group.num_rows), column, chunk.meta_data, library, options);
  };
}

async function pageLibrary({ name, parsers }: ParquetFile) {
  const load = async () => {
    const { parquetHeader } = await import("hyparquet/src/column.js");
    const { decompressPage, readDataPage } = await import("hyparquet/src/datapage.js");
    const { convert, DEFAULT_PARSERS } = await import("hyparquet/src/convert.js");
    const library: PageLibrary = { parquetHeader, decompressPage, readDataPage, convert };
    return { library, parsers: { ...DEFAULT_PARSERS, ...parsers } };
  };
  return await needed(load, PACKAGES, name);
}

function fieldOf(name: string, value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "a time that is none" : value.toISOString();
  return typeof value === "bigint" && fieldKinds.get(name) === "number" ? Number(value) : value;
}
