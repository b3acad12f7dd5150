import { crc32 } from "node:zlib";
import { readWhole, withFile } from "../file-bytes.ts";

/** Enough of the bytes of a file, up to a position, to know it again. */
export interface FilePrint {
  /** Checksums of the first bytes, and of the last ones before the position. */
  readonly start: number;
  readonly end: number;
}

const WINDOW = 1 << 16;

/**
 * The print of the first `position` bytes of a file; `undefined` if it has not so many.
 *
 * @throws SourceError
 */
export function filePrint(file: string, position: number): FilePrint | undefined {
  return withFile(file, (descriptor) => {
    const size = Math.min(WINDOW, position);
    const start = checksumAt(descriptor, 0, size);
    const end = checksumAt(descriptor, position - size, size);
    return start === undefined || end === undefined ? undefined : { start, end };
  });
}

function checksumAt(descriptor: number, from: number, size: number): number | undefined {
  const bytes = Buffer.alloc(size);
  return readWhole(descriptor, bytes, from) ? crc32(bytes) : undefined;
}
