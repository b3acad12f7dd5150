import { crc32, gzipSync } from "node:zlib";
import type { SchemaElement } from "hyparquet";
import { isConversationEvent } from "../../domain/conversation-event.ts";
import type { LedgerEvent } from "../../domain/event.ts";
import type { EventError } from "../../domain/event-error.ts";
import { parseInstant } from "../../domain/instant.ts";
import { SCHEMA_VERSION } from "../../domain/upcast.ts";
import { ConversationNumbers } from "../scan/conversation-numbers.ts";
import { type FieldKind, fieldKinds } from "../tables/field-kinds.ts";
import { FOOTER_END, footerLength, readFooter } from "../tables/parquet-footer.ts";
import { LifetimesSoFar } from "./lifetimes.ts";
import { CONVERSATION, fieldsOf, LINE, REFUSAL } from "./packed-columns.ts";
import {
  CONVERSATIONS_KEY,
  CREATOR,
  FOOTER_KEY,
  footerSum,
  LIFETIMES_KEY,
  ROWS_IN_GROUP,
  SUMS_KEY,
  VERSION_KEY,
} from "./packed-metadata.ts";
import { refusalOf } from "./refusal.ts";
import { scannedColumns } from "./scanned-columns.ts";

/** How many characters a group has, more or less, if it does not have its rows before. */
const CHARACTERS_IN_GROUP = 1 << 26;
const GZIP_LEVEL = 1;

type WriterLibrary = typeof import("hyparquet-writer");

/** Writes a packed log: Parquet, with a column for each field of events. */
export class PackedWriter {
  readonly #bytes: InstanceType<WriterLibrary["ByteWriter"]>;
  readonly #parquet: InstanceType<WriterLibrary["ParquetWriter"]>;
  /** The values of the rows of a group. What has grown for one has room for the next. */
  readonly #columns = new Map([...columns.keys()].map((name): [string, unknown[]] => [name, []]));
  readonly #write: (bytes: Uint8Array) => void;
  readonly #sums: number[][] = [];
  readonly #conversations = new ConversationNumbers();
  readonly #lifetimes = new LifetimesSoFar();
  #areAllNumbered = true;
  #rows = 0;
  #characters = 0;

  readonly #rowsInGroup: number;

