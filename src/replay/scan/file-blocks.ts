import { readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { certain } from "../../domain/certain.ts";
import { withFile } from "../file-bytes.ts";
import { lineBlocks } from "../lines.ts";
import { sourceErrorOf } from "../source-error.ts";
import { heardLate } from "./heard-late.ts";
import { NEWLINE } from "./plain-bytes.ts";

/** A part of a file, [from, to) in bytes, that begins and ends where lines do. */
export interface FileRange {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Reads parts of files, one after the other. While one chunk is looked at the next is read, even where that is of the next part. A file that
 * grows meanwhile is read as far as its part goes.
 */
export class PartsReader {
  readonly #parts: readonly FileRange[];
  #opened = 0;
  /** What is read into next, and what is looked at meanwhile. */
  #memory: readonly [Buffer, Buffer];
  /** The part of which the first chunk is read ahead. */
  #next: OpenPart | undefined;

  /** @param memory to read into. */
  constructor(parts: readonly FileRange[], memory: readonly [Buffer, Buffer]) {
    this.#parts = parts;
    this.#memory = memory;
    this.#openNext();
  }

  /**
   * The next part, in blocks of whole lines: a block is good until the next is asked for. A line that lies in two chunks is copied, and no
   * other. Each part is to be read to its end.
   *
   * @throws SourceError
   */
  blocks(): AsyncGenerator<Buffer> {
    const part = certain(this.#next);
    this.#next = undefined;
    return lineBlocks(this.#chunksOf(part), part.range.from === 0);
  }

  /** Lets go of what has been read ahead. The memory is free then. */
  async close(): Promise<void> {
    await this.#next?.close();
    this.#next = undefined;
  }

  async *#chunksOf(part: OpenPart): AsyncGenerator<Buffer> {
    try {
      for (let isLast = false; !isLast; ) {
        const size = await part.sizeRead();
        const [filled, other] = this.#memory;
        if (size > 0) this.#memory = [other, filled];
        isLast = size === 0 || part.isRead;
        if (isLast) this.#openNext();
        else part.readInto(other);
        if (size > 0) yield filled.subarray(0, size);
      }
    } catch (error) {
      throw sourceErrorOf(error, part.range.file);
    } finally {
      await part.close();
    }
  }

  #openNext(): void {
    const range = this.#parts[this.#opened++];
    this.#next = range && new OpenPart(range, this.#memory[0]);
  }
}

/** A part of a file while it is read, a chunk at a time. */
class OpenPart {
  readonly range: FileRange;
  readonly #file: Promise<FileHandle>;
  #position: number;
  #reading: Promise<number>;

  /** Begins to read its first chunk. */
  constructor(range: FileRange, into: Buffer) {
    this.range = range;
    this.#file = open(range.file);
    this.#position = range.from;
    this.#reading = this.#read(into);
  }

  /** Begins to read the next chunk. */
  readInto(memory: Buffer): void {
    this.#reading = this.#read(memory);
  }

  /** Waits for the chunk that is read, and gives its size: 0 at the end of the file. */
  async sizeRead(): Promise<number> {
    const size = await this.#reading;
    this.#position += size;
    return size;
  }

  /** Whether all of it has been read. */
  get isRead(): boolean {
    return this.#position >= this.range.to;
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#reading]);
    const file = await this.#file.catch(() => undefined);
    await file?.close();
  }

  #read(memory: Buffer): Promise<number> {
    const size = Math.min(memory.length, this.range.to - this.#position);
    const position = this.#position;
    return heardLate(this.#file.then(async (file) => (await file.read(memory, 0, size, position)).bytesRead));
  }
}

/**
 * For each offset where the first line begins that is wholly after it, or the end of the file.
 *
 * @throws SourceError
 */
export function linesAfter(file: string, size: number, offsets: readonly number[]): readonly number[] {
  return withFile(file, (descriptor) => offsets.map((offset) => lineAfter(descriptor, offset, size)));
}

/**
 * Where the last line ends that has an end, among the first `size` bytes.
 *
 * @throws SourceError
 */
export function wholeLines(file: string, size: number): number {
  return withFile(file, (descriptor) => {
    const bytes = Buffer.alloc(1 << 16);
    for (let to = size; to > 0; to -= bytes.length) {
      const from = Math.max(0, to - bytes.length);
      const read = readSync(descriptor, bytes, 0, to - from, from);
      const newline = bytes.subarray(0, read).lastIndexOf(NEWLINE);
      if (newline >= 0) return from + newline + 1;
    }
    return 0;
  });
}

function lineAfter(descriptor: number, offset: number, size: number): number {
  const bytes = Buffer.alloc(1 << 16);
  for (let position = offset; position < size; position += bytes.length) {
    const read = readSync(descriptor, bytes, 0, bytes.length, position);
    const newline = bytes.subarray(0, read).indexOf(NEWLINE);
    if (newline >= 0) return position + newline + 1;
    if (read === 0) break;
  }
  return size;
}
