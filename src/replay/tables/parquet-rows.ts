import type { SchemaTree } from "hyparquet";
import { certain } from "../../domain/certain.ts";
import { fieldKinds } from "./field-kinds.ts";
import { needed } from "./needed.ts";
import { type PageLibrary, ParquetColumn } from "./parquet-column.ts";
import { eventColumnsOf, PACKAGES, type ParquetFile } from "./parquet-file.ts";
import { placeInside } from "./parquet-footer.ts";
import type { Row } from "./row.ts";

/**
 * The rows of a Parquet file: a column for each field of events, others are passed over; null is a field that is not there. An
 * instant is a text, or a timestamp that is adjusted to UTC. The line of a row is its number, from 1.
 *
 * @throws SourceError if a field of events is a list, a structure, or a local time.
 */
export async function* parquetRows(file: ParquetFile, onRead: (share: number) => void): AsyncGenerator<Row> {
  const columns = await eventColumnsOf(file);
  const open = await columnOpener(file);
  let line = 1;
  for (const [group, { rows: size }] of file.groups.entries()) {
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
    onRead(size / file.rows);
  }
}

/** Opens a column of a group of rows. */
async function columnOpener(file: ParquetFile): Promise<(group: number, column: SchemaTree) => Promise<ParquetColumn>> {
  const { groups, size } = file;
  const { buffer, compressors, ...byLibrary } = await file.byLibrary();
  const { row_groups: described } = byLibrary.metadata;
  const { library, parsers } = await pageLibrary(file.name);
  const options = { compressors, parsers: { ...parsers, ...byLibrary.parsers } };
  return async (group, column) => {
    const { rows, columns } = certain(groups[group]);
    const { name } = column.element;
    const index = columns.findIndex((each) => each.name === name);
    const chunk = described[group]?.columns[index]?.meta_data;
    if (chunk === undefined) throw new RangeError(`a group of rows without a column ${name}`);
    const { from, length } = placeInside(columns[index], size);
    const bytes = await buffer.slice(from, from + length);
    return new ParquetColumn(bytes, rows, column, chunk, library, options);
  };
}

async function pageLibrary(name: string) {
  const load = async () => {
    const { parquetHeader } = await import("hyparquet/src/column.js");
    const { decompressPage, readDataPage } = await import("hyparquet/src/datapage.js");
    const { convert, DEFAULT_PARSERS } = await import("hyparquet/src/convert.js");
    const library: PageLibrary = { parquetHeader, decompressPage, readDataPage, convert };
    return { library, parsers: DEFAULT_PARSERS };
  };
  return await needed(load, PACKAGES, name);
}

function fieldOf(name: string, value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "a time that is none" : value.toISOString();
  return typeof value === "bigint" && fieldKinds.get(name) === "number" ? Number(value) : value;
}
