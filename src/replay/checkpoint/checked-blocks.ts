import { crc32 } from "node:zlib";
import { readWhole } from "../file-bytes.ts";

/*
 * Bytes in blocks, each with a checksum, so that a part of them can be read and checked without the rest. After the bytes come the checksums
 * of all blocks, and one over these.
 */

/** So many bytes have one checksum. They are in the fast memory of a core while it is taken. */
const BLOCK = 1 << 16;
const CHECKSUM_SIZE = 4;

/** The checksums of bytes that are written one after the other. */
export class BlockChecksums {
  readonly #checksums: number[] = [];
  /** That of the block which is not full yet, and how many bytes that has. */
  #checksum = 0;
  #filled = 0;

  add(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const piece = bytes.subarray(from, from + BLOCK - this.#filled);
      this.#checksum = crc32(piece, this.#checksum);
      this.#filled += piece.length;
      from += piece.length;
      if (this.#filled === BLOCK) this.#endBlock();
    }
  }

  /** What is to be written after all bytes. */
  end(): Uint8Array {
    if (this.#filled > 0) this.#endBlock();
    const bytes = Buffer.alloc(CHECKSUM_SIZE * (this.#checksums.length + 1));
    this.#checksums.forEach((checksum, i) => {
      bytes.writeUInt32LE(checksum, CHECKSUM_SIZE * i);
    });
    const ofBlocks = bytes.subarray(0, -CHECKSUM_SIZE);
    bytes.writeUInt32LE(crc32(ofBlocks), ofBlocks.length);
    return bytes;
  }

  #endBlock(): void {
    this.#checksums.push(this.#checksum);
    this.#checksum = 0;
    this.#filled = 0;
  }
}

/** The bytes of a file that was written with its {@link BlockChecksums}. A block is checked when something of it is read. */
export class CheckedBlocks {
  readonly #descriptor: number;
  readonly #checksums: Buffer;
  /** How many bytes there are, without the checksums. */
  readonly size: number;
  /** The block of which a part was read last, and its number. */
  readonly #block = Buffer.alloc(BLOCK);
  #number = -1;

  private constructor(descriptor: number, checksums: Buffer, size: number) {
    this.#descriptor = descriptor;
    this.#checksums = checksums;
    this.size = size;
  }

  /** @param size of the file. @returns `undefined` if it does not end with the checksums of so many bytes. */
  static of(descriptor: number, size: number): CheckedBlocks | undefined {
    const blocks = Math.ceil((size - CHECKSUM_SIZE) / (BLOCK + CHECKSUM_SIZE));
    const bytes = size - CHECKSUM_SIZE * (blocks + 1);
    if (bytes <= 0) return undefined;
    const end = Buffer.alloc(size - bytes);
    if (!readWhole(descriptor, end, bytes)) return undefined;
    const checksums = end.subarray(0, -CHECKSUM_SIZE);
    const isWhole = end.readUInt32LE(checksums.length) === crc32(checksums);
    return isWhole ? new CheckedBlocks(descriptor, checksums, bytes) : undefined;
  }

  /** Fills memory with the bytes from a position on; `false` if there are not so many, or one is not as it was written. */
  fill(into: Uint8Array, position: number): boolean {
    if (into.length > this.size - position) return false;
    for (let filled = 0; filled < into.length; ) {
      const from = (position + filled) % BLOCK;
      const number = (position + filled - from) / BLOCK;
      const rest = into.subarray(filled, filled + this.#sizeOf(number) - from);
      if (from === 0 && rest.length === this.#sizeOf(number)) {
        if (!this.#read(number, rest)) return false;
      } else if (this.#take(number)) {
        rest.set(this.#block.subarray(from, from + rest.length));
      } else return false;
      filled += rest.length;
    }
    return true;
  }

  /** Whether so many bytes from a position on are as they were written. */
  check(position: number, size: number): boolean {
    if (size > this.size - position) return false;
    const end = Math.ceil((position + size) / BLOCK);
    for (let number = Math.floor(position / BLOCK); number < end; number++) if (!this.#take(number)) return false;
    return true;
  }

  /** Has a block at hand. */
  #take(number: number): boolean {
    if (this.#number === number) return true;
    const isRead = this.#read(number, this.#block.subarray(0, this.#sizeOf(number)));
    this.#number = isRead ? number : -1;
    return isRead;
  }

  #read(number: number, into: Uint8Array): boolean {
    if (!readWhole(this.#descriptor, into, number * BLOCK)) return false;
    return crc32(into) === this.#checksums.readUInt32LE(CHECKSUM_SIZE * number);
  }

  #sizeOf(number: number): number {
    return Math.min(BLOCK, this.size - number * BLOCK);
  }
}
