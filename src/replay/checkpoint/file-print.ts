import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { sourceErrorOf } from "../source-error.ts";

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
  try {
    const descriptor = openSync(file, "r");
    try {
      if (fstatSync(descriptor).size < position) return undefined;
      const size = Math.min(WINDOW, position);
      return { start: digestAt(descriptor, 0, size), end: digestAt(descriptor, position - size, size) };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw sourceErrorOf(error, file);
  }
}

function digestAt(descriptor: number, from: number, size: number): string {
  const bytes = Buffer.alloc(size);
  readSync(descriptor, bytes, 0, size, from);
  return createHash("sha256").update(bytes).digest("hex");
}
