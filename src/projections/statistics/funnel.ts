import { type Counts, type Figure, type Rate, rateOf } from "./figures.ts";

/** How many of those to whom a bot was shown came this far. */
export interface FunnelStep {
  readonly figure: Figure;
  /** Of `triggered`. */
  readonly share: Rate;
}

/** The steps of a funnel, from the trigger to the outcome. The last three add up to the reactions. */
const STEPS = ["triggered", "noReaction", "reactions", "resolved", "escalated", "inProgress"] as const;

/** How far the conversations in some counts came. */
export function funnelOf(counts: Counts): readonly FunnelStep[] {
  return STEPS.map((figure) => ({ figure, share: rateOf(counts[figure], counts.triggered) }));
}
