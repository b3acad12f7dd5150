import chatledger = require("chatledger");
import smartsupp = require("chatledger/importers/smartsupp");
import replay = require("chatledger/replay");

export const verdict: chatledger.Verdict = chatledger.classify(chatledger.initialConversation());
export const entries = [smartsupp, replay];

// @ts-expect-error Were the types lost, an outcome could be anything.
export const lost: "nonsense" = verdict.outcome;