  /** @param write takes the bytes of the file, piece by piece. */
  constructor(
    { ByteWriter, ParquetWriter }: WriterLibrary,
    write: (bytes: Uint8Array) => void,
    rowsInGroup = ROWS_IN_GROUP,
  ) {
    this.#write = write;
    this.#rowsInGroup = rowsInGroup;
    this.#bytes = new ByteWriter();
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema: [{ name: "chatledger", num_children: columns.size }, ...columns.values()],
      codec: "GZIP",
      compressors: { GZIP: (bytes) => gzipSync(bytes, { level: GZIP_LEVEL }) },
      statistics: false,
      createdBy: CREATOR,
    });
  }

  /**
   * Takes an event that was accepted, without fields that its type does not have. `false` if columns cannot hold all of it:
   * a lone surrogate, or what a later version of the schema may name.
   */
  addEvent(event: LedgerEvent): boolean {
    const values: Readonly<Record<string, unknown>> = event;
    const names = fieldsOf.get(event.type) ?? [];
    if ((event.schemaVersion ?? 1) > SCHEMA_VERSION || names.some((name) => isBroken(values[name]))) return false;
    for (const name of names) {
      const value = values[name];
      if (value !== undefined) this.#put(name, toStored(fieldKinds.get(name), value));
    }
    if (isConversationEvent(event)) {
      const conversation = this.#conversations.numberOf(event.accountId, event.conversationId);
      this.#put(CONVERSATION, conversation);
      this.#lifetimes.see(conversation);
    }
    this.#endRow();
    return true;
  }

  /** Takes a line as it is, to be read again by the parser of lines: it is no event, or one that columns cannot hold. */
  addLine(line: Uint8Array, isEvent: boolean): void {
    if (isEvent) this.#areAllNumbered = false;
    this.#put(LINE, Buffer.from(line));
    this.#characters += line.length;
    this.#endRow();
  }

  /** Takes a row that is no event, for a reason that its text alone does not tell. */
  addRefusal(error: EventError, text: Uint8Array | undefined): void {
    if (text !== undefined) this.#put(LINE, text);
    this.#put(REFUSAL, refusalOf(error));
    this.#endRow();
  }

  /** Writes what is left. */
  finish(): void {
    this.#endGroup();
    this.#parquet.kvMetadata = [
      { key: VERSION_KEY, value: String(SCHEMA_VERSION) },
      { key: SUMS_KEY, value: JSON.stringify(this.#sums) },
      ...(this.#areAllNumbered ? this.#endNumbers() : []),
      { key: FOOTER_KEY, value: footerSum() },
    ];
    void this.#parquet.finish();
    this.#tellChecksum();
    this.#flush();
  }

  /** Puts the checksum of what the footer says before its metadata into these. */
  #tellChecksum(): void {
    const { buffer, byteOffset, length } = this.#bytes.getBytes();
    const bytes = Buffer.from(buffer, byteOffset, length);
    const footer = bytes.subarray(-FOOTER_END - footerLength(bytes.subarray(-FOOTER_END), length));
    const { checksum } = readFooter(footer);
    footer.write(footerSum(checksum), footer.lastIndexOf(footerSum()));
  }

  /** What is said of conversations that are all numbered. Their lifetimes stand between the groups and what is said of the file. */
  #endNumbers(): readonly { readonly key: string; readonly value: string }[] {
    const { bytes, place } = this.#lifetimes.packed;
    const from = this.#bytes.offset;
    this.#bytes.appendBytes(bytes);
    return [
      { key: CONVERSATIONS_KEY, value: String(this.#conversations.size) },
      { key: LIFETIMES_KEY, value: JSON.stringify({ from, length: bytes.length, ...place }) },
    ];
  }

  #put(name: string, value: unknown): void {
    const column = this.#columns.get(name);
    if (column === undefined) return;
    fillTo(column, this.#rows);
    column[this.#rows] = value;
    if (typeof value === "string") this.#characters += value.length;
  }

  #endRow(): void {
    this.#rows++;
    if (this.#rows === this.#rowsInGroup || this.#characters >= CHARACTERS_IN_GROUP) this.#endGroup();
  }

  #endGroup(): void {
    if (this.#rows === 0) return;
    const start = this.#bytes.offset - this.#bytes.index;
    const columnData = [...this.#columns].map(([name, data]) => {
      fillTo(data, this.#rows);
      const isScanned = scannedColumns.has(name);
      return {
        name,
        data: data.length > this.#rows ? data.slice(0, this.#rows) : data,
        offsetIndex: false,
        ...(isScanned ? { codec: "UNCOMPRESSED" as const, encoding: encodingOf(name) } : {}),
      };
    });
    void this.#parquet.write({ columnData, rowGroupSize: this.#rows });
    const written = this.#bytes.getBytes();
    const sums = this.#parquet.row_groups.at(-1)?.columns.map(({ meta_data: chunk }) => {
      const from = Number(chunk?.dictionary_page_offset ?? chunk?.data_page_offset) - start;
      return crc32(written.subarray(from, from + Number(chunk?.total_compressed_size)));
    });
    this.#sums.push(sums ?? []);
    this.#lifetimes.endGroup();
    this.#flush();
    for (const column of this.#columns.values()) column.fill(undefined);
    this.#rows = 0;
    this.#characters = 0;
  }

  #flush(): void {
    this.#write(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }
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

/** In the order in which they lie. */
const columns: ReadonlyMap<string, SchemaElement> = new Map(
  [...new Set([...scannedColumns, ...kinds.keys()])].map((name) => [name, { name, ...kinds.get(name) }]),
);

function encodingOf(name: string): "PLAIN" | "RLE_DICTIONARY" {
  return fieldKinds.get(name) === "text" ? "RLE_DICTIONARY" : "PLAIN";
}

/** Says of the rows up to there that they have no value. An array with holes that large is slow. */
function fillTo(column: unknown[], rows: number): void {
  while (column.length < rows) column.push(undefined);
}

function isBroken(value: unknown): boolean {
  return typeof value === "string" && !value.isWellFormed();
}

function toStored(kind: FieldKind | undefined, value: unknown): unknown {
  if (kind === "instant") return BigInt(parseInstant(String(value)) ?? 0);
  return kind === "number" ? BigInt(Number(value)) : value;
}
