import type { OpenLog } from "../open-log.ts";
import { type FileRange, linesAfter } from "./file-blocks.ts";

/** Part of a log: the place of the log among all, and the bytes. */
export interface FileShare extends FileRange {
  readonly log: number;
}

/**
 * The plain files among logs, cut into as many shares of about one size as there are threads, in the order of files and lines.
 *
 * @throws SourceError
 */
export function fileShares(logs: readonly OpenLog[], threads: number): readonly (readonly FileShare[])[] {
  const plain = logs.flatMap(({ name, size, isPlain }, log) => (isPlain ? [{ name, size: size ?? 0, log }] : []));
  const total = plain.reduce((sum, { size }) => sum + size, 0);
  const shares: FileShare[][] = [[]];
  let before = 0;
  for (const { name, size, log } of plain) {
    const cuts = Array.from({ length: threads - 1 }, (_, i) => Math.floor((total * (i + 1)) / threads) - before);
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
