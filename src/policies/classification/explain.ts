import { certain } from "../../domain/certain.ts";
import { CONVERSATION_EVENT_TYPES, type ConversationEventType } from "../../domain/conversation-event.ts";
import type { ConversationState } from "../../domain/conversation-state.ts";
import type { BoundRuleSet, Finding } from "./bind-rule-set.ts";
import { type Verdict, verdictOf } from "./classify.ts";
import { smallestEvidence } from "./evidence.ts";
import { isInactiveAfter, type Judgement, type JudgingOptions, judgeConversation, toJudge } from "./judge.ts";
import type { Change, Condition, Outcome } from "./rule-set.ts";
import { changeSentence, outcomeSentence, sentenceOf } from "./sentences.ts";

/** The part of a verdict that a claim is about. */
export type ClaimName = "outcome" | "settled" | "chatbotConversation" | "labels" | "participation" | "reaction";

/** What the conversation would be if it were a little different. */
export interface Counterfactual {
  /** What is different, in words. */
  readonly change: string;
  /** The events that are left out; empty if one is added. */
  readonly eventIds: readonly string[];
  /** The outcome then. */
  readonly outcome: Outcome;
}

/** One part of a verdict, and why it is so. */
export interface ExplainedClaim {
  readonly claim: ClaimName;
  readonly value: string | boolean | readonly string[];
  /** Which rule decided: the rule set with version, and the place in it. */
  readonly rule: string;
  /** The rule in English. */
  readonly sentence: string;
  /**
   * A smallest set of events that alone gives this value; deleting any one of them changes it. Empty when the value rests
   * on events not being there.
   */
  readonly evidence: readonly string[];
  /** The types of event whose absence the value rests on: one of them, at the start or now, would change it. */
  readonly missing: readonly ConversationEventType[];
  /** What the value rests on, tried out; `null` if no single change alters it. */
  readonly counterfactual: Counterfactual | null;
}

/** A verdict with its reasons. */
export interface Explanation {
  readonly verdict: Verdict;
  readonly claims: readonly ExplainedClaim[];
}

/**
 * Says why a conversation is judged as it is: for each part of the verdict the rule, its smallest evidence, what is
 * missing, and what it would be otherwise.
 *
 * @throws UsageError as `classify` does.
 * @see docs/rules.md
 */
export function explain(state: ConversationState, options: JudgingOptions = {}): Explanation {
  const judgement = judgeConversation(state, toJudge(options));
  return { verdict: verdictOf(judgement), claims: aspects.map((aspect) => explainClaim(judgement, aspect)) };
}

/** How one part of a verdict is read from a finding, and which rule it comes from. */
interface Aspect {
  readonly claim: ClaimName;
  read(rules: BoundRuleSet, finding: Finding): string | boolean | readonly string[];
  rule(judgement: Judgement): { readonly place: string; readonly sentence: string };
}

const aspects: readonly Aspect[] = [
  {
    claim: "outcome",
    read: (rules, { claims }) => rules.outcome(claims),
    rule: ({ judge: { rules }, claims, outcome }) => ({
      place: `outcomes/${outcome}`,
      sentence: outcomeSentence(rules, rules.outcomeCase(claims)),
    }),
  },
  claimAspect("settled", "closed", (holds) => holds),
  claimAspect("chatbotConversation", "interacted", (holds) => holds),
  claimAspect("labels", "interacted", (holds) => (holds ? ["joined-by-chatbot"] : [])),
  {
    claim: "participation",
    read: (rules, { claims }) => rules.participation(claims),
    rule: ({ judge: { rules } }) => ({
      place: "participation",
      sentence: rules.rules.participation
        .map(({ participation, when }) => `${participation}: ${sentenceOf(rules, when)}.`)
        .join(" "),
    }),
  },
  claimAspect("reaction", "reacted", (holds) => holds),
];

function claimAspect(
  claim: ClaimName,
  name: "closed" | "interacted" | "reacted",
  toValue: (holds: boolean) => boolean | readonly string[],
): Aspect {
  return {
    claim,
    read: (rules, { claims }) => toValue(rules.holds(claims, name)),
    rule: ({ judge: { rules }, claims }) => {
      const condition: Condition = rules.holds(claims, name) ? { claim: name } : { not: { claim: name } };
      return { place: `claims/${name}`, sentence: `${capital(sentenceOf(rules, condition))}.` };
    },
  };
}

