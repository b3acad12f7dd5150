import { certain } from "../../domain/certain.ts";
import type { BoundRuleSet } from "../../policies/classification/bind-rule-set.ts";

/** The counts of the chatbot statistics, in the order in which they are printed. */
export const FIGURES = [
  "triggered",
  "noReaction",
  "resolved",
  "escalated",
  "inProgress",
  "reactions",
  "chatbotConversations",
  "escalatedAfterInteraction",
] as const;

/** One of {@link FIGURES}. */
export type Figure = (typeof FIGURES)[number];

/** A number for each figure. */
export type Counts = { readonly [F in Figure]: number };

/**
 * Whether a conversation, or a visitor with all his, is counted in a figure. The one predicate behind both the number
 * and the list of conversations in it.
 */
export function isCountedIn(figure: Figure, claims: number, rules: BoundRuleSet): boolean {
  switch (figure) {
    case "triggered":
      return rules.holds(claims, "triggered");
    case "noReaction":
      return rules.outcome(claims) === "no-reaction";
    case "resolved":
      return rules.outcome(claims) === "resolved";
    case "escalated":
      return rules.outcome(claims) === "escalated";
    case "inProgress":
      return rules.outcome(claims) === "in-progress";
    case "reactions":
      return rules.holds(claims, "triggered") && rules.holds(claims, "reacted");
    case "chatbotConversations":
      return rules.holds(claims, "interacted");
    case "escalatedAfterInteraction":
      return rules.outcome(claims) === "escalated" && rules.holds(claims, "interacted");
  }
}

/** 1 for each figure that counts these claims, 0 for the others; in the order of {@link FIGURES}. */
export function figuresOf(claims: number, rules: BoundRuleSet): readonly number[] {
  let known = figuresOfRules.get(rules);
  if (known === undefined) {
    known = new Map();
    figuresOfRules.set(rules, known);
  }
  let figures = known.get(claims);
  if (figures === undefined) {
    figures = FIGURES.map((figure) => (isCountedIn(figure, claims, rules) ? 1 : 0));
    known.set(claims, figures);
  }
  return figures;
}

/** Few combinations of claims ever occur, and each of them always has the same figures. */
const figuresOfRules = new WeakMap<BoundRuleSet, Map<number, readonly number[]>>();

/** A fraction with what it is made of. */
export interface Rate {
  readonly numerator: number;
  readonly denominator: number;
  /** Not rounded; `null` when the denominator is 0. */
  readonly value: number | null;
}

/** The rates of the chatbot statistics. */
export interface Rates {
  /** Resolved of resolved and escalated. */
  readonly resolutionRate: Rate;
  /** Reactions of triggered. */
  readonly reactionRate: Rate;
  /** Escalated of resolved and escalated. */
  readonly escalationRate: Rate;
}

/** The rates that follow from the counts. */
export function ratesOf({ triggered, resolved, escalated, reactions }: Counts): Rates {
  return {
    resolutionRate: rateOf(resolved, resolved + escalated),
    reactionRate: rateOf(reactions, triggered),
    escalationRate: rateOf(escalated, resolved + escalated),
  };
}

/** A fraction of two counts. */
export function rateOf(numerator: number, denominator: number): Rate {
  return { numerator, denominator, value: shareOf(numerator, denominator) };
}

/** One count of another; `null` where that is 0. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** For each figure how it changed: (now - before) / before; `null` where before is 0. */
export type Trend = { readonly [F in Figure]: number | null };

/** The trend from one period to the next. */
export function trendOf(now: Counts, before: Counts): Trend {
  return mapFigures((figure) => changeOf(now[figure], before[figure]));
}

/** By which part of what there was then there is more now; `null` where there was nothing. */
function changeOf(now: number, then: number): number | null {
  return then === 0 ? null : (now - then) / then;
}

/** Builds a record with a value for each figure, in printing order. */
export function mapFigures<T>(toValue: (figure: Figure, index: number) => T): { readonly [F in Figure]: T } {
  return {
    triggered: toValue("triggered", 0),
    noReaction: toValue("noReaction", 1),
    resolved: toValue("resolved", 2),
    escalated: toValue("escalated", 3),
    inProgress: toValue("inProgress", 4),
    reactions: toValue("reactions", 5),
    chatbotConversations: toValue("chatbotConversations", 6),
    escalatedAfterInteraction: toValue("escalatedAfterInteraction", 7),
  };
}

/** No figures. */
export const NONE: Counts = /* @__PURE__ */ mapFigures(() => 0);

/** The counts of sums that begin there with those of the figures. */
export function countsIn(sums: ArrayLike<number>, from = 0): Counts {
  return mapFigures((_, i) => certain(sums[from + i]));
}

/** The counts of both together, where nothing is in both. */
export function sumOfCounts(a: Counts, b: Counts): Counts {
  return mapFigures((figure) => a[figure] + b[figure]);
}

/** Adds counts to those that a place has. */
export function addCounts(counts: Map<number, Counts>, place: number, more: Counts): void {
  const known = counts.get(place);
  counts.set(place, known === undefined ? more : sumOfCounts(known, more));
}
