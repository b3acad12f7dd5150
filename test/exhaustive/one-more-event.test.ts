import { type ConversationEvent, type ConversationState, foldConversation, smartsupp, type Verdict } from "chatledger";
import { describe, expect, test } from "vitest";
import { toJudge } from "../../src/policies/classification/judge.ts";
import { readInOrder } from "../support/oracle.ts";
import type { Letter } from "./alphabet.ts";
import { CHANGE_CLAIMS } from "./claims.ts";
import { printed } from "./counting.ts";
import { IS_PROOF } from "./extent.ts";
import { isSeenAs } from "./is-seen-as.ts";
import { inLayout, LAYOUTS, type Layout } from "./layouts.ts";
import { type OneMore, oneMoreEverywhere, reachableStates } from "./reachable-states.ts";
import { judgeBy, KIND_SWITCHES, nameOf, SETTINGS, type Setting, type Switches } from "./settings.ts";

/** One pair of states in so many is tried where not everything is proven. */
const EVERY = IS_PROOF ? 1 : 97;

describe.each(KIND_SWITCHES.map((switches) => [nameOf(switches), switches] as const))("%s", (_, switches) => {
  const pairs = [...oneMoreEverywhere(reachableStates(smartsupp, switches))].filter((_, i) => i % EVERY === 0);

  test(`one more event, at ${printed(pairs.length)} places, is seen as the search sees it and changes what the pages say`, () => {
    const judge = toJudge(switches);
    const bench = SETTINGS.map((setting) => ({ setting, switches, verdictOf: judgeBy(switches, setting) }));
    const wrong = pairs.find((pair, at) => {
      const laidOut = LAYOUTS.map((layout) => layOut(pair, layout));
      const isSeen = laidOut.every(
        ({ without, with: whole }) => isSeenAs(without, pair.without, judge) && isSeenAs(whole, pair.with, judge),
      );
      // Every setting is tried, each in one of the layouts, in turn.
      return !isSeen || bench.some((by, i) => refutedClaim(pair, laidOut[(at + i) % laidOut.length], by) !== undefined);
    });
    expect(wrong && spelled(wrong)).toBeUndefined();
  });
});

/** A conversation without and with an event that arrives last. */
interface LaidOut {
  readonly without: ConversationState;
  readonly with: ConversationState;
  /** What stands before the event. */
  readonly before: readonly ConversationEvent[];
}

function layOut({ before, letter, after: later }: OneMore, layout: Layout): LaidOut {
  const all = inLayout([...before, letter, ...later], layout);
  const late = all.slice(before.length, before.length + 1);
  const others = all.toSpliced(before.length, 1);
  return {
    without: foldConversation(others),
    with: foldConversation([...others, ...late]),
    before: all.slice(0, before.length),
  };
}

/** A way to judge. */
interface By {
  readonly switches: Switches;
  readonly setting: Setting;
  readonly verdictOf: (state: ConversationState) => Verdict;
}

/** The first claim about one more event that does not hold. */
function refutedClaim(
  { letter, after: later }: OneMore,
  laidOut: LaidOut | undefined,
  { switches, setting, verdictOf }: By,
): string | undefined {
  // Nothing can be inactive before the first event.
  if (laidOut === undefined || (setting.idleness === "idle" && laidOut.without.marks.length === 0)) return undefined;
  const compared = {
    letter,
    isLast: later.length === 0,
    before: readInOrder(laidOut.before, switches),
    without: verdictOf(laidOut.without),
    with: verdictOf(laidOut.with),
  };
  return CHANGE_CLAIMS.find(({ holds }) => !holds(compared))?.says;
}

function spelled({ before, letter, after: later }: OneMore): string {
  const spell = (letters: readonly Letter[]) => letters.map(({ type }) => type).join(" ");
  return `${spell(before)} [${letter.type}] ${spell(later)}`;
}
