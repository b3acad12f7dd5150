import { type Draft, produce } from "immer";
import { certain } from "./certain.ts";
import type { ConversationEvent } from "./conversation-event.ts";
import type { ConversationId, ConversationState } from "./conversation-state.ts";
import { compareMarks, type Mark, toMark } from "./mark.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Takes one event into a conversation. An event that the conversation already holds changes nothing and gives the very
 * same object back; so order and repetition never matter.
 *
 * @throws UsageError `different-conversation` if the event is of another conversation or account.
 * @example evolveConversation(state, event) === state; // => true, if `state` already knew the event
 */
export function evolveConversation(state: ConversationState, event: ConversationEvent): ConversationState {
  const mark = toMark(event);
  return produce(state, (draft) => insertMark(draft, state, event, mark));
}

/**
 * The one reducer of the library: puts a mark at its place, or does nothing if it is there. It runs on immer's draft for
 * the public API and on plain private state inside a fold.
 *
 * @param known the state without the draft around it, to look at: reading through a draft wraps every mark it passes.
 */
export function insertMark(
  state: Draft<ConversationState>,
  known: ConversationState,
  of: ConversationId,
  mark: Mark,
): void {
  const conversation = sameConversation(known.of, of);
  const { marks } = known;
  let place = marks.length;
  for (let low = 0; low < place; ) {
    // Events mostly arrive in order, so look at the end first and halve from there.
    const middle = place === marks.length ? place - 1 : (low + place) >> 1;
    const order = compareMarks(certain(marks[middle]), mark);
    if (order === 0) return;
    if (order < 0) low = middle + 1;
    else place = middle;
  }
  state.of = conversation;
  if (place === marks.length) state.marks.push(mark);
  else state.marks.splice(place, 0, mark);
}

/** The conversation that both are of; `null` is of none yet. */
export function sameConversation(known: ConversationId | null, other: ConversationId): ConversationId {
  if (known === null) return { accountId: other.accountId, conversationId: other.conversationId };
  if (known.accountId === other.accountId && known.conversationId === other.conversationId) return known;
  throw new UsageError(
    "different-conversation",
    `A state holds one conversation: this one is ${describe(known)}, got ${describe(other)}.`,
  );
}

function describe({ accountId, conversationId }: ConversationId): string {
  return `${JSON.stringify(conversationId)} of account ${JSON.stringify(accountId)}`;
}
