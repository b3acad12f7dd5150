import type { Verdict } from "../policies/classification/classify.ts";
import type { JudgingOptions } from "../policies/classification/judge.ts";
import type { Outcome } from "../policies/classification/rule-set.ts";
import { ExpectationFailed } from "./expectation-failed.ts";
import { type ConversationInput, judged } from "./judged-conversation.ts";
import { expectedAndCame } from "./line-diff.ts";
import { askedPart, matches } from "./partial-match.ts";
import { startStackAt } from "./start-stack-at.ts";

/** A conversation about which a test says what it should be. */
export interface ConversationExpectation {
  /**
   * Holds the verdict against an outcome, or against the fields of a verdict that are named.
   *
   * @throws ExpectationFailed with the difference, the timeline and the explanation of what differs.
   */
  isClassifiedAs(expected: Outcome | Partial<Verdict>): void;
}

/**
 * Judges a conversation in a test, by the default rules or by those of `options`.
 *
 * @throws UsageError as `classify` does, and `different-conversation`.
 * @example conversation(visit().botTriggered().clicks("prices").closes()).isClassifiedAs("resolved");
 * @see docs/testing.md
 */
export function conversation(input: ConversationInput, options: JudgingOptions = {}): ConversationExpectation {
  const { verdict, why } = judged(input, options);
  return {
    isClassifiedAs: function isClassifiedAs(expected) {
      const asked: Partial<Verdict> = typeof expected === "string" ? { outcome: expected } : expected;
      if (matches(asked, verdict)) return;
      const came = askedPart(asked, verdict);
      const differing = Object.entries(asked).filter(([name, value]) => !matches({ [name]: value }, verdict));
      const names = differing.map(([name]) => claimOf[name] ?? name);
      const message = [
        "The conversation is classified otherwise.",
        "",
        ...expectedAndCame(asked, came),
        "",
        ...why(names),
      ];
      throw startStackAt(new ExpectationFailed(message.join("\n"), { expected: asked, actual: came }), isClassifiedAs);
    },
  };
}

/** The fields of a verdict that are no claim of their own, and the claim that they stand and fall with. */
const claimOf: Readonly<Record<string, string>> = { countedAt: "chatbotConversation", botAt: "outcome" };
