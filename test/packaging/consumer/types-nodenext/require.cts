import chatledger = require("chatledger");
import smartsupp = require("chatledger/importers/smartsupp");
import replay = require("chatledger/replay");
import testing = require("chatledger/testing");
import arbitraries = require("chatledger/testing/arbitraries");
import laws = require("chatledger/testing/laws");

export const verdict: chatledger.Verdict = chatledger.classify(chatledger.initialConversation());
export const entries = [smartsupp, replay, testing, arbitraries, laws];

// @ts-expect-error Were the types lost, an outcome could be anything.
export const lost: "nonsense" = verdict.outcome;
