import { compareIdentity, type EventContent } from "../domain/event-content.ts";
import { randomSeed } from "./random-seed.ts";
import { withRoom } from "./with-room.ts";

/** Where an event came first. */
export interface Sighting {
  readonly file: string;
  readonly line: number;
}

/** What is known of an event that comes in: here before, or in conflict with another one under its id. */
export interface Recognition {
  readonly is: "duplicate" | "conflicting-duplicate";
  readonly first: Sighting;
}

const SMALLEST_TABLE = 1 << 10;
const FREE = -1;
const SEED = randomSeed();

/**
 * The ids of a log, to tell an event that came twice from an id that was given twice.
 *
 * A hash table with open addressing: ids are found by their hash and always compared as a whole. A `Map` would take three
 * times the memory for each event and hold 16.7 million of them at most.
 */
export class Identities {
  /** For each place in the table an entry, or {@link FREE}; at most half of them are taken. */
  #table = new Int32Array(SMALLEST_TABLE).fill(FREE);
  /** Of each entry the hash of its id, its account, its file and its line. */
  #hashes = new Int32Array(SMALLEST_TABLE / 2);
  #accounts = new Int32Array(SMALLEST_TABLE / 2);
  #files = new Int32Array(SMALLEST_TABLE / 2);
  #lines = new Float64Array(SMALLEST_TABLE / 2);
  readonly #contents: EventContent[] = [];
  readonly #accountNames = new Names();
  readonly #fileNames = new Names();

  /** Takes an event in; `undefined` if nothing is known under its id. */
  recognise(accountId: string, content: EventContent, file: string, line: number): Recognition | undefined {
    const account = this.#accountNames.numberOf(accountId);
    const hash = hashOf(content.id, SEED ^ account);
    const first = this.#search(hash, account, content, false);
    if (first === FREE) {
      this.#enter(hash, account, content, file, line);
      return undefined;
    }
    const isFirst = isSame(this.#contents[first], content);
    if (isFirst) return { is: "duplicate", first: this.#sighting(first) };
    // What else comes under the id is found by all of its content: one id with a million contents is no slower than another.
    const contentHash = hashOf(JSON.stringify(content), hash);
    const same = this.#search(contentHash, account, content, true);
    if (same !== FREE) return { is: "duplicate", first: this.#sighting(same) };
    this.#enter(contentHash, account, content, file, line);
    return { is: "conflicting-duplicate", first: this.#sighting(first) };
  }

  /** The entry of this hash and account with the same id, or the same content; {@link FREE} if there is none. */
  #search(hash: number, account: number, content: EventContent, isWhole: boolean): number {
    const last = this.#table.length - 1;
    let place = hash & last;
    for (let entry = this.#entryAt(place); entry !== FREE; entry = this.#entryAt(place)) {
      const isLike = this.#hashes[entry] === hash && this.#accounts[entry] === account;
      const known = isLike ? this.#contents[entry] : undefined;
      if (known?.id === content.id && (!isWhole || isSame(known, content))) return entry;
      place = (place + 1) & last;
    }
    return FREE;
  }

  #enter(hash: number, account: number, content: EventContent, file: string, line: number): void {
    const entry = this.#contents.push(content) - 1;
    this.#hashes[entry] = hash;
    this.#accounts[entry] = account;
    this.#files[entry] = this.#fileNames.numberOf(file);
    this.#lines[entry] = line;
    take(this.#table, hash, entry);
    if (this.#contents.length === this.#hashes.length) this.#grow();
  }

  #entryAt(place: number): number {
    return this.#table[place] ?? FREE;
  }

  #sighting(entry: number): Sighting {
    return { file: this.#fileNames.nameOf(this.#files[entry] ?? FREE), line: this.#lines[entry] ?? 0 };
  }

  #grow(): void {
    const size = this.#contents.length;
    this.#hashes = withRoom(this.#hashes, size * 2);
    this.#accounts = withRoom(this.#accounts, size * 2);
    this.#files = withRoom(this.#files, size * 2);
    this.#lines = withRoom(this.#lines, size * 2);
    const table = new Int32Array(size * 4).fill(FREE);
    for (let entry = 0; entry < size; entry++) take(table, this.#hashes[entry] ?? 0, entry);
    this.#table = table;
  }
}

/** Takes the first free place from that of the hash on. */
function take(table: Int32Array, hash: number, entry: number): void {
  const last = table.length - 1;
  let place = hash & last;
  while (table[place] !== FREE) place = (place + 1) & last;
  table[place] = entry;
}

/** Numbers for names that come again and again. */
class Names {
  #last: string | undefined;
  #lastNumber = FREE;
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  numberOf(name: string): number {
    if (name === this.#last) return this.#lastNumber;
    this.#last = name;
    this.#lastNumber = this.#find(name);
    return this.#lastNumber;
  }

  #find(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  nameOf(number: number): string {
    return this.#names[number] ?? "";
  }
}

/** 31 bits of a string: two units at a time are mixed in by a multiplication and a shift. */
function hashOf(text: string, seed: number): number {
  let hash = seed ^ text.length;
  for (let i = 0; i < text.length; i += 2) {
    hash = Math.imul(hash ^ text.charCodeAt(i) ^ (text.charCodeAt(i + 1) << 16), 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  return hash & 0x7fffffff;
}

function isSame(a: EventContent | undefined, b: EventContent): boolean {
  return a?.at === b.at && a.sequence === b.sequence && a.type === b.type && compareIdentity(a, b) === 0;
}
