/** A stretch of a line: bytes that are the same in all lines of its layout, and how the value after them is read. */
export interface LinePart {
  readonly from: number;
  readonly to: number;
  /** {@link END} where the line ends. */
  readonly value: number;
}

/** Instead of a value: the line has ended. */
export const END = -1;

/** No node, and the parent of the first ones. */
export const UNKNOWN = 0;

const WORD = 4;
const PAIR = 2 * WORD;
const ROOM = 1 << 16;
/** Children of one node are looked through one after the other. */
const MOST_CHILDREN = 64;
/** Children that are few, or too short, to be told apart by one word. */
const NO_OFFSET = -1;

/** How far one looks ahead of what is known to be there. */
const FARTHEST = 40;
const SLOTS = 64;
const SLOT_SHIFT = 26;

// What stands where in a node, which is a run of words:
const SIBLING = 0;
const CHILD = 1;
/** Where its children differ; a hash of the word there gives the slot of a child, so that most are told apart by one look. */
const OFFSET = 2;
const SLOTS_AT = 3;
/** The next child to look at if it is not this one. */
const NEXT = 4;
/** How many bytes it has, how the value after them is read, and what was learned with the line that ends here. */
const LENGTH = 5;
const VALUE = 6;
const RESULT = 7;
/** How many pairs of words are compared before the last one, which ends where the node ends. */
const PAIRS = 8;
/** That last pair; of a node that is shorter than a pair, which bits of its two words count. */
const TAIL = 10;
const MASK = 10;
const LAST_MASK = 11;
const WORDS = 12;

/**
 * The layouts of the lines that were met: a tree of the bytes between the values. Nearly every line of a log is laid out like
 * one before it, down to the last comma; then it is enough to compare those bytes, eight at a time, and to look at the values.
 *
 * A node is named by its place. A log of many layouts fills the tree, and lines of other layouts are not learned.
 */
export class LearnedLines {
  readonly #nodes = new Int32Array(ROOM);
  /** The same memory, two words at a time. Bytes of a text make no double that is not equal to itself. */
  readonly #pairs = new Float64Array(this.#nodes.buffer);
  #size = WORDS;

  constructor() {
    this.#nodes[UNKNOWN + OFFSET] = NO_OFFSET;
  }

  /** Of the nodes that may come after one (the first of all after {@link UNKNOWN}) that whose bytes stand at `p`. */
  find(parent: number, view: DataView, p: number): number {
    const nodes = this.#nodes;
    const pairs = this.#pairs;
    const offset = nodes[parent + OFFSET] ?? NO_OFFSET;
    let node = nodes[parent + CHILD] ?? UNKNOWN;
    if (offset !== NO_OFFSET) {
      const key = view.getInt32(p + offset, true);
      node = nodes[(nodes[parent + SLOTS_AT] ?? 0) + slotOf(key)] ?? UNKNOWN;
    }
    for (; node !== UNKNOWN; node = nodes[node + NEXT] ?? UNKNOWN) {
      const length = nodes[node + LENGTH] ?? 0;
      if (length < PAIR) {
        const isSame =
          (view.getInt32(p, true) & (nodes[node + MASK] ?? 0)) === nodes[node + WORDS] &&
          (view.getInt32((p + WORD) | 0, true) & (nodes[node + LAST_MASK] ?? 0)) === nodes[node + WORDS + 1];
        if (isSame) return node;
        continue;
      }
      let pair = (node + WORDS) >> 1;
      if (pairs[pair] !== view.getFloat64(p, true)) continue;
      if (pairs[(node + TAIL) >> 1] !== view.getFloat64((p + length - PAIR) | 0, true)) continue;
      // Most are no longer than two pairs.
      if (length <= 2 * PAIR) return node;
      const last = pair + (nodes[node + PAIRS] ?? 0);
      let at = p;
      do {
        at = (at + PAIR) | 0;
        pair = (pair + 1) | 0;
      } while (pair < last && pairs[pair] === view.getFloat64(at, true));
      if (pair === last) return node;
    }
    return UNKNOWN;
  }

  /** How many bytes a node has, how the value after them is read, and what was learned with the line that ends here. */
  lengthOf(node: number): number {
    return this.#nodes[node + LENGTH] ?? 0;
  }

