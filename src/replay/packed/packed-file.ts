import { closeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { openFile, readWholeAside } from "../file-bytes.ts";
import type { ParquetFile } from "../tables/parquet-file.ts";
import { type BytesPlace, placeInside } from "../tables/parquet-footer.ts";
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
    this.groups = sizesOf(parquet).map((size) => {
      from += size;
      return { from: from - size, size };
    });
    this.#sums = sumsOf(parquet);
    this.#descriptor = openFile(parquet.name);
  }

  /** Where the bytes of a column of a group of rows lie. Throws if that is beyond the end of the file. */
  placeOf(group: number, column: number): BytesPlace {
    const { groups, size } = this.parquet;
    return placeInside(groups[group]?.columns[column], size);
  }

  /** Fills memory with the bytes from there on, while something else is done. Rejects if the file ends before. */
  async read(into: Uint8Array, from: number): Promise<void> {
    const isWhole = await readWholeAside(this.#descriptor, into, from);
    if (!isWhole) throw new RangeError("the file has become shorter");
  }

  /** Throws if these bytes of a column are not those that were packed; what another program has written again has no checksums. */
  check(group: number, column: number, bytes: Uint8Array): void {
    if (this.#sums === undefined || crc32(bytes) === this.#sums[group]?.[column]) return;
    throw new Error("its bytes are not those that were packed");
  }

  /** Rejects if the bytes of a group are not those that were packed. */
  async verify(group: number): Promise<void> {
    if (this.#verified === group) return;
    for (const column of (this.parquet.groups[group]?.columns ?? []).keys()) {
      const { from, length } = this.placeOf(group, column);
      const bytes = Buffer.allocUnsafeSlow(length);
      await this.read(bytes, from);
      this.check(group, column, bytes);
    }
    this.#verified = group;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
