import { type ConversationEvent, classify, foldConversation, smartsupp } from "chatledger";
import { describe, expect, test } from "vitest";
import { toJudge } from "../../src/policies/classification/judge.ts";
import { readInOrder } from "../support/oracle.ts";
import { type Judged, STATE_CLAIMS } from "./claims.ts";
import { printed } from "./counting.ts";
import { IS_PROOF } from "./extent.ts";
import { isSeenAs } from "./is-seen-as.ts";
import { inLayout, LAYOUTS } from "./layouts.ts";
import { type AbstractState, reachableStates } from "./reachable-states.ts";
import { KIND_SWITCHES, nameOf, optionsFor, SETTINGS, type Setting, type Switches } from "./settings.ts";

describe.each(KIND_SWITCHES.map((switches) => [nameOf(switches), switches] as const))("%s", (_, switches) => {
  const states = reachableStates(smartsupp, switches);
  const count = printed(states.length);

  test(`the library sees the ${count} states as the search does, however their events are laid out`, () => {
    const judge = toJudge(switches);
    const misseen = states.filter((state) =>
      LAYOUTS.some((layout) => !isSeenAs(foldConversation(inLayout(state.letters, layout)), state, judge)),
    );
    expect(misseen).toEqual([]);
  });

  describe(`in the ${count} states`, () => {
    const judgedBy = (isTried: (state: AbstractState, setting: number) => boolean) =>
      once(() =>
        states.flatMap((state) =>
          SETTINGS.filter((_, setting) => isTried(state, setting)).map((setting) =>
            judge(inLayout(state.letters, "seconds apart"), switches, setting),
          ),
        ),
      );
    /** Each state by one of the settings, in turn. */
    const isTurn = ({ index }: AbstractState, setting: number) => index % SETTINGS.length === setting;
    const many = judgedBy((state, setting) => IS_PROOF || isTurn(state, setting));
    const some = judgedBy((state, setting) => isTurn(state, setting) && (IS_PROOF || state.index % 13 === 0));

    test.each(STATE_CLAIMS.map((claim) => [claim.says, claim] as const))("%s", (_, { holds, isSlow }) => {
      const judged = isSlow === true ? some() : many();
      expect(judged.find((item) => !holds(item))).toBeUndefined();
    });
  });
});

function judge(events: readonly ConversationEvent[], switches: Switches, setting: Setting): Judged {
  const state = foldConversation(events);
  const options = optionsFor(switches, setting, state);
  const verdict = classify(state, options);
  return { events, options, verdict, reading: readInOrder(events, options) };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
