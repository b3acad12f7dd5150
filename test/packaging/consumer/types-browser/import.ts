import { type ConversationEvent, classify, foldConversation, type Verdict } from "chatledger";

export const verdict: Verdict = classify(foldConversation([] satisfies ConversationEvent[]));

// @ts-expect-error Were the types lost, an outcome could be anything.
export const lost: "nonsense" = verdict.outcome;
