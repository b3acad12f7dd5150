import type { BillingEvent, PeriodKind } from "chatledger";
import { BLANK_CARD, type Card, type ClerkOptions, enterNext, monthOf, turnPages } from "../support/quota-oracle.ts";
import { ACTS, type Act, TINY } from "./quota-acts.ts";

/** When the next event happens: at the same instant, in the same month, when the next one begins, or months later. */
export type Wait = "at once" | "soon" | "next month" | "months later";

/** Those after which it is the last in the order of billing. */
const WAITS: readonly Wait[] = ["soon", "next month", "months later"];

/** An account's history, the last of its instants, and what a naive clerk knows then. */
export interface History {
  readonly events: readonly BillingEvent[];
  readonly at: number;
  readonly card: Card;
}

/** A history, and what follows on it. */
export interface QuotaStep {
  readonly from: History;
  readonly act: Act;
  readonly wait: Wait;
  readonly to: History;
}

/** How the tiny plans are reckoned. */
export function tinyOptions(period: PeriodKind): ClerkOptions {
  return { catalogue: TINY, period, mode: "hard", thresholds: [75, 100] };
}

/** More conversations than any tiny plan has in a month. */
const MOST_CONVERSATIONS = 4;

/** An hour of the 31st, which most months lack. */
const BEGIN = Date.parse("2024-01-31T12:00:00Z");
const SOON = 60_000;
const MONTHS = 70 * 86_400_000;

/** The history of an account of which nothing is known yet. */
export const NOTHING: History = { events: [], at: BEGIN, card: BLANK_CARD };

/**
 * A shortest history for every state that an account can be in on the tiny plans: plan, choices, packages, what is used,
 * how many conversations were ever counted, which thresholds are reached and which have fired. All that follows depends on these.
 */
export function quotaHistories(options: ClerkOptions): readonly History[] {
  const histories = new Map([[keyOf(NOTHING.card), NOTHING]]);
  // A map goes on with what is added while it is walked, which makes this a breadth-first search.
  for (const history of histories.values()) {
    for (const { to } of stepsFrom(history, options)) {
      const key = keyOf(to.card);
      if (!histories.has(key)) histories.set(key, to);
    }
  }
  return [...histories.values()];
}

/** Everything that can happen next, after any of these times. */
export function stepsFrom(from: History, options: ClerkOptions, waits: readonly Wait[] = WAITS): readonly QuotaStep[] {
  return waits.flatMap((wait) => {
    const at = timeAfter(from, wait, options);
    const turned = turnPages(from.card, at, options);
    const counted = turned.counted.length;
    const { start: monthStart } = monthOf(turned, at, options);
    const id = idAt(from.events.length);
    const possible = ACTS.filter(({ name }) => name !== "count a new conversation" || counted < MOST_CONVERSATIONS);
    return possible.map((act): QuotaStep => {
      const event = act.event({ id, at, monthStart, counted });
      return { from, act, wait, to: { events: [...from.events, event], at, card: enterNext(turned, event, options) } };
    });
  });
}

/** Ids in the order of their numbers. */
function idAt(place: number): string {
  return `e${String(place).padStart(2, "0")}`;
}

function timeAfter({ card, at }: History, wait: Wait, options: ClerkOptions): number {
  if (wait === "at once") return at;
  if (wait === "soon") return at + SOON;
  const { end } = monthOf(card, at, options);
  return wait === "next month" ? end : end + MONTHS;
}

function keyOf({ plan, packages, counted, used, reached, fired }: Card): string {
  const choices = plan === null ? null : [plan.plan, plan.next, plan.isCancelled];
  const held = ["p", "q"].map((id) => {
    const known = packages.find(({ packageId }) => packageId === id);
    return known && [known.isActive, known.isDisabled, known.endedBecauseDisabled];
  });
  return JSON.stringify([choices, held, counted.length, used, reached, [...new Set(fired.map(({ pct }) => pct))]]);
}
