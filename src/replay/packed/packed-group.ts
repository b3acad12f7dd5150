import { EARLIEST, formatInstant, LATEST } from "../../domain/instant.ts";
import type { ParquetFile } from "../tables/parquet-file.ts";
import type { RowContent } from "../tables/row.ts";
import { verifyGroup } from "./column-bytes.ts";
import { fieldsOf, LINE, packedColumns, REFUSAL } from "./packed-columns.ts";
import { sizesOf } from "./packed-metadata.ts";
import { errorOf } from "./refusal.ts";

/** A group of rows of a packed log, in memory. */
export interface PackedGroup {
  readonly size: number;
  rowAt(i: number): RowContent;
}

/** Where the rows of a group begin in the file, and how many there are. Throws if they are more than we pack together. */
export function boundsOf({ metadata }: ParquetFile, group: number): { readonly from: number; readonly size: number } {
  const sizes = sizesOf(metadata);
  return { from: sizes.slice(0, group).reduce((sum, size) => sum + size, 0), size: sizes[group] ?? 0 };
}

/**
 * Reads the columns of a group of rows.
 *
 * @param names of fields of events; lines that are no events come in any case.
 */
export async function readGroup(file: ParquetFile, group: number, names: readonly string[]): Promise<PackedGroup> {
  verifyGroup(file, group);
  const { from, size } = boundsOf(file, group);
  const present = new Set(file.metadata.schema.map(({ name }) => name));
  const columns = await readColumns(
    file,
    [...names, ...[LINE, REFUSAL].filter((name) => present.has(name))],
    from,
    size,
  );
  const of = (name: string, i: number) => columns.get(name)?.[i] ?? undefined;
  return {
    size,
    rowAt(i) {
      const type = of("type", i);
      if (type === undefined) {
        const refusal = of(REFUSAL, i);
        if (refusal !== undefined) return { error: errorOf(String(refusal)) };
        const line = of(LINE, i);
        if (line !== undefined)
          return { text: line instanceof Uint8Array ? Buffer.from(line) : Buffer.from(String(line)) };
      }
      const value: Record<string, unknown> = {};
      for (const name of fieldsOf.get(type) ?? names) {
        const stored = of(name, i);
        if (stored !== undefined) value[name] = toField(name, stored);
      }
      return { value };
    },
  };
}

async function readColumns(
  { name: file, metadata, buffer, library, compressors, parsers }: ParquetFile,
  names: readonly string[],
  rowStart: number,
  size: number,
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const columns = new Map<string, unknown[]>();
  await library.parquetRead({
    file: buffer,
    metadata,
    columns: [...names],
    compressors: await compressors(),
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
  throw new RangeError(`${file} has ${columns.get(short)?.length ?? 0} values of ${short} for ${size} rows`);
}

/** Instants as epoch milliseconds, which are made from the numbers of a file sooner than dates. */
const numbers = {
  timestampFromMilliseconds: (millis: bigint) => Number(millis),
  timestampFromMicroseconds: (micros: bigint) => Math.floor(Number(micros) / 1e3),
  timestampFromNanoseconds: (nanos: bigint) => Math.floor(Number(nanos) / 1e6),
};

function toField(name: string, stored: unknown): unknown {
  switch (packedColumns.get(name)) {
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
