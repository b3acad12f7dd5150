import { classify, explain, foldConversation, inactivityMoment } from "chatledger";
import { arrivals, conversation } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { allSwitches, judgingOptions } from "../support/judging-options.ts";
import { naiveVerdict, readNaively } from "../support/oracle.ts";

test("a verdict is what a naive reading of the rules says", () => {
  fc.assert(
    fc.property(conversation(), judgingOptions(), (events, options) => {
      expect(classify(foldConversation(events), options)).toStrictEqual(naiveVerdict(events, options));
    }),
    { numRuns: 500 },
  );
});

test("and so it is under every combination of the switches", () => {
  fc.assert(
    fc.property(conversation(), (events) => {
      const state = foldConversation(events);
      for (const options of allSwitches) expect(classify(state, options)).toStrictEqual(naiveVerdict(events, options));
    }),
    { numRuns: 50 },
  );
});

test("the moment of inactivity is what a naive reading says", () => {
  const timed = judgingOptions().filter(({ asOf, inactivityTimeout }) => {
    return asOf !== undefined && typeof inactivityTimeout === "number";
  });
  fc.assert(
    fc.property(conversation(), timed, (events, { asOf = "", inactivityTimeout }) => {
      const withoutCloses = events.filter(({ type }) => type !== "ChatClosed");
      const { closedAt } = readNaively(withoutCloses, { asOf, inactivityTimeout });
      const expected = closedAt === undefined ? null : new Date(closedAt).toISOString();
      const state = foldConversation(withoutCloses);
      expect(inactivityMoment(state, { asOf, inactivityTimeout: inactivityTimeout ?? 0 })).toBe(expected);
    }),
  );
});

test("neither the order of arrival nor repetition changes a verdict or its explanation", () => {
  const arrivedTwice = conversation().chain((events) => fc.tuple(fc.constant(events), arrivals(events)));
  fc.assert(
    fc.property(arrivedTwice, judgingOptions(), ([once, again], options) => {
      const [a, b] = [foldConversation(once), foldConversation(again)];
      expect(JSON.stringify(classify(b, options))).toBe(JSON.stringify(classify(a, options)));
      expect(JSON.stringify(explain(b, options))).toBe(JSON.stringify(explain(a, options)));
    }),
  );
});

test("asOf is the same as not having the later events", () => {
  fc.assert(
    fc.property(conversation(), judgingOptions(), (events, options) => {
      const { asOf } = options;
      const seen = events.filter(({ occurredAt }) => asOf === undefined || occurredAt <= asOf);
      const [all, known] = [foldConversation(events), foldConversation(seen)];
      expect(classify(all, options)).toStrictEqual(classify(known, options));
      expect(explain(all, options)).toStrictEqual(explain(known, options));
    }),
  );
});
