import type { ConversationState } from "../../domain/conversation-state.ts";
import { type InstantInput, toEpochMs } from "../../domain/instant.ts";
import type { Mark } from "../../domain/mark.ts";
import { UsageError } from "../../domain/usage-error.ts";
import { inactiveFrom } from "../inactivity.ts";
import { type BoundRuleSet, bindRuleSet, type Finding } from "./bind-rule-set.ts";
import type { RuleOptions, SmartsuppOptions } from "./rule-options.ts";
import type { Outcome, RequiredMoment, RuleSet } from "./rule-set.ts";
import { smartsupp } from "./smartsupp.ts";

/**
 * How to judge. The options of the default rule set may be given directly; those of any rule set, the default one too, as
 * `ruleOptions`, which wins.
 */
export interface JudgingOptions extends SmartsuppOptions {
  /** Hides every later event. Needed when conversations are closed by inactivity; default: all events are seen. */
  readonly asOf?: InstantInput | undefined;
  /** Default: `smartsupp`, version 1. */
  readonly ruleSet?: RuleSet | undefined;
  readonly ruleOptions?: RuleOptions | undefined;
}

/** A rule set and a time, ready to judge conversations. */
export interface Judge {
  readonly rules: BoundRuleSet;
  /** Epoch milliseconds; `Infinity` sees everything. */
  readonly asOf: number;
}

/** What a rule set makes of one conversation at one time. */
export interface Judgement extends Finding {
  readonly judge: Judge;
  /** The marks that are seen, in order, and of which kinds each is. */
  readonly marks: readonly Mark[];
  readonly masks: readonly number[];
  /** Whether nothing has happened for the time of inactivity. */
  readonly isInactive: boolean;
  readonly outcome: Outcome;
}

/**
 * Reads options into a judge.
 *
 * @throws UsageError `as-of-required` for inactivity without `asOf`, and whatever is wrong with the options.
 */
export function toJudge({ asOf, ruleSet = smartsupp, ruleOptions, ...direct }: JudgingOptions): Judge {
  const rules = bindRuleSet(ruleSet, { ...direct, ...given(ruleOptions) });
  if (asOf === undefined && rules.inactivityTimeout !== null) {
    throw new UsageError(
      "as-of-required",
      "inactivityTimeout: closing by inactivity needs asOf, the time to judge at.",
    );
  }
  return { rules, asOf: asOf === undefined ? Number.POSITIVE_INFINITY : toEpochMs(asOf, "asOf") };
}

/** The options that have a value, so that one left open does not hide a direct one. */
function given(options: RuleOptions = {}): RuleOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Judges one conversation. Pure: the same events, rules and `asOf` always give the same. */
export function judgeConversation(state: Pick<ConversationState, "marks">, judge: Judge): Judgement {
  const { rules, asOf } = judge;
  const marks = seenAt(asOf, state.marks);
  const masks = marks.map(rules.maskOf);
  const isInactive = isInactiveAfter(marks.at(-1)?.at, judge);
  const { places, claims } = rules.find(masks, isInactive);
  return { places, claims, judge, marks, masks, isInactive, outcome: rules.outcome(claims) };
}

/** Whether nothing has happened for the time of inactivity when the last event was at this instant. */
export function isInactiveAfter(lastAt: number | undefined, { rules, asOf }: Judge): boolean {
  return inactiveFrom(lastAt, rules.inactivityTimeout, asOf) !== undefined;
}

/** The event of a moment, if there is one. */
export function markAt(judgement: Judgement, moment: RequiredMoment | (string & {})): Mark | undefined {
  return judgement.marks[judgement.judge.rules.placeOf(judgement, moment)];
}

/** What is left of a judged conversation when its events are not at hand. */
export interface JudgedMoments extends Pick<Judgement, "judge" | "claims" | "outcome"> {
  /** The instant of a moment in epoch milliseconds, if there is one. */
  instantOf(moment: RequiredMoment): number | undefined;
  /** The instant of the last event. */
  readonly lastAt: number | undefined;
}

export function momentsOf(judgement: Judgement): JudgedMoments {
  const { judge, claims, outcome, marks } = judgement;
  const instantOf = (moment: RequiredMoment) => markAt(judgement, moment)?.at;
  return { judge, claims, outcome, instantOf, lastAt: marks.at(-1)?.at };
}

/** When the conversation was closed: its last close, or the moment of inactivity; `undefined` while it is open. */
export function closedAt(judged: JudgedMoments): number | undefined {
  const { judge, claims, lastAt } = judged;
  const { rules, asOf } = judge;
  if (!rules.holds(claims, "closed")) return undefined;
  if (rules.holds(claims, "ended")) return judged.instantOf("lastClose");
  return inactiveFrom(lastAt, rules.inactivityTimeout, asOf);
}

function seenAt(asOf: number, marks: readonly Mark[]): readonly Mark[] {
  const last = marks.at(-1);
  if (last === undefined || last.at <= asOf) return marks;
  const hidden = marks.findIndex(({ at }) => at > asOf);
  return marks.slice(0, hidden);
}
