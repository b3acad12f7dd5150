import { certain } from "../../domain/certain.ts";
import type { BoundRuleSet } from "../../policies/classification/bind-rule-set.ts";
import { CELL_SUMS, type CellTable, NO_BUCKET } from "./cell-table.ts";
import type { Contribution } from "./cells.ts";
import { UNIT_SUMS } from "./contribution.ts";
import { addCounts, type Counts, countsIn, figuresOf, mapFigures, NONE } from "./figures.ts";

/** Gives buckets, by their start, the place at which their figures are put together; `undefined` for those that are left out. */
type Placing = (start: number) => number | undefined;

/** The figures of one account over time. */
export interface Series {
  /** The figures of the bucket that starts there. */
  countsIn(start: number): Counts;
  /** The figures of all buckets of each place; nothing for places without any. */
  countsBy(placeOf: Placing): ReadonlyMap<number, Counts>;
}

/** The figures of an account's conversations: they add up. */
export class ConversationSeries implements Series {
  readonly #table: CellTable;
  readonly #account: number;

  constructor(table: CellTable, account: number) {
    this.#table = table;
    this.#account = account;
  }

  countsIn(start: number): Counts {
    const cell = this.#table.find(this.#account, start);
    return cell === undefined ? NONE : this.#countsOf(cell);
  }

  countsBy(placeOf: Placing): ReadonlyMap<number, Counts> {
    const byPlace = new Map<number, Counts>();
    const end = this.#table.firstOf(this.#account + 1);
    for (let cell = this.#table.firstOf(this.#account); cell < end; cell++) {
      const start = certain(this.#table.cells.buckets[cell]);
      const place = start === NO_BUCKET ? undefined : placeOf(start);
      if (place !== undefined) addCounts(byPlace, place, this.#countsOf(cell));
    }
    return byPlace;
  }

  #countsOf(cell: number): Counts {
    return countsIn(this.#table.cells.sums, CELL_SUMS * cell + UNIT_SUMS);
  }
}

/** A visitor counts once in each bucket, and once in buckets that are put together: he is known by the group of his cells. */
export class VisitorSeries implements Series {
  readonly #rules: BoundRuleSet;
  readonly #cells = new Map<number, Contribution[]>();
  // Who asks for a bucket asks for it again, as the one before the next.
  #last: { readonly start: number; readonly counts: Counts } | undefined;

  constructor(rules: BoundRuleSet) {
    this.#rules = rules;
  }

  /** Takes what a visitor has in one of its buckets. */
  add(start: number, cell: Contribution): void {
    listAt(this.#cells, start).push(cell);
    this.#last = undefined;
  }

  countsIn(start: number): Counts {
    if (this.#last?.start !== start) {
      this.#last = { start, counts: countsOfVisitors(this.#cells.get(start) ?? [], this.#rules) };
    }
    return this.#last.counts;
  }

  countsBy(placeOf: Placing): ReadonlyMap<number, Counts> {
    const byPlace = new Map<number, Contribution[]>();
    for (const [start, cells] of this.#cells) {
      const place = placeOf(start);
      if (place === undefined) continue;
      const list = listAt(byPlace, place);
      for (const cell of cells) list.push(cell);
    }
    return new Map([...byPlace].map(([place, cells]) => [place, countsOfVisitors(cells, this.#rules)]));
  }
}

function listAt(cells: Map<number, Contribution[]>, place: number): Contribution[] {
  const list = cells.get(place) ?? [];
  cells.set(place, list);
  return list;
}

function countsOfVisitors(cells: readonly Contribution[], rules: BoundRuleSet): Counts {
  const visitors = new Map<string, number[]>();
  for (const { group, sums } of cells) {
    const visitor = certain(group[0]);
    const known = visitors.get(visitor) ?? [];
    visitors.set(
      visitor,
      sums.slice(UNIT_SUMS).map((value, i) => value + (known[i] ?? 0)),
    );
  }
  const figures = [...visitors.values()].map((sums) => visitorFigures(sums, rules));
  return mapFigures((_, i) => figures.reduce((sum, figure) => sum + certain(figure[i]), 0));
}

/** The truth table applied to a visitor: `conversations` of his are counted, and in how many each claim holds. */
function visitorFigures([conversations = 0, ...heldIn]: readonly number[], rules: BoundRuleSet): readonly number[] {
  const inSome = heldIn.reduce((bits, count, i) => (count > 0 ? bits | (1 << i) : bits), 0);
  const inEvery = heldIn.reduce((bits, count, i) => (count === conversations ? bits | (1 << i) : bits), 0);
  return figuresOf(rules.claimsOfVisitor(inSome, inEvery), rules);
}
