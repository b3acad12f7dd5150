import type { LedgerEvent } from "../../domain/event.ts";
import { withRoom } from "../with-room.ts";
import { HashSet } from "./hash-set.ts";
import { lastWord } from "./id-table.ts";

/** How the ids of events are looked at: plain data, so that it can be sent to another thread. */
export interface IdsToSee {
  /** The same in all threads, and other for every scan, so that no log can be written whose ids have one hash. */
  readonly seed: number;
  /** The hashes of ids whose events are to be pointed out; without them the hashes of all are gathered. */
  readonly wanted?: readonly number[] | undefined;
}

const FIRST = 0;
const SECOND = 1;
const PAIR = 2;
const SMALLEST = 1 << 12;
const WORD = 4;
/** More than an account's id and an event's, and a word after them. */
const ROOM = 1 << 11;

/**
 * The ids of events as hashes of 64 bits, each with its account: eight bytes an event. Two hashes may be equal by chance, so they tell
 * only which events must be looked at more closely.
 */
export class EventIds {
  /** What hashes begin with. */
  readonly seed: number;
  readonly #wanted: HashSet | undefined;
  readonly #state = new Int32Array(PAIR);
  readonly #bytes = Buffer.alloc(ROOM);
  readonly #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, ROOM);
  #hashes: Int32Array<ArrayBuffer>;
  #size = 0;

  constructor({ seed, wanted }: IdsToSee) {
    this.seed = seed;
    this.#wanted = wanted === undefined ? undefined : new HashSet(wanted);
    this.#hashes = new Int32Array(SMALLEST);
  }

  /** Sees the id of an event by its hash, and says whether the event is to be pointed out. */
  seeHash(a: number, b: number): boolean {
    if (this.#wanted !== undefined) return this.#wanted.has(a, b);
    if (this.#size === this.#hashes.length) this.reserve(this.#size);
    this.#hashes[this.#size] = a;
    this.#hashes[this.#size + 1] = b;
    this.#size += PAIR;
    return false;
  }

  /** The same of an event that was read in the ordinary way. */
  seeEvent({ accountId, id }: Pick<LedgerEvent, "accountId" | "id">): boolean {
    const accountTo = this.#bytes.write(accountId);
    const from = ROOM / 2;
    return this.seePlaces(this.#view, 0, accountTo, this.#view, from, from + this.#bytes.write(id, from));
  }

  /** The same where the account and the event's id lie in bytes, from one place to another. A word after them must be readable. */
  seePlaces(
    account: DataView,
    accountFrom: number,
    accountTo: number,
    id: DataView,
    from: number,
    to: number,
  ): boolean {
    const state = this.#state;
    state[FIRST] = this.seed;
    state[SECOND] = ~this.seed;
    mix(state, account, accountFrom, accountTo);
    mix(state, id, from, to);
    const a = finish(state[FIRST]);
    return this.seeHash(a, finish(state[SECOND] ^ Math.imul(a, 0x9e3779b1)));
  }

  /** Makes room for so many events more. Room that is not used costs no memory. */
  reserve(events: number): void {
    const room = this.#size + PAIR * events;
    if (room <= this.#hashes.length) return;
    this.#hashes = withRoom(this.#hashes, room);
  }

  /** The hashes that were gathered, two words each. */
  get hashes(): Int32Array<ArrayBuffer> {
    return this.#hashes.subarray(0, this.#size);
  }
}

/** Mixes bytes into two words that do not wait for each other. */
function mix(state: Int32Array, view: DataView, from: number, to: number): void {
  let a = (state[FIRST] ?? 0) ^ (to - from);
  let b = state[SECOND] ?? 0;
  let at = from;
  for (; at + WORD <= to; at += WORD) {
    const word = view.getInt32(at, true);
    a = Math.imul(a ^ word, 0x5bd1e995);
    b = Math.imul((b << 13) | (b >>> 19), 0x27d4eb2f) + word;
    a ^= a >>> 15;
  }
  if (at < to) {
    const word = lastWord(view, at, to);
    a = Math.imul(a ^ word, 0x85ebca6b) ^ (a >>> 13);
    b = Math.imul(b ^ word, 0x2c1b3c6d) + (b >>> 11);
  }
  state[FIRST] = a;
  state[SECOND] = b;
}

function finish(word: number): number {
  const mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const again = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return again ^ (again >>> 16);
}
