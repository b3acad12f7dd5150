import { freeze } from "immer";
import type { Mark } from "./mark.ts";

/** Which conversation: an id is unique within its account only. */
export interface ConversationId {
  readonly accountId: string;
  readonly conversationId: string;
}

/**
 * The state of a conversation: the set of its distinct events, in the total order, each reduced to a mark. It keeps what
 * happened and judges nothing; labels, outcomes and figures are pure functions of it.
 *
 * A plain, frozen object: it can be compared, stored as JSON and sent to another thread.
 */
export interface ConversationState {
  /** The conversation that the marks are of; `null` before its first event. */
  readonly of: ConversationId | null;
  readonly marks: readonly Mark[];
}

/** A conversation that has begun. */
export type BegunConversation = ConversationState & { readonly of: ConversationId };

const initial: ConversationState = freeze({ of: null, marks: [] }, true);

/** The state of a conversation of which nothing is known yet. It is the identity of `mergeConversations`. */
export function initialConversation(): ConversationState {
  return initial;
}
