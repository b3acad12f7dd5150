import { type ConversationEvent, classify, foldConversation, type Verdict } from "chatledger";
import * as smartsupp from "chatledger/importers/smartsupp";
import * as replay from "chatledger/replay";
import * as testing from "chatledger/testing";
import * as arbitraries from "chatledger/testing/arbitraries";
import * as laws from "chatledger/testing/laws";

export const verdict: Verdict = classify(foldConversation([] satisfies ConversationEvent[]));
export const entries = [smartsupp, replay, testing, arbitraries, laws];

// @ts-expect-error Were the types lost, an outcome could be anything.
export const lost: "nonsense" = verdict.outcome;
