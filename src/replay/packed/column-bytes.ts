import { closeSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { ParquetFile } from "../tables/parquet-file.ts";
import { sumsOf } from "./packed-metadata.ts";

/** The bytes of the columns of a packed log. */
export class ColumnBytesReader {
  readonly #file: ParquetFile;
  readonly #sums: readonly (readonly number[])[] | undefined;
  readonly #descriptor: number;

  constructor(file: ParquetFile) {
    this.#file = file;
    this.#sums = sumsOf(file.metadata);
    this.#descriptor = openSync(file.name, "r");
  }

  /**
   * The bytes of a column of a group of rows, and room after them. Throws if they are not those that were packed; what another
   * program has written again has no checksums.
   *
   * @param into memory to be used if it is large enough.
   */
  read(group: number, column: number, room = 0, into?: Buffer): Buffer {
    const chunk = this.#file.metadata.row_groups[group]?.columns[column]?.meta_data;
    const from = Number(chunk?.dictionary_page_offset ?? chunk?.data_page_offset);
    const length = Number(chunk?.total_compressed_size);
    const isInside = from >= 0 && length >= 0 && from + length <= this.#file.buffer.byteLength;
    if (!isInside) throw new RangeError("a column lies beyond the end of the file");
    const bytes = into !== undefined && into.length >= length + room ? into : Buffer.allocUnsafeSlow(length + room);
    for (let read = 0; read < length; ) {
      const count = readSync(this.#descriptor, bytes, read, length - read, from + read);
      if (count === 0) throw new RangeError("the file has become shorter");
      read += count;
    }
    if (this.#sums !== undefined && crc32(bytes.subarray(0, length)) !== this.#sums[group]?.[column]) {
      throw new Error("its bytes are not those that were packed");
    }
    return bytes.subarray(0, length);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

/** Throws if the bytes of a group are not those that were packed. */
export function verifyGroup(file: ParquetFile, group: number): void {
  const reader = new ColumnBytesReader(file);
  try {
    for (const column of (file.metadata.row_groups[group]?.columns ?? []).keys()) reader.read(group, column);
  } finally {
    reader.close();
  }
}
