import { closeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { openFile, readWhole } from "../file-bytes.ts";
import type { ParquetFile } from "../tables/parquet-file.ts";
import { sizesOf, sumsOf } from "./packed-metadata.ts";

/** Where the rows of a group begin in a file, and how many there are. */
export interface GroupBounds {
  readonly from: number;
  readonly size: number;
}

/** A packed log that is open: its groups of rows, and the bytes of their columns. */
export class PackedFile {
  readonly parquet: ParquetFile;
  readonly groups: readonly GroupBounds[];
  readonly #sums: readonly (readonly number[])[] | undefined;
  readonly #descriptor: number;
  #verified = -1;

  /** Throws if its metadata are not such as we write, or it cannot be opened. */
  constructor(parquet: ParquetFile) {
    let from = 0;
    this.parquet = parquet;
    this.groups = sizesOf(parquet.metadata).map((size) => {
      from += size;
      return { from: from - size, size };
    });
    this.#sums = sumsOf(parquet.metadata);
    this.#descriptor = openFile(parquet.name);
  }

  /**
   * The bytes of a column of a group of rows, and room after them. Throws if they are not those that were packed; what another
   * program has written again has no checksums.
   *
   * @param memories the first of them that is large enough is used.
   */
  read(group: number, column: number, room = 0, memories: readonly Buffer[] = []): Buffer {
    const { metadata, buffer } = this.parquet;
    const chunk = metadata.row_groups[group]?.columns[column]?.meta_data;
    const from = Number(chunk?.dictionary_page_offset ?? chunk?.data_page_offset);
    const length = Number(chunk?.total_compressed_size);
    const isInside = from >= 0 && length >= 0 && from + length <= buffer.byteLength;
    if (!isInside) throw new RangeError("a column lies beyond the end of the file");
    const memory = memories.find((each) => each.length >= length + room) ?? Buffer.allocUnsafeSlow(length + room);
    const bytes = memory.subarray(0, length);
    if (!readWhole(this.#descriptor, bytes, from)) throw new RangeError("the file has become shorter");
    if (this.#sums !== undefined && crc32(bytes) !== this.#sums[group]?.[column]) {
      throw new Error("its bytes are not those that were packed");
    }
    return bytes;
  }

  /** Throws if the bytes of a group are not those that were packed. */
  verify(group: number): void {
    if (this.#verified === group) return;
    for (const column of (this.parquet.metadata.row_groups[group]?.columns ?? []).keys()) this.read(group, column);
    this.#verified = group;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
