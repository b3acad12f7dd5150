import type { ConversationEventType } from "../../domain/conversation-event.ts";

/**
 * A rule set: what a conversation's events are judged to mean, as data. It is plain JSON, so it can be stored, compared,
 * sent and edited; verdicts, explanations and sentences are all derived from it.
 *
 * It reads from top to bottom: events are grouped into **kinds**, kinds give **moments** in the total order of the
 * conversation, moments give **claims** that are true or false, and the first **outcome** whose condition on the claims
 * holds is the verdict.
 */
export interface RuleSet {
  readonly id: string;
  readonly version: number;
  /** What callers may set, by name. */
  readonly options: Readonly<Record<string, RuleOption>>;
  /** Groups of events. Some names are looked for by the statistics, see {@link RequiredKind}. */
  readonly kinds: Readonly<Record<RequiredKind, Kind>> & Readonly<Record<string, Kind>>;
  readonly moments: Readonly<Record<RequiredMoment, Moment>> & Readonly<Record<string, Moment>>;
  /** In order: a claim refers to claims above it only. */
  readonly claims: Readonly<Record<RequiredClaim, Claim>> & Readonly<Record<string, Claim>>;
  /** In order: the first that holds is the outcome. The last one must always hold. */
  readonly outcomes: readonly OutcomeCase[];
  /** How a chatbot took part; all that hold are listed, in this order. */
  readonly participation: readonly ParticipationCase[];
  /** Changes of a conversation that explanations try out, by name. */
  readonly changes: Readonly<Record<string, Change>>;
}

/** Kinds that the statistics need: signs of a bot, acts towards it, words to the team. */
type RequiredKind = "presence" | "interaction" | "contact";

/** Moments that verdicts and statistics show. */
export type RequiredMoment = "botMoment" | "firstInteraction" | "contactInReaction" | "lastClose";

/** Claims that verdicts and statistics show. */
export type RequiredClaim = "triggered" | "interacted" | "contacted" | "reacted" | "ended" | "closed";

/** What the chatbot achieved: exactly one holds for every conversation. */
export const OUTCOMES = ["not-triggered", "no-reaction", "in-progress", "resolved", "escalated"] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

/** How a chatbot can take part in a conversation. */
export const PARTICIPATIONS = ["started", "joined", "finished"] as const;

/** One of {@link PARTICIPATIONS}. */
export type Participation = (typeof PARTICIPATIONS)[number];

/** Something that users may want otherwise. A number is in milliseconds, `null` switches it off. */
export interface RuleOption {
  readonly default: boolean | number | null;
  readonly means: string;
}

/** A named group of events. */
export interface Kind {
  /** What one of them is called in a sentence, without article: "sign of the bot". */
  readonly noun: string;
  readonly events: readonly KindMember[];
}

/** An event type, or one on a condition. */
export type KindMember =
  | ConversationEventType
  | {
      readonly type: ConversationEventType;
      /** Only events that carry this field. */
      readonly having?: "botId";
      /** Only when an option has this value. */
      readonly when?: { readonly option: string; readonly is: boolean };
    };

/** A moment in a conversation: one of its events, or none. */
export type Moment =
  | { readonly first: string }
  | { readonly last: string }
  /** The first of a kind at or after another moment, which must itself be a `first`. */
  | { readonly firstAtOrAfter: string; readonly moment: string };

/** The kind of which a moment is an event. */
export function kindOf(moment: Moment): string {
  if ("first" in moment) return moment.first;
  return "last" in moment ? moment.last : moment.firstAtOrAfter;
}

/** The moment at or after which another is the first, if it is one of those. */
export function anchorOf(moment: Moment): string | undefined {
  return "firstAtOrAfter" in moment ? moment.moment : undefined;
}

/** Something that is true or false of a conversation. */
export type Condition =
  | { readonly exists: string }
  /** Both moments exist, and the one comes before the other. */
  | { readonly before: readonly [string, string] }
  /** Both moments exist, and the one is the other or comes after it. */
  | { readonly atOrAfter: readonly [string, string] }
  /** Nothing has happened for the time of this option; never when the option is off. */
  | { readonly inactiveFor: string }
  /** This option is switched on. */
  | { readonly option: string }
  | { readonly claim: string }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** The conditions that one is made of. */
export function conditionsIn(condition: Condition): readonly Condition[] {
  if ("all" in condition) return condition.all;
  if ("any" in condition) return condition.any;
  return "not" in condition ? [condition.not] : [];
}

/** A named condition. */
export interface Claim {
  readonly when: Condition;
  /** Holds for a visitor with several conversations when it holds in one of them (default), or in every one. */
  readonly ofVisitor?: "some" | "every";
}

/** An outcome and when it holds; the condition speaks of claims and options only. */
export interface OutcomeCase {
  readonly outcome: Outcome;
  readonly when: Condition;
  /** Which change shows what the outcome rests on: the first that is possible. */
  readonly counterfactual: readonly { readonly change: string; readonly when?: Condition }[];
}

/** A way to take part and when it holds; the condition speaks of claims and options only. */
export interface ParticipationCase {
  readonly participation: Participation;
  readonly when: Condition;
}

/** The same conversation with something left out or something happening now. */
export type Change =
  /** Without the event of a moment. */
  | { readonly without: string }
  /** Without every event of a kind, or without those at or after a moment. */
  | { readonly withoutEvery: string; readonly atOrAfter?: string }
  /** With one more event, now. */
  | { readonly with: ConversationEventType };
