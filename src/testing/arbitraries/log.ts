import fc from "fast-check";
import type { ConversationEvent } from "../../domain/conversation-event.ts";
import type { ConversationId } from "../../domain/conversation-state.ts";
import { delivered } from "./arrivals.ts";
import { conversationEvent } from "./conversation-event.ts";

/** How long a list of events may be. */
export interface LengthConstraints {
  /** How many distinct events there are at most; some of them come twice. */
  readonly maxLength?: number | undefined;
}

/**
 * The events of one conversation (`chat` of `acme` unless told otherwise) as a careless source delivers them: out of
 * order, some of them twice, at equal instants, with ids that were given to two events, and closed and opened again.
 *
 * Whatever it shrinks to is a valid log too: fewer events, of the types that matter, at 10:00, in order, each once.
 */
export function conversation({
  maxLength = 12,
  ...of
}: Partial<ConversationId> & LengthConstraints = {}): fc.Arbitrary<ConversationEvent[]> {
  return delivered(conversationEvent(of), maxLength);
}

const conversationIds: readonly ConversationId[] = ["acme", "__proto__"].flatMap((accountId) =>
  ["chat", "constructor", "\u{1F600}"].map((conversationId) => ({ accountId, conversationId })),
);

/** A log of several conversations in two accounts that use the same conversation ids, as careless as {@link conversation}. */
export function log({ maxLength = 30 }: LengthConstraints = {}): fc.Arbitrary<ConversationEvent[]> {
  return delivered(fc.oneof(...conversationIds.map(conversationEvent)), maxLength);
}
