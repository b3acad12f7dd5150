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

/**
 * A fold that is under way: private, mutable state for one conversation of a long log. Marks that arrive in order go
 * through the reducer at once. Late ones wait and are merged in batches that grow with the conversation, so that no order
 * of arrival makes the fold quadratic and repeated events take no lasting memory.
 */
export class ConversationFold {
  #state: Draft<ConversationState> = { of: null, marks: [] };
  /** Marks that came too late for their place; made when there is the first. */
  #late: Mark[] | undefined;

  /** The mark that is last in the order, but for late ones that wait. */
  get last(): Mark | undefined {
    const { marks } = this.#state;
    return marks[marks.length - 1];
  }

  add(of: ConversationId, mark: Mark): void {
    const { last } = this;
    if (last === undefined || compareMarks(last, mark) <= 0) {
      insertMark(this.#state, this.#state, of, mark);
      return;
    }
    sameConversation(this.#state.of, of);
    this.#late ??= [];
    this.#late.push(mark);
    if (this.#late.length >= this.#state.marks.length) this.#settle();
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
    if (of === null || this.#late === undefined) return;
    const late: Draft<ConversationState> = { of, marks: [] };
    for (const mark of this.#late.sort(compareMarks)) insertMark(late, late, of, mark);
    this.#state = { of, marks: [...mergeMarks(marks, late.marks)] };
    this.#late = undefined;
  }
}
