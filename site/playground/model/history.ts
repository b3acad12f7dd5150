import { type Action, act } from "./act.ts";
import type { Bench } from "./bench.ts";

/** The bench, and how it was before each of the latest actions. */
export interface History {
  readonly bench: Bench;
  readonly past: readonly Bench[];
}

const MOST_KEPT = 100;

/** The history after an action, or after the last one was undone. */
export function afterAction({ bench, past }: History, action: Action | { readonly type: "undo" }): History {
  if (action.type === "undo") {
    const before = past.at(-1);
    return before === undefined ? { bench, past } : { bench: before, past: past.slice(0, -1) };
  }
  const next = act(bench, action);
  return next === bench ? { bench, past } : { bench: next, past: [...past, bench].slice(-MOST_KEPT) };
}
