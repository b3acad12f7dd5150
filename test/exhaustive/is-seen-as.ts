import type { ConversationState } from "chatledger";
import { type Judge, judgeConversation } from "../../src/policies/classification/judge.ts";
import { type AbstractState, ranksOf } from "./reachable-states.ts";

/** Whether the library finds the moments of a conversation in the order that a state says. */
export function isSeenAs(conversation: ConversationState, state: AbstractState, judge: Judge): boolean {
  const { places } = judgeConversation(conversation, judge);
  return ranksOf(places).join() === state.order.join();
}
