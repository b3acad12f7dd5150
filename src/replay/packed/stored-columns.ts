import { gzipSync } from "node:zlib";
import type { ColumnChunk, SchemaElement } from "hyparquet";
import { certain } from "../../domain/certain.ts";
import { type FieldKind, fieldKinds } from "../tables/field-kinds.ts";
import { CONVERSATION, LINE, REFUSAL } from "./packed-columns.ts";
import { scannedColumns } from "./scanned-columns.ts";

const GZIP_LEVEL = 1;

/** The library that writes Parquet. It may not be installed. */
export type WriterLibrary = typeof import("hyparquet-writer");

/** A column of a group of rows as it lies in a file, and what the footer says of it. */
export interface StoredColumn {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Its places are those of a file in which it begins at 0. */
  readonly chunk: ColumnChunk;
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

/** Writes columns of groups. */
export class ColumnWriter {
  readonly library: WriterLibrary;
  /** Most columns of most groups have no value, and are the same for as many rows. */
  readonly #ofNone = new Map<string, { readonly rows: number; readonly column: StoredColumn }>();

  constructor(library: WriterLibrary) {
    this.library = library;
  }

  /** @param values one for each row, `undefined` where there is none. */
  write(name: string, values: unknown[]): StoredColumn {
    const { ByteWriter, ParquetWriter } = this.library;
    const writer = new ByteWriter();
    const parquet = new ParquetWriter({
      writer,
      schema: schemaOf([name]),
      codec: "GZIP",
      compressors: { GZIP: (bytes) => gzipSync(bytes, { level: GZIP_LEVEL }) },
      statistics: false,
    });
    const start = writer.offset;
    const how = scannedColumns.has(name) ? { codec: "UNCOMPRESSED" as const, encoding: encodingOf(name) } : {};
    void parquet.write({
      columnData: [{ name, data: values, offsetIndex: false, ...how }],
      rowGroupSize: values.length,
    });
    const chunk = certain(parquet.row_groups[0]?.columns[0]);
    return { bytes: writer.getBytes().slice(start), chunk: moved(chunk, -start) };
  }

  /** Writes a column of so many rows none of which has a value. */
  writeNone(name: string, rows: number): StoredColumn {
    const known = this.#ofNone.get(name);
    if (known?.rows === rows) return known.column;
    const column = this.write(name, new Array<unknown>(rows).fill(undefined));
    this.#ofNone.set(name, { rows, column });
    return column;
  }
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
