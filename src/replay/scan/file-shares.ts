import { availableParallelism } from "node:os";
import { type FileRange, linesAfter } from "./file-blocks.ts";

/** Part of a log: the place of the log among all, and the bytes. */
export interface FileShare extends FileRange {
  readonly log: number;
}

/** How many bytes of logs are worth one more thread. */
const BYTES_PER_THREAD = 300_000_000;
/** What the first thread, which need not be started, has done when the others begin. */
const HEAD_START = 64_000_000;

/** How many threads are worth it for so many bytes of logs. */
export function threadsFor(bytes: number): number {
  return Math.min(availableParallelism(), Math.max(1, Math.floor(bytes / BYTES_PER_THREAD)));
}

/**
 * Parts of logs, cut into as many shares as there are threads, in the order of files and lines. They are of about one size, but
 * for the head start of the first.
 *
 * @throws SourceError
 */
export function sharesFor(threads: number, parts: readonly FileShare[]): readonly (readonly FileShare[])[] {
  const total = sizeOf(parts);
  const headStart = Math.min(HEAD_START, total / (2 * threads));
  const cutAt = (i: number) => Math.floor(headStart + ((total - headStart) * i) / threads);
  return cut(
    parts,
    Array.from({ length: threads - 1 }, (_, i) => cutAt(i + 1)),
  );
}

/**
 * Parts of logs, cut into shares of about so many bytes, in the order of files and lines. The last has up to half more, and is
 * not less than half as long, unless it is the only one.
 *
 * @throws SourceError
 */
export function sharesOfSize(bytes: number, parts: readonly FileShare[]): readonly (readonly FileShare[])[] {
  const count = Math.max(1, Math.round(sizeOf(parts) / bytes));
  return cut(
    parts,
    Array.from({ length: count - 1 }, (_, i) => (i + 1) * bytes),
  );
}

/** The bytes of parts. */
export function sizeOf(parts: readonly FileRange[]): number {
  return parts.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Cuts where lines end, after each offset into all parts one after the other. */
function cut(parts: readonly FileShare[], offsets: readonly number[]): readonly (readonly FileShare[])[] {
  const shares: FileShare[][] = [[]];
  let before = 0;
  for (const part of parts) {
    const { file, from, to } = part;
    const inside = offsets.map((offset) => from + offset - before).filter((offset) => offset > from && offset <= to);
    const edges = [from, ...linesAfter(file, to, inside), to];
    for (let i = 1; i < edges.length; i++) {
      if (i > 1) shares.push([]);
      shares.at(-1)?.push({ ...part, from: edges[i - 1] ?? from, to: edges[i] ?? to });
    }
    before += to - from;
  }
  return shares;
}
