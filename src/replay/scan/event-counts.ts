import { roomFor, withRoom } from "../with-room.ts";

const SMALLEST = 1 << 6;

/** How many events of each account came, by its number. An event that came again counts again. */
export class EventCounts {
  #counts: Float64Array<ArrayBuffer>;

  /** @param packed those that it has from the beginning; they are its own from then on. */
  constructor(packed = new Float64Array(0)) {
    this.#counts = packed;
  }

  add(account: number, events = 1): void {
    if (account >= this.#counts.length) this.#grow(account);
    this.#counts[account] = (this.#counts[account] ?? 0) + events;
  }

  of(account: number): number {
    return this.#counts[account] ?? 0;
  }

  /** Those of the first so many accounts, in their own memory. */
  packed(accounts: number): Float64Array<ArrayBuffer> {
    return this.#counts.subarray(0, accounts);
  }

  #grow(account: number): void {
    this.#counts = withRoom(this.#counts, roomFor(this.#counts, account + 1, SMALLEST));
  }
}
