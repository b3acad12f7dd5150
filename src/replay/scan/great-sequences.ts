import { placeIn } from "../../domain/place-in.ts";
import { GREATEST_SEQUENCE } from "./kernel/terms.ts";

/** What a table takes of an event, but for its place in the order. */
export interface Unordered {
  readonly conversation: number;
  /** As `kindOf` says. */
  readonly kind: number;
  /** The causal rank. */
  readonly rank: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The texts that a table may keep, if it keeps any. */
  readonly texts: { readonly id: string; readonly visitorId: string | undefined } | undefined;
}

/**
 * Events with a sequence that is too great to have room in an order. They are set aside until all have come: then sequences are told
 * apart by their places among all of these, for which there is room after the smaller ones.
 */
export class GreatSequences {
  readonly #events: Unordered[] = [];
  readonly #sequences: number[] = [];

  setAside(event: Unordered, sequence: number): void {
    this.#events.push(event);
    this.#sequences.push(sequence);
  }

  /** Gives each event with what stands for its sequence, and then all sequences, in the order of their places. */
  place(take: (event: Unordered, sequence: number) => void): Float64Array<ArrayBuffer> {
    const sequences = distinct(Float64Array.from(this.#sequences).sort());
    for (const [i, event] of this.#events.entries()) {
      take(event, GREATEST_SEQUENCE + 1 + placeIn(sequences, this.#sequences[i] ?? 0));
    }
    return sequences;
  }
}

/** Numbers that are in order, each once. */
function distinct(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  let count = 0;
  for (const number of numbers) {
    if (number !== numbers[count - 1]) numbers[count++] = number;
  }
  return numbers.subarray(0, count);
}
