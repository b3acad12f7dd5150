import { type Draft, freeze } from "immer";
import type { ConversationEvent } from "./conversation-event.ts";
import type { ConversationId, ConversationState } from "./conversation-state.ts";
import { insertMark, sameConversation } from "./evolve-conversation.ts";
import { compareMarks, type Mark, toMark } from "./mark.ts";
import { mergeMarks } from "./merge-conversations.ts";

/**
 * The state of a conversation from its events, in any order and however often each came.
 *
 * Equal to evolving them one by one, in O(n log n).
 *
 * @throws UsageError `different-conversation` if the events are not all of one conversation.
 */
export function foldConversation(events: Iterable<ConversationEvent>): ConversationState {
  const fold = new ConversationFold();
  for (const event of events) fold.add(event, toMark(event));
  return freeze(fold.state(), true);
}

const SMALLEST_BATCH = 32;

/**
 * A fold that is under way: private, mutable state for one conversation of a long log. Marks that arrive in order go
 * through the reducer at once. Late ones wait and are merged in batches that grow with the conversation, so that no order
 * of arrival makes the fold quadratic and repeated events take no lasting memory.
 */
export class ConversationFold {
  #state: Draft<ConversationState> = { of: null, marks: [] };
  #late: Mark[] = [];

  add(of: ConversationId, mark: Mark): void {
    const { marks } = this.#state;
    const last = marks[marks.length - 1];
    if (last === undefined || compareMarks(last, mark) <= 0) {
      insertMark(this.#state, this.#state, of, mark);
      return;
    }
    sameConversation(this.#state.of, of);
    this.#late.push(mark);
    if (this.#late.length >= SMALLEST_BATCH && this.#late.length >= marks.length) this.#settle();
  }

  /** The marks so far, in order and each once. */
  get marks(): readonly Mark[] {
    this.#settle();
    return this.#state.marks;
  }

  /** The state so far, not frozen: whoever hands it out freezes it. */
  state(): ConversationState {
    return { of: this.#state.of, marks: this.marks };
  }

  #settle(): void {
    const { of, marks } = this.#state;
    if (of === null || this.#late.length === 0) return;
    const late: Draft<ConversationState> = { of, marks: [] };
    for (const mark of this.#late.sort(compareMarks)) insertMark(late, late, of, mark);
    this.#state = { of, marks: [...mergeMarks(marks, late.marks)] };
    this.#late = [];
  }
}
