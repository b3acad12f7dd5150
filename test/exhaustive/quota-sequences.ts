import type { PeriodKind } from "chatledger";
import type { ClerkOptions } from "../support/quota-oracle.ts";
import { factorial, sumUpTo } from "./counting.ts";
import { ACTS } from "./quota-acts.ts";
import { type History, NOTHING, stepsFrom, type Wait } from "./quota-states.ts";

/** Which histories are tried: a subscription, and every sequence of so many acts after it, each after any of these times. */
export interface QuotaSequences {
  readonly period: PeriodKind;
  readonly length: number;
  readonly waits: readonly Wait[];
}

/** Calls back with every one of the histories, the events in the order of their ids. */
export function forEachHistory(
  { length, waits }: QuotaSequences,
  options: ClerkOptions,
  visit: (history: History) => void,
): void {
  function extend(history: History, left: number): void {
    visit(history);
    if (left > 0) for (const { to } of stepsFrom(history, options, waits)) extend(to, left - 1);
  }
  const [subscribed] = stepsFrom(NOTHING, options);
  if (subscribed === undefined) throw new Error("An account can subscribe.");
  extend(subscribed.to, length);
}

/** How many histories those are. */
export function countHistories({ length, waits }: QuotaSequences): number {
  return sumUpTo(length, (n) => (ACTS.length * waits.length) ** n);
}

/** In how many orders their events can arrive, together. */
export function countHistoryArrivals({ length, waits }: QuotaSequences): number {
  return sumUpTo(length, (n) => (ACTS.length * waits.length) ** n * factorial(n + 1));
}
