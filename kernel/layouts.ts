import {
  CHILD,
  LAYOUTS,
  LENGTH,
  MASK,
  NEXT_CHILD,
  NO_OFFSET,
  OFFSET,
  SLOT_FACTOR,
  SLOT_SHIFT,
  SLOTS_AT,
  TEXT,
  UNKNOWN,
} from "../src/replay/scan/kernel/terms";
import { areSame } from "./bytes";

const PAIR: i32 = 8;

/** Of the nodes that may come after one (the first of all after `UNKNOWN`) that whose bytes stand at `p`. */
export function findNode(parent: i32, p: i32): i32 {
  const offset = wordOf(parent, OFFSET);
  let node = offset === NO_OFFSET ? wordOf(parent, CHILD) : childIn(parent, load<u32>(p + offset));
  while (node !== UNKNOWN) {
    const length = wordOf(node, LENGTH);
    const text = addressOf(node, TEXT);
    if (length < PAIR) {
      if ((load<u64>(p) & load<u64>(addressOf(node, MASK))) === load<u64>(text)) return node;
    } else if (load<u64>(p) === load<u64>(text) && areSame(p, text, length)) return node;
    node = wordOf(node, NEXT_CHILD);
  }
  return UNKNOWN;
}

function childIn(parent: i32, word: u32): i32 {
  return wordOf(wordOf(parent, SLOTS_AT) + <i32>((word * SLOT_FACTOR) >> SLOT_SHIFT), 0);
}

/** A word of a node. */
export function wordOf(node: i32, word: i32): i32 {
  return load<i32>(addressOf(node, word));
}

function addressOf(node: i32, word: i32): i32 {
  return LAYOUTS + ((node + word) << 2);
}
