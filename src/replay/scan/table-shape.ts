import { certain } from "../../domain/certain.ts";
import { CONVERSATION_EVENT_TYPES } from "../../domain/conversation-event.ts";
import type { Plan, Presence } from "../../policies/classification/plan.ts";
import type { RequiredMoment } from "../../policies/classification/rule-set.ts";
import type { Carrying } from "./carried-texts.ts";
import { RANKS } from "./kernel/terms.ts";
import { lineLayout } from "./line-layout.ts";

/** What comes after the instant in the order of events: the sequence, absent first, then the causal rank. */
export function orderOf(sequence: number | undefined, rank: number): number {
  return sequence === undefined ? rank : RANKS * (sequence + 1) + rank;
}

/** The kinds of events: for each type without and with a bot's id, and then for each with the id of the bot that is asked for. */
const OF_BOT = 2 * CONVERSATION_EVENT_TYPES.length;

/** The kind of an event of a type, by its causal rank. */
export function kindOf(rank: number, hasBot: boolean, isOfBot: boolean): number {
  return isOfBot ? OF_BOT + rank : 2 * rank + (hasBot ? 1 : 0);
}

/** What a table must know of its plan: plain data, so that it can be sent to another thread. */
export interface TableShape {
  /** How many extremes are kept of a conversation. */
  readonly extremes: number;
  /** Of which of them the first is kept, one bit each; of the others the last. */
  readonly firsts: number;
  /** For each of them the one at or after which it is the first, if it is one of those; else -1. */
  readonly anchors: Int32Array;
  /** For each kind of event which extremes it concerns, which of those that have an anchor, and which presences: a bit each. */
  readonly concerned: Int32Array;
  readonly anchored: Int32Array;
  readonly present: Int32Array;
  /** The bot whose presence is kept, in the bit after the presences. */
  readonly bot: string | undefined;
  /** The place among the extremes of the first event of all, if it is kept. */
  readonly firstEvent: number | undefined;
  /** Whether the events of each account are counted. */
  readonly countsEvents: boolean;
  /** Which texts are kept: the id of an event, and the id of a visitor. */
  readonly id: Carrying | undefined;
  readonly visitor: Carrying | undefined;
}

/** What is kept besides a plan. */
export interface BesidesPlan {
  /** Whether this bot was present. */
  readonly bot?: string | undefined;
  /** The first event of all. Default `false`. */
  readonly firstEvent?: boolean | undefined;
  /** How many events each account has, those that came again too. Default `false`. */
  readonly countsEvents?: boolean | undefined;
  /** The id of the event of this moment, which must be an extreme of the plan, and no first at or after another. */
  readonly idOf?: RequiredMoment | undefined;
  /** The first id of a visitor. Default `false`. */
  readonly visitor?: boolean | undefined;
}

/** The shape of a plan's table: its extremes, and after them the last event of all and the first, if they are needed. */
export function shapeOf(
  plan: Plan,
  { bot, firstEvent, countsEvents = false, idOf, visitor }: BesidesPlan = {},
): TableShape {
  const { rules, extremes, presences, needsLastEvent } = plan;
  const plain = CONVERSATION_EVENT_TYPES.map((type) => ({ type }));
  const withBot = plain.map(({ type }, i) => (lineLayout.hasBot[i] === true ? { type, botId: "any" } : { type }));
  const ofBot = withBot.map(rules.maskOf);
  const masks = [...plain.flatMap((event, i) => [rules.maskOf(event), ofBot[i] ?? 0]), ...ofBot];
  const lastOfAll = needsLastEvent ? 1 << extremes.length : 0;
  const place = extremes.length + (needsLastEvent ? 1 : 0);
  const firstOfAll = firstEvent === true ? 1 << place : 0;
  const bitsOf = (moments: readonly Presence[], mask: number) =>
    moments.reduce((bits, { kind }, i) => ((mask & kind) === 0 ? bits : bits | (1 << i)), 0);
  const withAnchor = extremes.reduce((bits, { from }, i) => (from === undefined ? bits : bits | (1 << i)), 0);
  const botBit = (mask: number, kind: number) =>
    kind >= OF_BOT && rules.isOf(mask, "presence") ? 1 << presences.length : 0;
  return {
    extremes: place + (firstEvent === true ? 1 : 0),
    firsts: extremes.reduce((bits, { isFirst }, i) => (isFirst ? bits | (1 << i) : bits), firstOfAll),
    anchors: Int32Array.from(extremes, ({ from = -1 }) => from),
    concerned: Int32Array.from(masks, (mask) => (bitsOf(extremes, mask) & ~withAnchor) | lastOfAll | firstOfAll),
    anchored: Int32Array.from(masks, (mask) => bitsOf(extremes, mask) & withAnchor),
    present: Int32Array.from(masks, (mask, kind) => bitsOf(presences, mask) | botBit(mask, kind)),
    bot,
    firstEvent: firstEvent === true ? place : undefined,
    countsEvents,
    id: idOf === undefined ? undefined : carryingIdOf(idOf, plan, masks),
    visitor:
      visitor === true ? { of: "visitor", isFirst: true, concerned: Int32Array.from(masks, () => 1) } : undefined,
  };
}

function carryingIdOf(moment: RequiredMoment, { rules, extremes }: Plan, masks: readonly number[]): Carrying {
  const place = Object.keys(rules.rules.moments).indexOf(moment);
  const { isFirst, kind } = certain(extremes.find((extreme) => extreme.moment === place));
  return { of: "id", isFirst, concerned: Int32Array.from(masks, (mask) => ((mask & kind) === 0 ? 0 : 1)) };
}
