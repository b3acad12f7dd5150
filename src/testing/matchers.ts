import { type Decision, isCommandRefused, type Rejected } from "../domain/decider.ts";
import type { Label, Verdict } from "../policies/classification/classify.ts";
import type { JudgingOptions } from "../policies/classification/judge.ts";
import type { Outcome } from "../policies/classification/rule-set.ts";
import type { QuotaOptions } from "../policies/quota/quota-view.ts";
import { askedRefusal, verdictOn } from "./asked-decision.ts";
import { type ConversationInput, judged } from "./judged-conversation.ts";
import { expectedAndCame } from "./line-diff.ts";
import { askedPart, matches } from "./partial-match.ts";
import { quotaSeen } from "./quota-seen.ts";

/** What a matcher answers, in the contract that `expect.extend` of Vitest and of Jest share. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The matchers as `expect(...)` has them once it is extended. */
export interface ChatledgerMatchers<Returned = void> {
  /** Of a conversation's events or state: the visitor interacted with a chatbot, so it has the label. */
  toBeJoinedByChatbot(options?: JudgingOptions): Returned;
  /** Of a conversation's events or state: resolved by the chatbot. */
  toBeResolved(options?: JudgingOptions): Returned;
  /** Of a conversation's events or state: escalated to a human. */
  toBeEscalated(options?: JudgingOptions): Returned;
  /**
   * Of an account's log, or of a quota's view: so many chatbot conversations are left.
   *
   * @param options how the quota of a log is reckoned; `asOf` is the log's last instant unless given.
   */
  toHaveQuotaLeft(left: number, options?: Partial<QuotaOptions>): Returned;
  /**
   * Of a decision, of a `CommandRefused`, or of a function that decides: refused, for this reason or with these fields.
   */
  toBeRefusedWith(refusal: string | (Partial<Rejected<string>> & Readonly<Record<string, unknown>>)): Returned;
}

/**
 * Matchers for `expect.extend` of Vitest and of Jest. Their failure message is the explanation: the timeline, the rule, its
 * evidence, and what it would be otherwise. `chatledger/testing/vitest` and `chatledger/testing/jest` register them and
 * tell TypeScript.
 *
 * @see docs/testing.md
 */
export const chatledgerMatchers: {
  readonly [Name in keyof ChatledgerMatchers]: (
    received: unknown,
    ...asked: Parameters<ChatledgerMatchers[Name]>
  ) => MatcherResult;
} = {
  toBeJoinedByChatbot: (received, options) =>
    judgedAs("toBeJoinedByChatbot", received, options, {
      claim: "labels",
      phrase: "joined by a chatbot",
      holds: ({ labels }) => labels.includes("joined-by-chatbot" satisfies Label),
    }),
  toBeResolved: (received, options) => judgedAs("toBeResolved", received, options, outcomeIs("resolved")),
  toBeEscalated: (received, options) => judgedAs("toBeEscalated", received, options, outcomeIs("escalated")),
  toHaveQuotaLeft(received, left, options) {
    const { view, why } = quotaSeen(received, options);
    const pass = view.remaining === left;
    return {
      pass,
      message: () =>
        [
          pass
            ? `Expected the chatbot conversations left not to be ${left}, but they are.`
            : `Expected ${left} chatbot conversations to be left, but ${view.remaining} are.`,
          "",
          ...why(),
        ].join("\n"),
    };
  },
  toBeRefusedWith(received, refusal) {
    const decision = decisionIn(received);
    const asked = askedRefusal(refusal);
    const pass = matches(asked, decision);
    const came = decision.outcome === "rejected" ? askedPart(asked, decision) : decision;
    return {
      pass,
      message: () =>
        pass
          ? `Expected the command not to be refused so, but it was: ${messageOf(decision)}`
          : [verdictOn(decision, asked), "", ...expectedAndCame(asked, came)].join("\n"),
    };
  },
};

interface Claimed {
  /** The claim that the explanation is about. */
  readonly claim: string;
  readonly phrase: string;
  holds(verdict: Verdict): boolean;
}

function outcomeIs(outcome: Outcome): Claimed {
  return { claim: "outcome", phrase: outcome, holds: (verdict) => verdict.outcome === outcome };
}

function judgedAs(
  matcher: string,
  received: unknown,
  options: JudgingOptions | undefined,
  { claim, phrase, holds }: Claimed,
): MatcherResult {
  if (!isConversation(received)) throw wrongSubject(matcher, "the events of a conversation, or its state");
  const { verdict, why } = judged(received, options);
  const pass = holds(verdict);
  const came = pass ? "it is" : claim === "outcome" ? `it is ${verdict.outcome}` : "it is not";
  return {
    pass,
    message: () =>
      [`Expected the conversation ${pass ? "not " : ""}to be ${phrase}, but ${came}.`, "", ...why([claim])].join("\n"),
  };
}

function isConversation(value: unknown): value is ConversationInput {
  return typeof value === "object" && value !== null && ("marks" in value || Symbol.iterator in value);
}

function decisionIn(received: unknown): Decision<unknown, Rejected<string>> {
  const value = isFunction(received) ? thrownOr(received) : received;
  if (isCommandRefused(value)) return value.refusal;
  if (isDecision(value)) return value;
  // A function that did not throw gave the events that follow.
  if (isFunction(received) && Array.isArray(value)) return { outcome: "accepted", events: value };
  throw wrongSubject("toBeRefusedWith", "a decision, a CommandRefused, or a function that decides");
}

/** What a function returns, or the refusal that it throws; anything else that it throws is a bug, and goes on. */
function thrownOr(decide: () => unknown): unknown {
  try {
    return decide();
  } catch (error) {
    if (isCommandRefused(error)) return error;
    throw error;
  }
}

function isFunction(value: unknown): value is () => unknown {
  return typeof value === "function";
}

function isDecision(value: unknown): value is Decision<unknown, Rejected<string>> {
  if (typeof value !== "object" || value === null || !("outcome" in value)) return false;
  return (value.outcome === "accepted" && "events" in value) || (value.outcome === "rejected" && "reason" in value);
}

function messageOf(decision: Decision<unknown, Rejected<string>>): string {
  return decision.outcome === "rejected" ? `${decision.reason}. ${decision.message}` : decision.outcome;
}

function wrongSubject(matcher: string, expected: string): TypeError {
  return new TypeError(`${matcher}: expect(...) has to be given ${expected}.`);
}
