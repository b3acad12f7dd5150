import sortedBtree from "sorted-btree";
import { defaultExport } from "./default-export.ts";

const BTree = /* @__PURE__ */ defaultExport(sortedBtree);

/** An immutable map from strings: a changed copy shares all but a few nodes with its original. */
export interface PersistentMap<Value> {
  readonly size: number;
  get(key: string): Value | undefined;
  with(key: string, value: Value): PersistentMap<Value>;
  without(key: string): PersistentMap<Value>;
  values(): Iterable<Value>;
}

/** The empty map. */
export function createPersistentMap<Value>(): PersistentMap<Value> {
  return wrap(new BTree<string, Value>(undefined, compare));
}

type Tree<Value> = InstanceType<typeof BTree<string, Value>>;

function wrap<Value>(tree: Tree<Value>): PersistentMap<Value> {
  return {
    size: tree.size,
    get: (key) => tree.get(key),
    with: (key, value) => wrap(tree.with(key, value, true)),
    without: (key) => wrap(tree.without(key)),
    values: () => tree.values(),
  };
}

/** Any total order will do, so the fastest. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