  valueOf(node: number): number {
    return this.#nodes[node + VALUE] ?? END;
  }

  resultOf(node: number): number {
    return this.#nodes[node + RESULT] ?? 0;
  }

  /** Learns the layout of a line from its parts, unless there is no room for it. */
  learn(bytes: Uint8Array, view: DataView, parts: readonly LinePart[], result: number): boolean {
    const size = parts.reduce((sum, { from, to }) => sum + sizeOf(to - from) + SLOTS, 0);
    if (this.#size + size > ROOM) return false;
    let parent = UNKNOWN;
    for (const { from, to, value } of parts) {
      const children = this.#childrenOf(parent);
      const known = children.find((node) => {
        const isLike = this.lengthOf(node) === to - from && this.valueOf(node) === value;
        return isLike && this.find(parent, view, from) === node;
      });
      if (known === undefined && children.length === MOST_CHILDREN) return false;
      parent = known ?? this.#add(parent, bytes, from, to, value);
    }
    this.#nodes[parent + RESULT] = result;
    return true;
  }

  #childrenOf(parent: number): readonly number[] {
    const children: number[] = [];
    const nodes = this.#nodes;
    for (let node = nodes[parent + CHILD] ?? UNKNOWN; node !== UNKNOWN; node = nodes[node + SIBLING] ?? UNKNOWN) {
      children.push(node);
    }
    return children;
  }

  #add(parent: number, bytes: Uint8Array, from: number, to: number, value: number): number {
    const nodes = this.#nodes;
    const node = this.#size;
    const length = to - from;
    this.#size += sizeOf(length);
    nodes[node + OFFSET] = NO_OFFSET;
    nodes[node + LENGTH] = length;
    nodes[node + VALUE] = value;
    const own = new Uint8Array(nodes.buffer, WORD * node, WORD * sizeOf(length));
    own.set(bytes.subarray(from, to), WORD * WORDS);
    if (length >= PAIR) {
      nodes[node + PAIRS] = Math.ceil(length / PAIR) - 1;
      own.set(bytes.subarray(to - PAIR, to), WORD * TAIL);
    } else {
      nodes[node + MASK] = maskOf(Math.min(length, WORD));
      nodes[node + LAST_MASK] = maskOf(Math.max(0, length - WORD));
    }
    // The longest first: where `"n":"` and `"n":` both stand, a text and not a number follows.
    const before = this.#childrenOf(parent).findLast((child) => this.lengthOf(child) >= length);
    const link = before === undefined ? parent + CHILD : before + SIBLING;
    nodes[node + SIBLING] = nodes[link] ?? UNKNOWN;
    nodes[link] = node;
    this.#tellApart(parent);
    return node;
  }

  /** Finds the place at which the children of a node differ most. */
  #tellApart(parent: number): void {
    const children = this.#childrenOf(parent);
    const shortest = children.reduce((least, node) => Math.min(least, this.lengthOf(node)), Number.POSITIVE_INFINITY);
    let [best, most] = [NO_OFFSET, 1];
    for (let offset = 0; offset + WORD <= shortest && offset <= FARTHEST; offset++) {
      const apart = new Set(children.map((node) => this.#wordAt(node, offset))).size;
      if (apart > most) [best, most] = [offset, apart];
    }
    const nodes = this.#nodes;
    nodes[parent + OFFSET] = best;
    if (best === NO_OFFSET) {
      for (const node of children) nodes[node + NEXT] = nodes[node + SIBLING] ?? UNKNOWN;
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
      nodes[node + NEXT] = nodes[slot] ?? UNKNOWN;
      nodes[slot] = node;
    }
  }

  #wordAt(node: number, offset: number): number {
    return new DataView(this.#nodes.buffer).getInt32(WORD * (node + WORDS) + offset, true);
  }
}

function slotOf(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> SLOT_SHIFT;
}

/** How many words a node of so many bytes takes: an even number. */
function sizeOf(length: number): number {
  return WORDS + 2 * Math.ceil(length / PAIR);
}

/** The bits of the first so many bytes of a word. */
function maskOf(bytes: number): number {
  return bytes === WORD ? -1 : 2 ** (8 * bytes) - 1;
}
