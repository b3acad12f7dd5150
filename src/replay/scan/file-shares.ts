import type { OpenLog } from "../open-log.ts";
import { type FileRange, linesAfter } from "./file-blocks.ts";

/** Part of a log: the place of the log among all, and the bytes. */
export interface FileShare extends FileRange {
  readonly log: number;
}

/** What the first thread, which need not be started, has done when the others begin. */
const HEAD_START = 24_000_000;

/**
 * The plain files among logs, cut into as many shares as there are threads, in the order of files and lines. They are of about
 * one size, but for the head start of the first.
 *
 * @throws SourceError
 */
export function fileShares(logs: readonly OpenLog[], threads: number): readonly (readonly FileShare[])[] {
  const plain = logs.flatMap(({ name, size, isPlain }, log) => (isPlain ? [{ name, size: size ?? 0, log }] : []));
  const total = plain.reduce((sum, { size }) => sum + size, 0);
  const headStart = Math.min(HEAD_START, total / (2 * threads));
  const cutAt = (i: number) => Math.floor(headStart + ((total - headStart) * i) / threads);
  const shares: FileShare[][] = [[]];
  let before = 0;
  for (const { name, size, log } of plain) {
    const cuts = Array.from({ length: threads - 1 }, (_, i) => cutAt(i + 1) - before);
    const inside = cuts.filter((cut) => cut > 0 && cut <= size);
    const edges = [0, ...linesAfter(name, size, inside), size];
    for (let i = 1; i < edges.length; i++) {
      if (i > 1) shares.push([]);
      shares.at(-1)?.push({ log, file: name, from: edges[i - 1] ?? 0, to: edges[i] ?? 0 });
    }
    before += size;
  }
  return shares;
}
