import { emptyRecord } from "../plan-records.ts";
import type { TableShape } from "../table-shape.ts";
import type { ScanKernel } from "./scan-kernel.ts";
import { ANCHORS, EMPTY_RECORD, EXTREMES, FIRSTS, KIND_SIZE, KINDS, RECORD_SIZE } from "./terms.ts";

const WORD = 4;

/** Tells a kernel what is kept of a conversation. */
export function tellShape(kernel: ScanKernel, shape: TableShape): void {
  const { extremes, firsts, anchors, concerned, anchored, present } = shape;
  kernel.set(EXTREMES, extremes);
  kernel.set(FIRSTS, firsts);
  for (const [i, anchor] of anchors.entries()) kernel.set(ANCHORS + WORD * i, anchor);
  for (let kind = 0; kind < concerned.length; kind++) {
    const at = KINDS + KIND_SIZE * kind;
    kernel.set(at, concerned[kind] ?? 0);
    kernel.set(at + WORD, anchored[kind] ?? 0);
    kernel.set(at + 2 * WORD, present[kind] ?? 0);
  }
  const empty = emptyRecord(extremes, firsts);
  kernel.words.set(empty, EMPTY_RECORD / WORD);
  kernel.set(RECORD_SIZE, empty.byteLength);
}
