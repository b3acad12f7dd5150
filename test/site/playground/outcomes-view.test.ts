import { classify, conversationsOf } from "chatledger";
import { log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { benchOf, USUAL_OPTIONS } from "../../../site/playground/model/bench.ts";
import { optionViews } from "../../../site/playground/model/option-view.ts";
import { movesOf, outcomeGroups } from "../../../site/playground/model/outcomes-view.ts";
import { doing, tour } from "./bench.ts";

describe("outcomes and moves", () => {
  test("the tour has every outcome, and each option moves something", () => {
    expect(outcomeGroups(tour).every(({ conversations }) => conversations.length > 0)).toBe(true);
    const moved = optionViews(USUAL_OPTIONS).map(({ name, value }) => {
      const changed = typeof value === "boolean" ? !value : 0;
      const bench = doing(tour, { type: "option", name, value: changed });
      return [
        name,
        movesOf(bench).map(({ from, to, conversations }) => [
          from,
          to,
          ...conversations.map(({ conversation }) => conversation.of.conversationId),
        ]),
      ];
    });
    expect(moved).toEqual([
      ["botInputIsInteraction", [["Resolved by chatbot", "Escalated to human", "typed an order number"]]],
      ["handoffIsContact", [["Escalated to human", "Resolved by chatbot", "wanted a person"]]],
      ["requireClose", [["In progress", "Resolved by chatbot", "asked for prices"]]],
      ["inactivityTimeout", [["In progress", "Resolved by chatbot", "asked for prices"]]],
    ]);
  });

  test("of any log and options are what the library says of each conversation", () => {
    const anyOptions = fc.record({
      botInputIsInteraction: fc.boolean(),
      handoffIsContact: fc.boolean(),
      requireClose: fc.boolean(),
      inactivityTimeout: fc.option(fc.nat(7_200_000)),
    });
    fc.assert(
      fc.property(log(), anyOptions, (events, options) => {
        const bench = benchOf({ events, refused: [] }, options);
        const states = [...conversationsOf(events)];
        const outcomeOf = (state: (typeof states)[number], ruleOptions: typeof options) =>
          classify(state, { ruleOptions, asOf: bench.now }).outcome;
        for (const { outcome, conversations } of outcomeGroups(bench)) {
          expect(conversations).toHaveLength(states.filter((state) => outcomeOf(state, options) === outcome).length);
        }
        const moved = states.filter((state) => outcomeOf(state, options) !== classify(state).outcome).length;
        expect(movesOf(bench).reduce((sum, { conversations }) => sum + conversations.length, 0)).toBe(moved);
      }),
    );
  });

  test("conversations are found by a part of their id", () => {
    const found = outcomeGroups(tour, " BOT ").flatMap(({ conversations }) => conversations);
    expect(found.map(({ conversation }) => conversation.of.conversationId).toSorted()).toEqual([
      "looked at the bot",
      "met no bot",
      "passed the bot by",
      "wrote before the bot came",
    ]);
  });
});
