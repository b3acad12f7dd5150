import { smartsupp } from "chatledger";
import type { Gap } from "./alphabet.ts";
import { printed } from "./counting.ts";
import { CLOCKS, PERIODS, PROOF } from "./extent.ts";
import { table } from "./markdown.ts";
import { countHistories, countHistoryArrivals } from "./quota-sequences.ts";
import { quotaHistories, stepsFrom, tinyOptions } from "./quota-states.ts";
import { oneMoreEverywhere, reachableStates } from "./reachable-states.ts";
import { countArrivals, countConversations, type Sequences } from "./sequences.ts";
import { KIND_SWITCHES, SETTINGS } from "./settings.ts";

/** How much `npm run prove` checks: counted without judging anything. */
export function countsTable(): string {
  const spaces = KIND_SWITCHES.map((switches) => reachableStates(smartsupp, switches));
  const states = total(spaces.map(({ length }) => length));
  const pairs = total(spaces.map((space) => sizeOf(oneMoreEverywhere(space))));
  const accounts = PERIODS.map((period) => {
    const options = tinyOptions(period);
    const histories = quotaHistories(options);
    return { states: histories.length, steps: total(histories.map((one) => stepsFrom(one, options).length)) };
  });
  const { judged, watched, arriving, reckoned, arrivingHistories } = PROOF;
  const rows: readonly (readonly [string, number])[] = [
    ["states that a conversation can be in, over the switches that say what an event is", states],
    [
      "verdicts in them, with and without `requireClose`, inactivity off, not yet over and over",
      states * SETTINGS.length,
    ],
    ["pairs of states without and with one more event, each event at every place", pairs],
    ...judged.map((sequences): [string, number] => [
      `conversations of up to ${sequences.length} events, each ${waysOf(sequences)} the one before it`,
      countConversations(sequences),
    ]),
    [
      "verdicts on them: on the longest with all switches on and all off, on the others with every combination",
      total(judged.map((sequences) => sequences.switches.length * countConversations(sequences))),
    ],
    [
      "verdicts on short ones while they go on, at each instant and a millisecond before, with and without inactivity",
      CLOCKS.length * total(watched.map(countConversations)),
    ],
    ["orders of arrival of short conversations", total(arriving.map(countArrivals))],
    [
      "states that an account can be in on tiny plans, by calendar and by anniversary",
      total(accounts.map((one) => one.states)),
    ],
    ["steps from them, each act soon, with the next month and months later", total(accounts.map((one) => one.steps))],
    ["histories of up to five events on tiny plans", total(reckoned.map(countHistories))],
    ["orders of arrival of such histories", total(arrivingHistories.map(countHistoryArrivals))],
  ];
  return table(
    ["what is checked", "how many"],
    rows.map(([what, count]) => [what, printed(count)]),
  );
}

function waysOf({ gaps }: Sequences): string {
  const ways = gaps.map((gap) => WAYS[gap]);
  return `${ways.slice(0, -1).join(", ")}, or ${ways.at(-1)}`;
}

const WAYS: Readonly<Record<Gap, string>> = {
  later: "later than",
  "in-sequence": "at the same instant with a higher `sequence` than",
  tied: "at the instant of",
};

function sizeOf(items: Iterable<unknown>): number {
  let size = 0;
  for (const _ of items) size++;
  return size;
}

function total(counts: readonly number[]): number {
  return counts.reduce((a, b) => a + b, 0);
}
