import { certain } from "../domain/certain.ts";
import type { ConversationEvent } from "../domain/conversation-event.ts";
import { type BegunConversation, type ConversationState, initialConversation } from "../domain/conversation-state.ts";
import { evolveConversation } from "../domain/evolve-conversation.ts";
import { mergeConversations } from "../domain/merge-conversations.ts";

/** What an incremental projection knows of a conversation once an event has come in: the same object if it knew it. */
export function withEvent(known: ConversationState | undefined, event: ConversationEvent): BegunConversation {
  return begun(evolveConversation(known ?? initialConversation(), event));
}

/** What it knows once the same conversation, as another state knows it, has come in. */
export function withState(known: ConversationState | undefined, other: BegunConversation): BegunConversation {
  return begun(mergeConversations(known ?? initialConversation(), other));
}

function begun(state: ConversationState): BegunConversation {
  return certain([state].find(hasBegun));
}

function hasBegun(state: ConversationState): state is BegunConversation {
  return state.of !== null;
}
