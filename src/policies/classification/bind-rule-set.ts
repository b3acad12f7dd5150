import { certain } from "../../domain/certain.ts";
import type { ConversationEventType } from "../../domain/conversation-event.ts";
import type { Mark } from "../../domain/mark.ts";
import { compileCondition } from "./compile-condition.ts";
import { type ResolvedOptions, type RuleOptions, resolveOptions, ruleSetName } from "./rule-options.ts";
import {
  anchorOf,
  type Condition,
  type Kind,
  type KindMember,
  kindOf,
  type Moment,
  type Outcome,
  type OutcomeCase,
  type Participation,
  type RequiredClaim,
  type RequiredMoment,
  type RuleSet,
} from "./rule-set.ts";
import { parseRuleSet, timeoutsOf } from "./rule-set-schema.ts";
import { smartsupp } from "./smartsupp.ts";

/** What a rule set finds in a sequence of events. */
export interface Finding {
  /** For each moment of the rule set, the place of its event in the sequence, or -1. */
  readonly places: readonly number[];
  /** The claims that hold, one bit each. */
  readonly claims: number;
}

/**
 * A rule set with its options filled in: the engine of every verdict.
 *
 * It sees a conversation as a sequence of bit masks, one per event in order, which say of which kinds the event is, and
 * one flag, whether nothing has happened for long enough. That is all that a rule set can see, so explanations can try
 * out any other sequence in the same engine.
 */
export interface BoundRuleSet {
  readonly rules: RuleSet;
  readonly options: ResolvedOptions;
  /** `smartsupp/1`, then the options that are not at their defaults. */
  readonly name: string;
  /** Milliseconds of inactivity that the rules ask about; `null` if they do not. */
  readonly inactivityTimeout: number | null;
  /** Of which kinds an event is. */
  maskOf(event: Pick<Mark, "type" | "botId">): number;
  /** Whether a mask says that the event is of a kind. */
  isOf(mask: number, kind: string): boolean;
  find(masks: readonly number[], isInactive: boolean): Finding;
  /** The claims that hold of moments at these places, one bit each. */
  claimsAt(places: readonly number[], isInactive: boolean): number;
  placeOf(finding: Finding, moment: RequiredMoment | (string & {})): number;
  holds(claims: number, claim: RequiredClaim): boolean;
  /** Whether a condition on claims holds. */
  satisfies(claims: number, condition: Condition): boolean;
  outcomeCase(claims: number): OutcomeCase;
  outcome(claims: number): Outcome;
  participation(claims: number): Participation[];
  /** The claims of a visitor from those of his conversations: each bit set if it holds in some, or in every one. */
  claimsOfVisitor(inSome: number, inEvery: number): number;
}

/**
 * Fills in a rule set's options and makes it ready to judge. Binding again with the same options is free, so a rule set
 * must not be changed once it has judged: it would go on judging as it was.
 *
 * @throws UsageError `invalid-rule-set`, `unknown-option` or `invalid-option`.
 */
export function bindRuleSet(rules: RuleSet, given: RuleOptions = {}): BoundRuleSet {
  const last = lastBound.get(rules);
  // Ours needs no check: that takes longer than a log of thousands of events does.
  const checked = last?.rules ?? (rules === smartsupp ? smartsupp : parseRuleSet(rules));
  const options = resolveOptions(checked, given);
  const name = ruleSetName(checked, options);
  if (last?.name === name) return last;
  const bound = bind(checked, options, name);
  lastBound.set(rules, bound);
  return bound;
}

const lastBound = new WeakMap<RuleSet, BoundRuleSet>();

