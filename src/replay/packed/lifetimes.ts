import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { readWhole, withFile } from "../file-bytes.ts";
import type { ParquetFile } from "../tables/parquet-file.ts";
import { type LifetimesPlace, numberedConversations, placeOfLifetimes } from "./packed-metadata.ts";

/** What lasts for so many groups or more is not told apart from what lasts to the end of the file. */
const TO_THE_END = 255;

/** When the conversations of a packed log begin and end, in groups of rows: those that begin in one are numbered one after the other. */
export interface Lifetimes {
  /** For each group how many conversations begin in it. */
  readonly begun: readonly number[];
  /** For each conversation, by its number, after how many groups more nothing comes of it. */
  readonly lasting: Uint8Array;
  /** How many go on in one group, at most. */
  readonly mostAtOnce: number;
}

/** The last group of a conversation that began in a group and lasts for so many. @param groups how many there are. */
export function lastGroupOf(groups: number, group: number, lasts: number): number {
  return lasts === TO_THE_END ? groups - 1 : group + lasts;
}

/** The lifetimes of conversations whose rows come one after the other. */
export class LifetimesSoFar {
  readonly #begun: number[] = [];
  readonly #firsts: number[] = [];
  readonly #lasting: number[] = [];
  #before = 0;

  /** Sees a row of a conversation. New ones have the next number. */
  see(conversation: number): void {
    const group = this.#begun.length;
    const first = this.#firsts[conversation] ?? group;
    this.#firsts[conversation] = first;
    this.#lasting[conversation] = Math.min(group - first, TO_THE_END);
  }

  endGroup(): void {
    this.#begun.push(this.#lasting.length - this.#before);
    this.#before = this.#lasting.length;
  }

  /** As they stand in a file: nearly all last for no group more, which takes next to nothing. */
  get packed(): { readonly bytes: Uint8Array; readonly place: Omit<LifetimesPlace, "from" | "length"> } {
    const lasting = Uint8Array.from(this.#lasting);
    const bytes = deflateRawSync(lasting);
    const begun = this.#begun;
    return { bytes, place: { begun, mostAtOnce: mostAtOnceIn(begun, lasting), crc32: crc32(bytes) } };
  }
}

/**
 * The lifetimes that a packed log says; `undefined` if it does not, or not as we do. Whether none of them is longer than the file, and no more
 * go on at once than it says, is for whoever follows them to see.
 */
export function lifetimesIn(parquet: ParquetFile): Lifetimes | undefined {
  const count = numberedConversations(parquet);
  const place = placeOfLifetimes(parquet);
  if (count === undefined || place === undefined) return undefined;
  const { begun, mostAtOnce } = place;
  const isInside = place.from + place.length <= parquet.size;
  const areAll = mostAtOnce <= count && begun.reduce((sum, each) => sum + each, 0) === count;
  const lasting = isInside && areAll ? lastingAt(parquet.name, place, count) : undefined;
  return lasting && { begun, lasting, mostAtOnce };
}

function lastingAt(file: string, { from, length, crc32: sum }: LifetimesPlace, count: number): Uint8Array | undefined {
  const bytes = Buffer.alloc(length);
  const isThere = withFile(file, (descriptor) => readWhole(descriptor, bytes, from));
  if (!isThere || crc32(bytes) !== sum) return undefined;
  try {
    // All at once, and no more than there should be.
    const lasting = inflateRawSync(bytes, { chunkSize: Math.max(count, LEAST_CHUNK), maxOutputLength: count });
    return lasting.length === count ? lasting : undefined;
  } catch {
    return undefined;
  }
}

const LEAST_CHUNK = 64;

function mostAtOnceIn(begun: readonly number[], lasting: Uint8Array): number {
  const ending = new Int32Array(begun.length);
  let [next, going, most] = [0, 0, 0];
  for (const [group, count] of begun.entries()) {
    const end = next + count;
    for (; next < end; next++) {
      const last = lastGroupOf(begun.length, group, lasting[next] ?? 0);
      ending[last] = (ending[last] ?? 0) + 1;
    }
    going += count;
    most = Math.max(most, going);
    going -= ending[group] ?? 0;
  }
  return most;
}
