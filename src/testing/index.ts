/**
 * For tests of classification rules, services and projections: stories that build events, given/when/then for deciders,
 * expectations about conversations, and matchers. It needs no other package; arbitraries and laws, which need fast-check,
 * are at `chatledger/testing/arbitraries` and `chatledger/testing/laws`.
 *
 * @see docs/testing.md
 */
export { type Account, account, type BillingFields } from "./account.ts";
export { type ConversationExpectation, conversation } from "./conversation.ts";
export type { StoryOptions } from "./course.ts";
export { ExpectationFailed, isExpectationFailed } from "./expectation-failed.ts";
export { type Expected, type ExpectedDecision, type GivenEvents, given, type WhenCommand } from "./given.ts";
export type { ConversationInput } from "./judged-conversation.ts";
export { type ChatledgerMatchers, chatledgerMatchers, type MatcherResult } from "./matchers.ts";
export { type EventFields, type Visit, type VisitOptions, visit } from "./visit.ts";
