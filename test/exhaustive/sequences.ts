import type { ConversationEvent } from "chatledger";
import { ALPHABET, eventAt, FIRST_PLACE, type Gap, placeAfter } from "./alphabet.ts";
import { factorial, printed, sumUpTo } from "./counting.ts";

/** Which conversations are tried: every sequence of events up to a length, with each of these gaps between any two. */
export interface Sequences {
  readonly length: number;
  readonly gaps: readonly Gap[];
}

/** Calls back with every one of the conversations, the events in the order of their ids. */
export function forEachConversation(
  { length, gaps }: Sequences,
  visit: (events: readonly ConversationEvent[]) => void,
): void {
  function extend(events: readonly ConversationEvent[], place = FIRST_PLACE): void {
    visit(events);
    if (events.length === length) return;
    const places = events.length === 0 ? [place] : gaps.map((gap) => placeAfter(place, gap));
    for (const next of places) for (const letter of ALPHABET) extend([...events, eventAt(letter, next)], next);
  }
  extend([]);
}

/** How many conversations those are. */
export function countConversations({ length, gaps }: Sequences): number {
  return sumUpTo(length, (n) => sequencesOf(n, gaps.length));
}

/** In how many orders those conversations can arrive, together. */
export function countArrivals({ length, gaps }: Sequences): number {
  return sumUpTo(length, (n) => sequencesOf(n, gaps.length) * factorial(n));
}

/** What they are, with their number. */
export function describeSequences(sequences: Sequences): string {
  const { length, gaps } = sequences;
  return `${printed(countConversations(sequences))} conversations, up to ${length} events (${gaps.join(", ")})`;
}

function sequencesOf(events: number, gaps: number): number {
  return ALPHABET.length ** events * gaps ** Math.max(0, events - 1);
}
