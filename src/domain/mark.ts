import { CONVERSATION_EVENT_TYPES, type ConversationEvent, type ConversationEventType } from "./conversation-event.ts";
import { compareIdentity, compareValues, type EventContent, toContent } from "./event-content.ts";

/** What a conversation remembers of one of its events: its content, and nothing that is not judged. */
export type Mark = EventContent<ConversationEventType>;

/** Reduces an event to its mark; `like` is another mark of its conversation, whose copies of equal ids are kept. */
export function toMark(event: ConversationEvent, like?: Mark): Mark {
  return toContent(event, like);
}

const causalRank = Object.fromEntries(CONVERSATION_EVENT_TYPES.map((type, rank) => [type, rank])) as Readonly<
  Record<ConversationEventType, number>
>;

/**
 * The total order of a conversation's events: instant, then `sequence` (an event without one first), then causal rank
 * (an arrival before a click before a close), then `id`, then the rest of the content. It looks at the two events and at
 * nothing else, so every set of events has one order, however it arrived. 0 means: the same event.
 *
 * "Before", "after", "first" and "last" mean this order everywhere in the library.
 */
export function compareMarks(a: Mark, b: Mark): number {
  return (
    a.at - b.at ||
    compareValues(a.sequence, b.sequence) ||
    causalRank[a.type] - causalRank[b.type] ||
    compareIdentity(a, b)
  );
}
