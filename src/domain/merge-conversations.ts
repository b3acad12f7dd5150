import { freeze } from "immer";
import type { ConversationState } from "./conversation-state.ts";
import { sameConversation } from "./evolve-conversation.ts";
import { compareMarks, type Mark } from "./mark.ts";

/**
 * The state of the union of two sets of events of one conversation, however they overlap.
 *
 * Associative, commutative and idempotent, with `initialConversation()` as identity. That is what lets one reduction run
 * split over files, threads or machines.
 *
 * @throws UsageError `different-conversation` if the two are of different conversations.
 */
export function mergeConversations(a: ConversationState, b: ConversationState): ConversationState {
  if (b.of === null || a === b) return a;
  if (a.of === null) return b;
  const of = sameConversation(a.of, b.of);
  const marks = mergeMarks(a.marks, b.marks);
  return marks === a.marks ? a : freeze({ of, marks }, true);
}

/** The union of two sets of marks, each in the total order. Gives `a` itself back if `b` adds nothing. */
export function mergeMarks(a: readonly Mark[], b: readonly Mark[]): readonly Mark[] {
  const union: Mark[] = [];
  let i = 0;
  for (const mark of b) {
    let next = a[i];
    while (next !== undefined && compareMarks(next, mark) < 0) {
      union.push(next);
      next = a[++i];
    }
    const isKnown = next !== undefined && compareMarks(next, mark) === 0;
    if (!isKnown) union.push(mark);
  }
  for (let next = a[i]; next !== undefined; next = a[++i]) union.push(next);
  return union.length === a.length ? a : union;
}
