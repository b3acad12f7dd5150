import { gzipSync } from "node:zlib";
import type { ColumnChunk, SchemaElement } from "hyparquet";
import { type FieldKind, fieldKinds } from "../tables/field-kinds.ts";
import { CONVERSATION, LINE, REFUSAL } from "./packed-columns.ts";
import { scannedColumns } from "./scanned-columns.ts";

const GZIP_LEVEL = 1;

/** The library that writes Parquet. It may not be installed. */
export type WriterLibrary = typeof import("hyparquet-writer");

/** Columns of a group of rows as they lie in a file, one after the other, and what its footer says of each. */
export interface StoredColumns {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Their places are those of a file in which the first begins at 0. */
  readonly chunks: readonly ColumnChunk[];
}

const optional = { repetition_type: "OPTIONAL" } as const;
const utf8 = { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" }, ...optional } as const;

const elements: Readonly<Record<FieldKind, Omit<SchemaElement, "name">>> = {
  text: utf8,
  instant: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
    ...optional,
  },
  number: { type: "INT64", ...optional },
};

const kinds: ReadonlyMap<string, Omit<SchemaElement, "name">> = new Map([
  ...[...fieldKinds].map(([name, kind]) => [name, elements[kind]] as const),
  [CONVERSATION, { type: "INT32", ...optional }],
  // A line may be no text.
  [LINE, { type: "BYTE_ARRAY", ...optional }],
  [REFUSAL, utf8],
]);

/** The columns of a packed log, in the order in which they lie. */
export const storedColumns: ReadonlyMap<string, SchemaElement> = new Map(
  [...new Set([...scannedColumns, ...kinds.keys()])].map((name) => [name, { name, ...kinds.get(name) }]),
);

/** The schema of some of these. */
export function schemaOf(names: Iterable<string>): SchemaElement[] {
  const leaves = [...names].flatMap((name) => storedColumns.get(name) ?? []);
  return [{ name: "chatledger", num_children: leaves.length }, ...leaves];
}

/** Writes columns of a group of so many rows: for each its values, `undefined` where there is none. */
export function writeColumns(
  { ByteWriter, ParquetWriter }: WriterLibrary,
  columns: ReadonlyMap<string, readonly unknown[]>,
  rows: number,
): StoredColumns {
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: schemaOf(columns.keys()),
    codec: "GZIP",
    compressors: { GZIP: (bytes) => gzipSync(bytes, { level: GZIP_LEVEL }) },
    statistics: false,
  });
  const start = writer.offset;
  const columnData = [...columns].map(([name, values]) => ({
    name,
    data: values.length > rows ? values.slice(0, rows) : [...values],
    offsetIndex: false,
    ...(scannedColumns.has(name) ? { codec: "UNCOMPRESSED" as const, encoding: encodingOf(name) } : {}),
  }));
  void parquet.write({ columnData, rowGroupSize: rows });
  const chunks = parquet.row_groups.flatMap((group) => group.columns);
  return { bytes: writer.getBytes().slice(start), chunks: chunks.map((chunk) => moved(chunk, -start)) };
}

function encodingOf(name: string): "PLAIN" | "RLE_DICTIONARY" {
  return fieldKinds.get(name) === "text" ? "RLE_DICTIONARY" : "PLAIN";
}

/** What the footer says of a column that lies so many bytes further on. */
export function moved(chunk: ColumnChunk, by: number): ColumnChunk {
  const { meta_data: about } = chunk;
  if (about === undefined) return chunk;
  const { dictionary_page_offset: dictionary } = about;
  return {
    ...chunk,
    file_offset: chunk.file_offset + BigInt(by),
    meta_data: {
      ...about,
      data_page_offset: about.data_page_offset + BigInt(by),
      ...(dictionary === undefined ? {} : { dictionary_page_offset: dictionary + BigInt(by) }),
    },
  };
}

/** How many bytes a column takes. */
export function sizeOfColumn({ meta_data: about }: ColumnChunk): number {
  return Number(about?.total_compressed_size);
}
