import type { ScanKernel } from "./kernel/scan-kernel.ts";
import {
  CHILD,
  LAYOUT_ROOM,
  LAYOUTS,
  LENGTH,
  MASK,
  NEXT_CHILD,
  NO_OFFSET,
  OFFSET,
  RESULT,
  SIBLING,
  SLOT_FACTOR,
  SLOT_SHIFT,
  SLOTS_AT,
  TEXT,
  UNKNOWN,
  VALUE,
} from "./kernel/terms.ts";

/** A stretch of a line: bytes that are the same in all lines of its layout, and how the value after them is read. */
export interface LinePart {
  readonly from: number;
  readonly to: number;
  /** As the kernel names it. */
  readonly value: number;
}

const WORD = 4;
const PAIR = 2 * WORD;
/** Children of one node are looked through one after the other. */
const MOST_CHILDREN = 64;
/** How far one looks ahead of what is known to be there. */
const FARTHEST = 40;
const SLOTS = 64;

/**
 * The layouts of the lines that were met: a tree of the bytes between the values, in the memory of the kernel, which reads lines along
 * it. Nearly every line of a log is laid out like one before it, down to the last comma; then it is enough to compare those bytes, many
 * at a time, and to look at the values.
 *
 * A node is named by its place. A log of many layouts fills the tree, and lines of other layouts are not learned.
 */
export class LearnedLines {
  readonly #kernel: ScanKernel;
  readonly #nodes: Int32Array;
  #size = TEXT;

  /** Forgets what the kernel had learned. */
  constructor(kernel: ScanKernel) {
    this.#kernel = kernel;
    this.#nodes = new Int32Array(kernel.words.buffer, LAYOUTS, LAYOUT_ROOM).fill(0);
    this.#nodes[UNKNOWN + OFFSET] = NO_OFFSET;
  }

  /**
   * Learns the layout of a line from its parts, unless there is no room for it.
   *
   * @param result what is to be known of each line of this layout.
   */
  learn(parts: readonly LinePart[], result: number): boolean {
    const size = parts.reduce((sum, { from, to }) => sum + sizeOf(to - from) + SLOTS, 0);
    if (this.#size + size > LAYOUT_ROOM) return false;
    let parent = UNKNOWN;
    for (const { from, to, value } of parts) {
      const known = this.#kernel.run.findNode(parent, from);
      const isLike = this.#lengthOf(known) === to - from && this.#nodes[known + VALUE] === value;
      if (known !== UNKNOWN && isLike) parent = known;
      else if (this.#childrenOf(parent).length === MOST_CHILDREN) return false;
      else parent = this.#add(parent, from, to, value);
    }
    this.#nodes[parent + RESULT] = result;
    return true;
  }

  #lengthOf(node: number): number {
    return this.#nodes[node + LENGTH] ?? 0;
  }

  #childrenOf(parent: number): readonly number[] {
    const children: number[] = [];
    const nodes = this.#nodes;
    for (let node = nodes[parent + CHILD] ?? UNKNOWN; node !== UNKNOWN; node = nodes[node + SIBLING] ?? UNKNOWN) {
      children.push(node);
    }
    return children;
  }

  #add(parent: number, from: number, to: number, value: number): number {
    const nodes = this.#nodes;
    const node = this.#size;
    const length = to - from;
    this.#size += sizeOf(length);
    nodes[node + OFFSET] = NO_OFFSET;
    nodes[node + LENGTH] = length;
    nodes[node + VALUE] = value;
    if (length < PAIR) {
      nodes[node + MASK] = maskOf(Math.min(length, WORD));
      nodes[node + MASK + 1] = maskOf(Math.max(0, length - WORD));
    }
    this.#kernel.bytes.copyWithin(LAYOUTS + WORD * (node + TEXT), from, to);
    // The longest first: where `"n":"` and `"n":` both stand, a text and not a number follows.
    const before = this.#childrenOf(parent).findLast((child) => this.#lengthOf(child) >= length);
    const link = before === undefined ? parent + CHILD : before + SIBLING;
    nodes[node + SIBLING] = nodes[link] ?? UNKNOWN;
    nodes[link] = node;
    this.#tellApart(parent);
    return node;
  }

  /** Finds the place at which the children of a node differ most. */
  #tellApart(parent: number): void {
    const children = this.#childrenOf(parent);
    const shortest = children.reduce((least, node) => Math.min(least, this.#lengthOf(node)), Number.POSITIVE_INFINITY);
    let [best, most] = [NO_OFFSET, 1];
    for (let offset = 0; offset + WORD <= shortest && offset <= FARTHEST; offset++) {
      const apart = new Set(children.map((node) => this.#wordAt(node, offset))).size;
      if (apart > most) [best, most] = [offset, apart];
    }
    const nodes = this.#nodes;
    nodes[parent + OFFSET] = best;
    if (best === NO_OFFSET) {
      for (const node of children) nodes[node + NEXT_CHILD] = nodes[node + SIBLING] ?? UNKNOWN;
      return;
    }
    if (nodes[parent + SLOTS_AT] === 0) {
      nodes[parent + SLOTS_AT] = this.#size;
      this.#size += SLOTS;
    }
    const slots = nodes[parent + SLOTS_AT] ?? 0;
    nodes.fill(UNKNOWN, slots, slots + SLOTS);
    // From the last to the first, so that the longest of a slot comes first.
    for (const node of children.toReversed()) {
      const slot = slots + slotOf(this.#wordAt(node, best));
      nodes[node + NEXT_CHILD] = nodes[slot] ?? UNKNOWN;
      nodes[slot] = node;
    }
  }

  #wordAt(node: number, offset: number): number {
    return this.#kernel.view.getInt32(LAYOUTS + WORD * (node + TEXT) + offset, true);
  }
}

/** As the kernel finds it. */
function slotOf(word: number): number {
  return Math.imul(word, SLOT_FACTOR) >>> SLOT_SHIFT;
}

/** How many words a node of so many bytes takes: an even number. */
function sizeOf(length: number): number {
  return TEXT + 2 * Math.ceil(length / PAIR);
}

/** The bits of the first so many bytes of a word. */
function maskOf(bytes: number): number {
  return bytes === WORD ? -1 : 2 ** (8 * bytes) - 1;
}
