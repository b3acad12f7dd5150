import { readWhole, withFile } from "../file-bytes.ts";
import { sha256 } from "../node-crypto.ts";

/** Enough of the bytes of a file, up to a position, to know it again. */
export interface FilePrint {
  /** Digests of the first bytes, and of the last ones before the position. */
  readonly start: string;
  readonly end: string;
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
    const start = digestAt(descriptor, 0, size);
    const end = digestAt(descriptor, position - size, size);
    return start === undefined || end === undefined ? undefined : { start, end };
  });
}

function digestAt(descriptor: number, from: number, size: number): string | undefined {
  const bytes = Buffer.alloc(size);
  return readWhole(descriptor, bytes, from) ? sha256(bytes) : undefined;
}
