import { type ConversationState, classify, type JudgingOptions, type RuleOptions, type Verdict } from "chatledger";
import { type Bench, USUAL_OPTIONS } from "./bench.ts";

/** How the bench judges: its options, and its time where that matters. */
export function judgingOf({ options, now }: Pick<Bench, "options" | "now">): JudgingOptions {
  return closesBySilence(options) ? { ruleOptions: options, asOf: now } : { ruleOptions: options };
}

function closesBySilence(options: RuleOptions): boolean {
  return typeof options["inactivityTimeout"] === "number";
}

/** The verdict by the options of the bench. */
export const verdictOf = remembered(judgingOf);

/** The verdict by the options as they come. */
export const usualVerdictOf = remembered(({ now }: Pick<Bench, "now">) => judgingOf({ options: USUAL_OPTIONS, now }));

/** `classify` that judges a state anew only if it is judged otherwise than the last time. */
function remembered<B>(judging: (bench: B) => JudgingOptions): (state: ConversationState, bench: B) => Verdict {
  const known = new WeakMap<ConversationState, { readonly by: string; readonly verdict: Verdict }>();
  return (state, bench) => {
    const options = judging(bench);
    const by = JSON.stringify(options);
    const last = known.get(state);
    if (last?.by === by) return last.verdict;
    const verdict = classify(state, options);
    known.set(state, { by, verdict });
    return verdict;
  };
}
