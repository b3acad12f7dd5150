const BITS = 1 << 24;
const LOW = 2 ** 21;

/** The hash of two words as one number: 53 bits of it. */
export function hashOfWords(a: number, b: number): number {
  return (a >>> 0) * LOW + (b >>> 11);
}

/** A set of hashes, most of which are asked for in vain: two megabytes, and what the hashes take. */
export class HashSet {
  /** A bit for each place that a hash may fall on. */
  readonly #bits = new Int32Array(BITS / 32);
  readonly #hashes = new Set<number>();

  constructor(hashes: Iterable<number> = []) {
    for (const hash of hashes) this.add(Math.floor(hash / LOW) | 0, (hash % LOW) << 11);
  }

  add(a: number, b: number): void {
    const place = placeOf(a, b);
    this.#bits[place >>> 5] = (this.#bits[place >>> 5] ?? 0) | (1 << (place & 31));
    this.#hashes.add(hashOfWords(a, b));
  }

  has(a: number, b: number): boolean {
    const place = placeOf(a, b);
    return (((this.#bits[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1 && this.#hashes.has(hashOfWords(a, b));
  }
}

/** A place for the bits of {@link hashOfWords}. */
function placeOf(a: number, b: number): number {
  return (Math.imul(a, 0x9e3779b1) ^ (b >>> 11)) & (BITS - 1);
}
