import { certain } from "../../domain/certain.ts";
import { createPersistentMap, type PersistentMap } from "../persistent-map.ts";

/**
 * What one conversation adds to one cell of a table. All statistics are sums of contributions, so they can be added up in
 * any order, taken back when a conversation changes, and merged.
 */
export interface Contribution {
  readonly accountId: string;
  /** The start of the bucket, or `null` for what has no moment in the statistics. */
  readonly bucket: number | null;
  /** What the table tells apart within a bucket: a visitor, a bot and button, an outcome; `""` if nothing. */
  readonly group: readonly string[];
  readonly sums: readonly number[];
}

/** The cells of a table, each the sum of its contributions. */
export interface Cells {
  values(): Iterable<Contribution>;
}

/** Adds up contributions in place: for one pass over a log. */
export class CellSums implements Cells {
  readonly #cells = new Map<string, Contribution & { readonly sums: number[] }>();

  add(contribution: Contribution): void {
    const key = keyOf(contribution);
    const cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, { ...contribution, sums: [...contribution.sums] });
    else
      contribution.sums.forEach((value, i) => {
        cell.sums[i] = certain(cell.sums[i]) + value;
      });
  }

  values(): Iterable<Contribution> {
    return this.#cells.values();
  }
}

/** The cells of an incremental projection: never changed in place. A cell whose sums are all 0 is not kept. */
export type PersistentCells = PersistentMap<Contribution>;

export const noCells: PersistentCells = /* @__PURE__ */ createPersistentMap<Contribution>();

/** The cells with contributions added (`sign` 1) or taken back (-1). */
export function withContributions(
  cells: PersistentCells,
  contributions: readonly Contribution[],
  sign: 1 | -1,
): PersistentCells {
  return contributions.reduce((result, contribution) => {
    const key = keyOf(contribution);
    const known = result.get(key)?.sums ?? [];
    const sums = contribution.sums.map((value, i) => (known[i] ?? 0) + sign * value);
    return isAnything(sums) ? result.with(key, { ...contribution, sums }) : result.without(key);
  }, cells);
}

/** Whether anything is left of the sums of a cell. */
function isAnything(sums: readonly number[]): boolean {
  return sums.some((sum) => sum !== 0);
}

/** Whether two conversations' contributions are the same. */
export function sameContributions(a: readonly Contribution[], b: readonly Contribution[]): boolean {
  return (
    a.length === b.length &&
    a.every((contribution, i) => {
      const other = b[i];
      return (
        other !== undefined &&
        keyOf(contribution) === keyOf(other) &&
        contribution.sums.every((sum, j) => sum === other.sums[j])
      );
    })
  );
}

/** Ids hold no U+0000, so it can part them. */
function keyOf({ accountId, bucket, group }: Contribution): string {
  return `${accountId}\0${bucket ?? ""}\0${group.join("\0")}`;
}
