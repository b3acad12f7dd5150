import type { ConversationEvent } from "../../domain/conversation-event.ts";
import { GREATEST_SEQUENCE } from "./kernel/terms.ts";

/** An event that was set aside, and when it occurred: epoch milliseconds. */
interface SetAside {
  readonly event: ConversationEvent;
  readonly at: number;
}

/**
 * Events with a sequence that is too great to have room in an order. They are set aside until all have come: then sequences are told
 * apart by their places among all of these, for which there is room after the smaller ones.
 */
export class GreatSequences {
  readonly #events: SetAside[] = [];

  setAside(event: ConversationEvent, at: number): void {
    this.#events.push({ event, at });
  }

  /** Gives each event with what stands for its sequence, and then all sequences, in the order of their places. */
  place(take: (event: ConversationEvent, at: number, sequence: number) => void): Float64Array<ArrayBuffer> {
    const sequences = Float64Array.from(new Set(this.#events.map(({ event: { sequence = 0 } }) => sequence))).sort();
    const places = new Map(Array.from(sequences, (sequence, place) => [sequence, place]));
    for (const { event, at } of this.#events.splice(0)) {
      take(event, at, GREATEST_SEQUENCE + 1 + (places.get(event.sequence ?? 0) ?? 0));
    }
    return sequences;
  }
}
