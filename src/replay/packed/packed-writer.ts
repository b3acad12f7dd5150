import { crc32 } from "node:zlib";
import { certain } from "../../domain/certain.ts";
import { SCHEMA_VERSION } from "../../domain/upcast.ts";
import { ConversationNumbers } from "../scan/conversation-numbers.ts";
import { FOOTER_END, footerLength, readFooter } from "../tables/parquet-footer.ts";
import { type ConversationsOfRows, OF_NONE, type PackedGroup } from "./group-packer.ts";
import { LifetimesSoFar } from "./lifetimes.ts";
import { CONVERSATION } from "./packed-columns.ts";
import {
  CONVERSATIONS_KEY,
  CREATOR,
  FOOTER_KEY,
  footerSum,
  LIFETIMES_KEY,
  SUMS_KEY,
  VERSION_KEY,
} from "./packed-metadata.ts";
import { type ColumnWriter, moved, schemaOf, storedColumns, type WriterLibrary } from "./stored-columns.ts";

/** Writes a packed log: Parquet, with a column for each field of events. */
export class PackedWriter {
  readonly #columns: ColumnWriter;
  readonly #bytes: InstanceType<WriterLibrary["ByteWriter"]>;
  readonly #parquet: InstanceType<WriterLibrary["ParquetWriter"]>;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #sums: number[][] = [];
  readonly #conversations = new ConversationNumbers();
  readonly #lifetimes = new LifetimesSoFar();
  #areAllNumbered = true;

  /** @param write takes the bytes of the file, piece by piece. */
  constructor(columns: ColumnWriter, write: (bytes: Uint8Array) => void) {
    const { ByteWriter, ParquetWriter } = columns.library;
    this.#columns = columns;
    this.#write = write;
    this.#bytes = new ByteWriter();
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema: schemaOf(storedColumns.keys()),
      createdBy: CREATOR,
    });
  }

  /** Writes a group, after those before it. */
  add({ rows, columns, conversations, hasEventLines }: PackedGroup): void {
    if (hasEventLines) this.#areAllNumbered = false;
    const numbers = this.#columns.write(CONVERSATION, this.#numbersOf(conversations));
    const all = [...storedColumns.keys()].map((name) => certain(name === CONVERSATION ? numbers : columns.get(name)));
    const start = this.#bytes.offset;
    const chunks = all.map(({ bytes, chunk }) => {
      const at = this.#bytes.offset;
      this.#bytes.appendBytes(bytes);
      return moved(chunk, at);
    });
    this.#sums.push(all.map(({ bytes }) => crc32(bytes)));
    this.#lifetimes.endGroup();
    this.#parquet.num_rows += BigInt(rows);
    this.#parquet.row_groups.push({
      columns: chunks,
      total_byte_size: chunks.reduce((sum, chunk) => sum + certain(chunk.meta_data).total_uncompressed_size, 0n),
      num_rows: BigInt(rows),
      total_compressed_size: BigInt(this.#bytes.offset - start),
    });
    this.#flush();
  }

  /** Writes what is left. */
  finish(): void {
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

  /** The numbers of the conversations of rows in the file, new ones for those that come for the first time. */
  #numbersOf({ accountIds, conversationIds, rows }: ConversationsOfRows): (number | undefined)[] {
    const numbers = conversationIds.map((id, i) => this.#conversations.numberOf(certain(accountIds[i]), id));
    return Array.from(rows, (place) => {
      if (place === OF_NONE) return undefined;
      const number = certain(numbers[place]);
      this.#lifetimes.see(number);
      return number;
    });
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

  #flush(): void {
    this.#write(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }
}