function explainClaim(judgement: Judgement, aspect: Aspect): ExplainedClaim {
  const { rules } = judgement.judge;
  const reading = (finding: Finding) => JSON.stringify(aspect.read(rules, finding));
  const { place, sentence } = aspect.rule(judgement);
  return {
    claim: aspect.claim,
    value: aspect.read(rules, judgement),
    rule: `${rules.rules.id}/${rules.rules.version}/${place}`,
    sentence,
    evidence: smallestEvidence(judgement, reading).map((at) => idAt(judgement, at)),
    missing: missingTypes(judgement, reading),
    counterfactual:
      aspect.claim === "outcome" ? outcomeCounterfactual(judgement) : otherCounterfactual(judgement, reading),
  };
}

function missingTypes(judgement: Judgement, reading: (finding: Finding) => string): readonly ConversationEventType[] {
  const { masks, judge, isInactive, marks } = judgement;
  const { rules } = judge;
  const now = reading(judgement);
  const isInactiveNow = isInactiveAfter(judge.asOf, judge);
  return CONVERSATION_EVENT_TYPES.filter((type) =>
    [rules.maskOf({ type }), rules.maskOf({ type, botId: "any" })].some((mask) => {
      const first = rules.find([mask, ...masks], marks.length > 0 ? isInactive : isInactiveNow);
      const last = rules.find([...masks, mask], isInactiveNow);
      return reading(first) !== now || reading(last) !== now;
    }),
  );
}

function outcomeCounterfactual(judgement: Judgement): Counterfactual | null {
  const { rules } = judgement.judge;
  for (const { change, when } of rules.outcomeCase(judgement.claims).counterfactual) {
    if (when !== undefined && !rules.satisfies(judgement.claims, when)) continue;
    const tried = tryChange(judgement, certain(rules.rules.changes[change]));
    if (tried !== undefined) return tried.counterfactual;
  }
  return null;
}

function otherCounterfactual(judgement: Judgement, reading: (finding: Finding) => string): Counterfactual | null {
  for (const change of Object.values(judgement.judge.rules.rules.changes)) {
    const tried = tryChange(judgement, change);
    if (tried !== undefined && reading(tried.finding) !== reading(judgement)) return tried.counterfactual;
  }
  return null;
}

/** The conversation after a change; `undefined` if the change would leave out nothing. */
function tryChange(judgement: Judgement, change: Change) {
  const { judge, marks, masks } = judgement;
  const { rules } = judge;
  const left = leftOut(judgement, change);
  if (left.size === 0 && !("with" in change)) return undefined;
  const kept = masks.filter((_, at) => !left.has(at));
  const added = "with" in change ? [rules.maskOf({ type: change.with, botId: "any" })] : [];
  const lastAt = "with" in change ? judge.asOf : marks.findLast((_, at) => !left.has(at))?.at;
  const finding = rules.find([...kept, ...added], isInactiveAfter(lastAt, judge));
  const counterfactual: Counterfactual = {
    change: changeSentence(rules, change),
    eventIds: [...left].map((at) => idAt(judgement, at)),
    outcome: rules.outcome(finding.claims),
  };
  return { finding, counterfactual };
}

/** The places that a change leaves out. */
function leftOut({ masks, judge, places }: Judgement, change: Change): ReadonlySet<number> {
  const { rules } = judge;
  if ("with" in change) return new Set();
  if ("without" in change) {
    const place = rules.placeOf({ places, claims: 0 }, change.without);
    return new Set(place < 0 ? [] : [place]);
  }
  const from = change.atOrAfter === undefined ? 0 : rules.placeOf({ places, claims: 0 }, change.atOrAfter);
  const all = masks.flatMap((mask, at) =>
    from >= 0 && at >= from && rules.isOf(mask, change.withoutEvery) ? [at] : [],
  );
  return new Set(all);
}

function idAt({ marks }: Judgement, place: number): string {
  return certain(marks[place]).id;
}

function capital(text: string): string {
  return text.replace(/\p{L}/u, (letter) => letter.toUpperCase());
}
