import type { ConversationEvent } from "chatledger";
import { ALPHABET, conversationOf, type Gap, type Letter } from "./alphabet.ts";

/** Ways to give events in a known order their times, so that this order is theirs. */
export const LAYOUTS = [
  "seconds apart",
  "one instant, by sequence",
  "one instant, wherever rank and id say the same",
] as const;

/** One of {@link LAYOUTS}. */
export type Layout = (typeof LAYOUTS)[number];

/** A conversation of these letters in this order. */
export function inLayout(letters: readonly Letter[], layout: Layout): readonly ConversationEvent[] {
  const gapAt = (i: number): Gap => {
    if (layout === "seconds apart") return "later";
    if (layout === "one instant, by sequence") return "in-sequence";
    return rankOf(letters[i - 1]) <= rankOf(letters[i]) ? "tied" : "later";
  };
  return conversationOf(letters, gapAt);
}

const TYPES = [...new Set(ALPHABET.map(({ type }) => type))];

function rankOf(letter: Letter | undefined): number {
  return letter === undefined ? -1 : TYPES.indexOf(letter.type);
}