function bind(rules: RuleSet, options: ResolvedOptions, name: string): BoundRuleSet {
  const kinds = Object.keys(rules.kinds);
  const moments = Object.keys(rules.moments);
  const claims = Object.keys(rules.claims);
  const bitsOfKinds = new Map(kinds.map((kind, i) => [kind, 1 << i]));
  const bitOfKind = (kind: string) => certain(bitsOfKinds.get(kind));
  const bitOfClaim = new Map(claims.map((claim, i) => [claim, 1 << i]));
  const indexOfMoment = new Map(moments.map((moment, i) => [moment, i]));
  const names = { options, bitOfClaim, indexOfMoment };

  const masks = maskTables(Object.values(rules.kinds), options);
  const watches = Object.values(rules.moments).map((moment, i) => watchOf(moment, i, bitOfKind, indexOfMoment));
  const watchesOf = new Map<number, readonly Watch[]>();
  const conditions = Object.values(rules.claims).map(({ when }) => when);
  const tests = conditions.map((condition) => compileCondition(condition, names));
  const cases = rules.outcomes.map((item) => ({ item, test: compileCondition(item.when, names) }));
  const ways = rules.participation.map((item) => ({ item, test: compileCondition(item.when, names) }));
  const caseOf = new Map<number, OutcomeCase>();
  const everyBits = Object.values(rules.claims).reduce(
    (bits, { ofVisitor }, i) => bits | (ofVisitor === "every" ? 1 << i : 0),
    0,
  );
  const timeout = conditions
    .flatMap(timeoutsOf)
    .map((option) => options.get(option))
    .at(0);

  /** The watches that events of a mask concern. Few masks ever occur. */
  function concerned(mask: number): readonly Watch[] {
    const known = watchesOf.get(mask);
    if (known !== undefined) return known;
    const found = watches.filter(({ kind }) => (mask & kind) !== 0);
    watchesOf.set(mask, found);
    return found;
  }

  function find(sequence: readonly number[], isInactive: boolean): Finding {
    const places = new Array<number>(watches.length).fill(-1);
    sequence.forEach((mask, at) => {
      for (const { moment, isFirst, from } of concerned(mask)) {
        const isSettled = isFirst && certain(places[moment]) >= 0;
        const isTooEarly = from !== undefined && certain(places[from]) < 0;
        if (!isSettled && !isTooEarly) places[moment] = at;
      }
    });
    return { places, claims: claimsAt(places, isInactive) };
  }

  function claimsAt(places: readonly number[], isInactive: boolean): number {
    let held = 0;
    tests.forEach((test, i) => {
      if (test(held, places, isInactive)) held |= 1 << i;
    });
    return held;
  }

  function outcomeCase(held: number): OutcomeCase {
    const known = caseOf.get(held);
    if (known !== undefined) return known;
    // The last one always holds.
    const { item } = certain(cases.find(({ test }) => test(held, [], false)));
    caseOf.set(held, item);
    return item;
  }

  return {
    rules,
    options,
    name,
    inactivityTimeout: typeof timeout === "number" ? timeout : null,
    maskOf: ({ type, botId }) => (botId === undefined ? masks.plain : masks.withBot)[type],
    isOf: (mask, kind) => (mask & bitOfKind(kind)) !== 0,
    find,
    claimsAt,
    placeOf: ({ places }, moment) => certain(places[certain(indexOfMoment.get(moment))]),
    holds: (held, claim) => (held & certain(bitOfClaim.get(claim))) !== 0,
    satisfies: (held, condition) => compileCondition(condition, names)(held, [], false),
    outcomeCase,
    outcome: (held) => outcomeCase(held).outcome,
    participation: (held) => ways.filter(({ test }) => test(held, [], false)).map(({ item }) => item.participation),
    claimsOfVisitor: (inSome, inEvery) => (inSome & ~everyBits) | (inEvery & everyBits),
  };
}

/** What one moment waits for: a kind, the first or the last of it, once another moment has been seen. */
interface Watch {
  readonly moment: number;
  readonly kind: number;
  readonly isFirst: boolean;
  readonly from: number | undefined;
}

function watchOf(
  definition: Moment,
  moment: number,
  bitOf: (kind: string) => number,
  indexOf: ReadonlyMap<string, number>,
): Watch {
  const anchor = anchorOf(definition);
  const from = anchor === undefined ? undefined : certain(indexOf.get(anchor));
  return { moment, kind: bitOf(kindOf(definition)), isFirst: !("last" in definition), from };
}

type MaskTable = Record<ConversationEventType, number>;

function maskTables(kinds: readonly Kind[], options: ResolvedOptions): { plain: MaskTable; withBot: MaskTable } {
  const plain = emptyTable();
  const withBot = emptyTable();
  kinds.forEach(({ events }, i) => {
    for (const member of events) {
      const { type, having, isIn } = memberOf(member, options);
      if (!isIn) continue;
      withBot[type] |= 1 << i;
      if (having === undefined) plain[type] |= 1 << i;
    }
  });
  return { plain, withBot };
}

function memberOf(member: KindMember, options: ResolvedOptions) {
  if (typeof member === "string") return { type: member, having: undefined, isIn: true };
  const { type, having, when } = member;
  return { type, having, isIn: when === undefined || options.get(when.option) === when.is };
}

function emptyTable(): MaskTable {
  return {
    VisitorArrived: 0,
    BotTriggered: 0,
    BotMessageSent: 0,
    ButtonClicked: 0,
    BotInputSubmitted: 0,
    HandoffRequested: 0,
    DirectMessageSent: 0,
    AgentJoined: 0,
    AgentMessageSent: 0,
    ChatClosed: 0,
    ChatRated: 0,
  };
}
