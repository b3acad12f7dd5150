import { type ConversationEvent, classify, foldConversation, type Verdict } from "chatledger";
import * as smartsupp from "chatledger/importers/smartsupp";
import * as replay from "chatledger/replay";

export const verdict: Verdict = classify(foldConversation([] satisfies ConversationEvent[]));
export const entries = [smartsupp, replay];

// @ts-expect-error Were the types lost, an outcome could be anything.
export const lost: "nonsense" = verdict.outcome;
