import type { LedgerEvent } from "chatledger";
import { type Action, act } from "../../../site/playground/model/act.ts";
import { type Bench, benchOf, chosenOf } from "../../../site/playground/model/bench.ts";
import { EXAMPLES } from "../../../site/playground/model/examples.ts";
import { STEPS, type Step } from "../../../site/playground/model/step.ts";

/** A bench with these events. */
export function benchWith(...events: LedgerEvent[]): Bench {
  return benchOf({ events, refused: [] });
}

/** The bench that the page opens with. */
export const tour: Bench = benchOf(EXAMPLES[0].read());

/** The step that reads so, e.g. `Visitor closes the chat`. */
export function step(sentence: string): Action {
  const found = STEPS.find(({ by, does }: Step) => `${by} ${does}` === sentence);
  if (found === undefined) throw new Error(`There is no step ${sentence}.`);
  return { type: "step", step: found };
}

/** The bench after some actions. */
export function doing(bench: Bench, ...actions: Action[]): Bench {
  return actions.reduce(act, bench);
}

/** The conversation that is looked at; there must be one. */
export function chosen(bench: Bench) {
  const conversation = chosenOf(bench);
  if (conversation === undefined) throw new Error("No conversation is looked at.");
  return conversation;
}
