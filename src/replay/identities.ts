import { compareIdentity, type EventContent } from "../domain/event-content.ts";

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

/** A `Map` holds 16.7 million keys at most, and a small one grows with less pause. */
const SHARDS = 256;

/**
 * The ids of a log, to tell an event that came twice from an id that was given twice.
 *
 * Keeps every id: a number in a map for each, and beside it what came under that id, with its place.
 */
export class Identities {
  /** For each id the first entry under it. */
  readonly #entryOf: readonly Map<string, number>[] = Array.from({ length: SHARDS }, () => new Map());
  readonly #accounts: string[] = [];
  readonly #contents: EventContent[] = [];
  readonly #files: string[] = [];
  readonly #lines: number[] = [];
  /** For each entry that has one, the next entry under the same id: of another account or with other content. */
  readonly #next = new Map<number, number>();

  /** Takes an event in; `undefined` if nothing is known under its id. */
  recognise(accountId: string, content: EventContent, file: string, line: number): Recognition | undefined {
    const { id } = content;
    const entryOf = this.#entryOf[shardOf(id)];
    const head = entryOf?.get(id);
    if (head === undefined) {
      entryOf?.set(id, this.#enter(accountId, content, file, line));
      return undefined;
    }
    let first: number | undefined;
    let last = head;
    for (let entry: number | undefined = head; entry !== undefined; entry = this.#next.get(entry)) {
      last = entry;
      if (this.#accounts[entry] !== accountId) continue;
      const known = this.#contents[entry];
      if (known !== undefined && isSame(known, content)) return { is: "duplicate", first: this.#sighting(entry) };
      first ??= entry;
    }
    this.#next.set(last, this.#enter(accountId, content, file, line));
    return first === undefined ? undefined : { is: "conflicting-duplicate", first: this.#sighting(first) };
  }

  #enter(accountId: string, content: EventContent, file: string, line: number): number {
    this.#accounts.push(accountId);
    this.#files.push(file);
    this.#lines.push(line);
    return this.#contents.push(content) - 1;
  }

  #sighting(entry: number): Sighting {
    return { file: this.#files[entry] ?? "", line: this.#lines[entry] ?? 0 };
  }
}

/** Ids of one source tend to differ at their end. */
function shardOf(id: string): number {
  const { length } = id;
  return (id.charCodeAt(length - 1) * 31 + id.charCodeAt(length >> 1)) & (SHARDS - 1);
}

function isSame(a: EventContent, b: EventContent): boolean {
  return a.at === b.at && a.sequence === b.sequence && a.type === b.type && compareIdentity(a, b) === 0;
}
