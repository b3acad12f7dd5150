import { EARLIEST, formatInstant, LATEST } from "../../domain/instant.ts";
import { fieldKinds } from "../tables/field-kinds.ts";
import type { ParquetFile } from "../tables/parquet-file.ts";
import type { RowContent } from "../tables/row.ts";
import { fieldsOf, LINE, REFUSAL } from "./packed-columns.ts";
import type { PackedFile } from "./packed-file.ts";
import { errorOf } from "./refusal.ts";

/**
 * Reads the columns of a group of rows, and gives what a row of it holds.
 *
 * @param names of fields of events; lines that are no events come in any case.
 */
export async function readGroup(
  file: PackedFile,
  group: number,
  names: readonly string[],
): Promise<(row: number) => RowContent> {
  await file.verify(group);
  const { from, size } = file.groups[group] ?? { from: 0, size: 0 };
  const { metadata } = await file.parquet.byLibrary();
  const present = new Set(metadata.schema.map(({ name }) => name));
  const kept = [LINE, REFUSAL].filter((name) => present.has(name));
  const columns = await readColumns(file.parquet, [...names, ...kept], from, size);
  const of = (name: string, row: number) => columns.get(name)?.[row] ?? undefined;
  return (row) => {
    const type = of("type", row);
    if (type === undefined) {
      const refusal = of(REFUSAL, row);
      if (refusal !== undefined) return { error: errorOf(String(refusal)) };
      const line = of(LINE, row);
      if (line !== undefined) {
        return { text: line instanceof Uint8Array ? Buffer.from(line) : Buffer.from(String(line)) };
      }
    }
    const value: Record<string, unknown> = {};
    for (const name of fieldsOf.get(type) ?? names) {
      const stored = of(name, row);
      if (stored !== undefined) value[name] = toField(name, stored);
    }
    return { value };
  };
}

async function readColumns(
  file: ParquetFile,
  names: readonly string[],
  rowStart: number,
  size: number,
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const { library, buffer, metadata, compressors, parsers } = await file.byLibrary();
  const columns = new Map<string, unknown[]>();
  await library.parquetRead({
    file: buffer,
    metadata,
    columns: [...names],
    compressors,
    parsers: { ...parsers, ...numbers },
    utf8: false,
    rowStart,
    rowEnd: rowStart + size,
    onChunk({ columnName, columnData }) {
      const values: ArrayLike<unknown> = columnData;
      const column = columns.get(columnName) ?? [];
      for (let i = 0; i < values.length; i++) column.push(values[i]);
      columns.set(columnName, column);
    },
  });
  const short = names.find((name) => columns.get(name)?.length !== size);
  if (short === undefined) return columns;
  throw new RangeError(`${file.name} has ${columns.get(short)?.length ?? 0} values of ${short} for ${size} rows`);
}

/** Instants as epoch milliseconds, which are made from the numbers of a file sooner than dates. */
const numbers = {
  timestampFromMilliseconds: (millis: bigint) => Number(millis),
  timestampFromMicroseconds: (micros: bigint) => Math.floor(Number(micros) / 1e3),
  timestampFromNanoseconds: (nanos: bigint) => Math.floor(Number(nanos) / 1e6),
};

function toField(name: string, stored: unknown): unknown {
  switch (fieldKinds.get(name)) {
    case "instant": {
      if (typeof stored !== "number") return stored;
      return stored >= EARLIEST && stored <= LATEST ? formatInstant(stored) : "a time that is none";
    }
    case "number":
      return typeof stored === "bigint" ? Number(stored) : stored;
    default:
      return stored;
  }
}
