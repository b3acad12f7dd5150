import { certain } from "../../domain/certain.ts";
import { CONVERSATION_EVENT_TYPES } from "../../domain/conversation-event.ts";
import type { BoundRuleSet } from "./bind-rule-set.ts";
import {
  anchorOf,
  type Condition,
  conditionsIn,
  kindOf,
  type Moment,
  type RequiredClaim,
  type RequiredMoment,
} from "./rule-set.ts";

/**
 * What is enough to know of a conversation to answer a question by a rule set: the first or the last event of a few kinds,
 * and whether there is one of a few others. All of it is a minimum, a maximum or a union, so it can be gathered from events
 * in any order, each any number of times, in parts that are merged. (The first event at or after another is none of these:
 * whoever gathers it must keep all events of its kind that come before the other, which may turn out to be earlier.)
 *
 * Of an event a plan sees its instant, its sequence and its causal rank, which is all of the total order save the ids. Where
 * a verdict could hang on which of two ids is smaller there is no plan.
 */
export interface Plan {
  readonly rules: BoundRuleSet;
  /** The moments that are kept with their place in the order. */
  readonly extremes: readonly Extreme[];
  /** The moments of which it is kept only whether there is one. */
  readonly presences: readonly Presence[];
  /** Whether the last event of any kind matters, since closing by inactivity does. */
  readonly needsLastEvent: boolean;
  /** The claims that the answer looks at; the others are not known. */
  readonly claims: number;
}

/** A plan of whatever a question needs, ids too: more than typed arrays keep, and no more than SQL has. */
export interface WholePlan extends Plan {
  /** Whether a verdict can hang on which of two ids is smaller. */
  readonly needsIds: boolean;
}

/** A moment, by its place among those of the rule set, of the events with this bit in their mask. */
export interface Presence {
  readonly moment: number;
  readonly kind: number;
}

interface Extreme extends Presence {
  readonly isFirst: boolean;
  /** The place among the extremes of the one at or after which it is the first; there only if that is so. */
  readonly from?: number;
}

/** What a question looks at. */
export interface PlanNeeds {
  readonly claims: readonly RequiredClaim[];
  /** Moments whose instant is asked for. */
  readonly moments: readonly RequiredMoment[];
  /** Whether the outcome is asked for. Default `true`. */
  readonly outcome?: boolean;
  /** Whether it is asked how a bot took part. Default `false`. */
  readonly participation?: boolean;
  /** Whether it is asked when a conversation closed by inactivity. Default `false`. */
  readonly inactivity?: boolean;
  /** Whether whoever gathers can find the first event at or after another. Default `false`: then nothing that needs it has a plan. */
  readonly relatives?: boolean;
}

/** As many as have a bit of their own, beside one for the last event and one for the first. */
const MOST_MOMENTS = 30;

/** The plan of a rule set for a question; `undefined` if it needs more than a plan keeps. */
export function planOf(bound: BoundRuleSet, needs: PlanNeeds): Plan | undefined {
  const { needsIds, ...plan } = wholePlanOf(bound, needs);
  const { extremes, presences } = plan;
  const isTooMuch = extremes.length + presences.length > MOST_MOMENTS;
  const hasRelatives = extremes.some(({ from }) => from !== undefined);
  return needsIds || isTooMuch || (hasRelatives && needs.relatives !== true) ? undefined : plan;
}

/** The plan of a rule set for a question, whatever it needs. */
export function wholePlanOf(bound: BoundRuleSet, needs: PlanNeeds): WholePlan {
  const { rules } = bound;
  const claims = new Set<string>();
  const conditions: Condition[] = [];
  const take = (condition: Condition): void => {
    conditions.push(condition);
    for (const part of conditionsIn(condition)) take(part);
    if ("claim" in condition) takeClaim(condition.claim);
  };
  const takeClaim = (name: string): void => {
    if (claims.has(name)) return;
    claims.add(name);
    take(certain(rules.claims[name]).when);
  };
  if (needs.outcome !== false) for (const { when } of rules.outcomes) take(when);
  if (needs.participation === true) for (const { when } of rules.participation) take(when);
  for (const name of needs.claims) takeClaim(name);

  const kept = new Set<string>(needs.moments);
  const asked = new Set<string>();
  for (const condition of conditions) {
    if ("exists" in condition) asked.add(condition.exists);
    for (const moment of comparedIn(condition) ?? []) kept.add(moment);
  }
  for (const name of [...kept, ...asked]) {
    const from = anchorOf(momentOf(bound, name));
    if (from === undefined) continue;
    kept.add(name).add(from);
    // It is sought among those events of which it would be asked whether the last one is at or after the other moment.
    conditions.push({ atOrAfter: [name, from] });
  }
  const names = Object.keys(rules.moments);
  const kinds = Object.keys(rules.kinds);
  const presenceOf = (name: string): Presence => ({
    moment: names.indexOf(name),
    kind: 1 << kinds.indexOf(kindOf(momentOf(bound, name))),
  });
  const extremeOf = (name: string): Extreme => {
    const moment = momentOf(bound, name);
    const from = anchorOf(moment);
    const extreme = { ...presenceOf(name), isFirst: !("last" in moment) };
    return from === undefined ? extreme : { ...extreme, from: [...kept].indexOf(from) };
  };
  const asksInactivity = needs.inactivity === true || conditions.some((condition) => "inactiveFor" in condition);
  return {
    rules: bound,
    extremes: [...kept].map(extremeOf),
    presences: [...asked].filter((name) => !kept.has(name)).map(presenceOf),
    needsIds: !conditions.every((condition) => canTellApart(bound, condition)),
    needsLastEvent: bound.inactivityTimeout !== null && asksInactivity,
    claims: Object.keys(rules.claims).reduce((bits, name, i) => (claims.has(name) ? bits | (1 << i) : bits), 0),
  };
}

function comparedIn(condition: Condition): readonly [string, string] | undefined {
  if ("before" in condition) return condition.before;
  return "atOrAfter" in condition ? condition.atOrAfter : undefined;
}

/**
 * Whether two moments can be compared without looking at ids: they are never events of one type, or it is asked whether
 * another than the first of one kind is at or after the first of another, and every event of a type that both have is of both.
 */
function canTellApart(bound: BoundRuleSet, condition: Condition): boolean {
  const compared = comparedIn(condition);
  if (compared === undefined) return true;
  const [a, b] = [momentOf(bound, compared[0]), momentOf(bound, compared[1])];
  const isAgainstFirst = "atOrAfter" in condition && !("first" in a) && "first" in b;
  return CONVERSATION_EVENT_TYPES.every((type) => {
    const has = (moment: Moment, event: Parameters<BoundRuleSet["maskOf"]>[0]) =>
      bound.isOf(bound.maskOf(event), kindOf(moment));
    const plain = { type };
    const withBot = { type, botId: "any" };
    const isShared = (has(a, plain) || has(a, withBot)) && (has(b, plain) || has(b, withBot));
    const isAlwaysBoth = [plain, withBot].every((event) => has(a, event) && has(b, event));
    return !isShared || (isAgainstFirst && isAlwaysBoth);
  });
}

function momentOf({ rules }: BoundRuleSet, name: string): Moment {
  return certain(rules.moments[name]);
}
