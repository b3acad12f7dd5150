import { roomFor, withRoom } from "../with-room.ts";
import type { Moment } from "./plan-records.ts";

const SMALLEST = 1 << 8;

/** Events that wait in the table of a plan, as they are handed from thread to thread: of each its place, its instant and its order. */
export interface PackedWaiting {
  readonly places: Int32Array<ArrayBuffer>;
  readonly instants: Float64Array<ArrayBuffer>;
  readonly orders: Int32Array<ArrayBuffer>;
}

/**
 * Events that may turn out to be the first at or after another one, which so far has come later or not at all. Sixteen bytes
 * each. All others of their kind are known to be too late, or are the first so far.
 */
export class WaitingEvents {
  #places: Int32Array<ArrayBuffer>;
  #instants: Float64Array<ArrayBuffer>;
  #orders: Int32Array<ArrayBuffer>;
  #size: number;
  #dueAt = SMALLEST;

  /** @param packed those that wait from the beginning. */
  constructor(packed?: PackedWaiting) {
    this.#places = packed?.places ?? new Int32Array(0);
    this.#instants = packed?.instants ?? new Float64Array(0);
    this.#orders = packed?.orders ?? new Int32Array(0);
    this.#size = this.#places.length;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** Whether so many have come that it is worth it to {@link settle}. */
  get isDue(): boolean {
    return this.#size >= this.#dueAt;
  }

  add(place: number, at: number, order: number): void {
    if (this.#size === this.#places.length) this.#grow();
    this.#places[this.#size] = place;
    this.#instants[this.#size] = at;
    this.#orders[this.#size] = order;
    this.#size++;
  }

  /** Leaves out those that need not wait any longer. */
  settle(isOver: (place: number, moment: Moment) => boolean): void {
    const size = this.#size;
    this.#size = 0;
    for (let i = 0; i < size; i++) {
      const place = this.#places[i] ?? 0;
      const moment = { at: this.#instants[i] ?? 0, order: this.#orders[i] ?? 0 };
      if (!isOver(place, moment)) this.add(place, moment.at, moment.order);
    }
    this.#dueAt = Math.max(SMALLEST, 2 * this.#size);
  }

  get packed(): PackedWaiting {
    return {
      places: this.#places.subarray(0, this.#size),
      instants: this.#instants.subarray(0, this.#size),
      orders: this.#orders.subarray(0, this.#size),
    };
  }

  #grow(): void {
    const room = roomFor(this.#places, this.#size + 1, SMALLEST);
    this.#places = withRoom(this.#places, room);
    this.#instants = withRoom(this.#instants, room);
    this.#orders = withRoom(this.#orders, room);
  }
}
