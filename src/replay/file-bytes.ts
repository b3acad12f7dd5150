import { closeSync, openSync, read, readSync } from "node:fs";
import { promisify } from "node:util";
import { sourceErrorOf } from "./source-error.ts";
import { isSystemError } from "./system-error.ts";

/** No call of the file system takes much more. */
export const MOST_AT_ONCE = 1 << 30;

/**
 * Reads something of a file, and closes it.
 *
 * @throws SourceError if it cannot be opened or read; what else `read` throws.
 */
export function withFile<Result>(file: string, read: (descriptor: number) => Result): Result {
  const descriptor = openFile(file);
  try {
    return read(descriptor);
  } catch (error) {
    throw isSystemError(error) ? sourceErrorOf(error, file) : error;
  } finally {
    closeSync(descriptor);
  }
}

/** Opens a file to be read. @throws SourceError */
export function openFile(file: string): number {
  try {
    return openSync(file, "r");
  } catch (error) {
    throw sourceErrorOf(error, file);
  }
}

/** Fills memory with the bytes of a file from a position on; `false` if the file ends before. */
export function readWhole(descriptor: number, into: Uint8Array, position: number): boolean {
  for (let filled = 0; filled < into.length; ) {
    const most = Math.min(into.length - filled, MOST_AT_ONCE);
    const read = readSync(descriptor, into, filled, most, position + filled);
    if (read === 0) return false;
    filled += read;
  }
  return true;
}

const readAside = promisify(read);

/** Does what {@link readWhole} does, while something else is done. */
export async function readWholeAside(descriptor: number, into: Uint8Array, position: number): Promise<boolean> {
  for (let filled = 0; filled < into.length; ) {
    const most = Math.min(into.length - filled, MOST_AT_ONCE);
    const { bytesRead } = await readAside(descriptor, into, filled, most, position + filled);
    if (bytesRead === 0) return false;
    filled += bytesRead;
  }
  return true;
}
