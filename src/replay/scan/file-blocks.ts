import { closeSync, readSync } from "node:fs";
import { openFile, withFile } from "../file-bytes.ts";
import { trimStart } from "../lines.ts";
import { sourceErrorOf } from "../source-error.ts";
import { isSystemError } from "../system-error.ts";
import { PADDING } from "./line-scanner.ts";
import { NEWLINE } from "./plain-bytes.ts";

/** A part of a file, [from, to) in bytes, that begins and ends where lines do. */
export interface FileRange {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** Small enough to stay in the fast memory of a core until it has been looked at. */
const BLOCK = 1 << 18;

/**
 * The bytes of a part of a file in blocks of whole lines. They share their memory: a block is good until the next is asked
 * for. A file that grows meanwhile is read as far as the part goes.
 *
 * @throws SourceError
 */
export function* fileBlocks({ file, from, to }: FileRange, blockSize = BLOCK): Generator<Buffer> {
  const descriptor = openFile(file);
  try {
    let buffer: Buffer = Buffer.allocUnsafeSlow(blockSize + PADDING);
    let kept = 0;
    let isStart = from === 0;
    for (let position = from; position < to; ) {
      const room = Math.min(buffer.length - PADDING - kept, to - position);
      const size = readSync(descriptor, buffer, kept, room, position);
      if (size === 0) break;
      position += size;
      const filled = kept + size;
      const end = buffer.lastIndexOf(NEWLINE, filled - 1) + 1;
      if (end > 0) {
        yield trimStart(buffer.subarray(0, end), isStart);
        isStart = false;
        buffer.copyWithin(0, end, filled);
      }
      kept = filled - end;
      if (kept === buffer.length - PADDING) buffer = twiceAsLong(buffer);
    }
    if (kept > 0) yield trimStart(buffer.subarray(0, kept), isStart);
  } catch (error) {
    throw isSystemError(error) ? sourceErrorOf(error, file) : error;
  } finally {
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

function twiceAsLong(buffer: Buffer): Buffer {
  const longer = Buffer.allocUnsafeSlow(2 * buffer.length);
  buffer.copy(longer);
  return longer;
}
