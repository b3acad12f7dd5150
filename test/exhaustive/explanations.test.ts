import { explain, foldConversation, smartsupp } from "chatledger";
import { describe, test } from "vitest";
import { explanationLaws } from "../support/explanation-laws.ts";
import { printed } from "./counting.ts";
import { IS_PROOF } from "./extent.ts";
import { inLayout } from "./layouts.ts";
import { reachableStates } from "./reachable-states.ts";
import { KIND_SWITCHES, nameOf, optionsFor, SETTINGS } from "./settings.ts";

/** Explanations try out thousands of shorter conversations each, so a run of all tests takes one state in so many. */
const EVERY = IS_PROOF ? 1 : 31;

describe.each(KIND_SWITCHES.map((switches) => [nameOf(switches), switches] as const))("%s", (name, switches) => {
  const cases = reachableStates(smartsupp, switches)
    .filter((_, i) => i % EVERY === 0)
    .flatMap(({ index, letters }) => {
      const isEvery = IS_PROOF && name === "defaults";
      const settings = isEvery ? SETTINGS : SETTINGS.filter((_, i) => i === index % SETTINGS.length);
      return settings.map((setting) => ({ letters, setting }));
    });

  test(`${printed(cases.length)} explanations say what the pages promise`, () => {
    for (const { letters, setting } of cases) {
      const events = inLayout(letters, "seconds apart");
      const state = foldConversation(events);
      const options = optionsFor(switches, setting, state);
      const explanation = explain(state, options);
      for (const { check } of explanationLaws) check(events, options, explanation);
    }
  });
});
