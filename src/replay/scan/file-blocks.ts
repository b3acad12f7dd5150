import { closeSync, read, readSync } from "node:fs";
import { promisify } from "node:util";
import { openFile, withFile } from "../file-bytes.ts";
import { lineBlocks } from "../lines.ts";
import { sourceErrorOf } from "../source-error.ts";
import { NEWLINE } from "./plain-bytes.ts";

/** A part of a file, [from, to) in bytes, that begins and ends where lines do. */
export interface FileRange {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

const readBytes = promisify(read);

/**
 * The bytes of a part of a file in blocks of whole lines: a block is good until the next is asked for. A file that grows
 * meanwhile is read as far as the part goes.
 *
 * @param memory to read into: while one half is looked at the other is filled. A line that lies in both is copied, and no other.
 * @throws SourceError
 */
export function fileBlocks(range: FileRange, memory: readonly [Buffer, Buffer]): AsyncGenerator<Buffer> {
  return lineBlocks(fileChunks(range, memory), range.from === 0);
}

/** The bytes of a part of a file. While one chunk is looked at the next is read. */
async function* fileChunks({ file, from, to }: FileRange, memory: readonly [Buffer, Buffer]): AsyncGenerator<Buffer> {
  const descriptor = openFile(file);
  let [buffer, other] = memory;
  const readAt = (position: number) => {
    const reading = readBytes(descriptor, buffer, 0, Math.min(buffer.length, to - position), position);
    // Whoever waits for it hears of its failure, however late.
    reading.catch(() => {});
    return reading;
  };
  let position = from;
  let reading = readAt(position);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      const chunk = buffer.subarray(0, bytesRead);
      position += bytesRead;
      [buffer, other] = [other, buffer];
      reading = readAt(position);
      yield chunk;
    }
  } catch (error) {
    throw sourceErrorOf(error, file);
  } finally {
    await Promise.allSettled([reading]);
    closeSync(descriptor);
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
