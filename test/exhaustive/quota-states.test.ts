import {
  type BillingEvent,
  type Decision,
  decideQuota,
  type QuotaMode,
  type QuotaRefusal,
  quotaView,
} from "chatledger";
import { describe, expect, test } from "vitest";
import { answer, type ClerkOptions, monthOf, readCard, turnPages } from "../support/quota-oracle.ts";
import { printed } from "./counting.ts";
import { IS_PROOF, PERIODS } from "./extent.ts";
import { COMMANDS } from "./quota-acts.ts";
import { decideFor, viewBy } from "./quota-bench.ts";
import { QUOTA_CHANGE_CLAIMS, QUOTA_CLAIMS, type Reckoned } from "./quota-claims.ts";
import { type History, quotaHistories, stepsFrom, tinyOptions } from "./quota-states.ts";

const MODES: readonly QuotaMode[] = ["hard", "soft"];

/** One state in so many is tried where not everything is proven. */
const EVERY = IS_PROOF ? 1 : 17;

describe.each(PERIODS)("on the tiny plans, by %s", (period) => {
  const options = tinyOptions(period);
  const viewAt = viewBy(options);
  /** Every command; whether the limit is hard or soft matters to one. */
  const questions = COMMANDS.flatMap((command) => {
    const modes = command.type === "StartChatbotConversation" ? MODES : MODES.slice(0, 1);
    return modes.map((mode) => ({ command, mode, decideIn: decideFor({ ...options, mode }) }));
  });
  const histories = quotaHistories(options).filter((_, i) => i % EVERY === 0);
  const count = printed(histories.length);

  describe(`in ${count} states, now, at the edge of the month and months later`, () => {
    const reckoned = histories.flatMap((history) =>
      timesToLook(history, options).flatMap((asOf) => MODES.map((mode) => ({ ...history, asOf, mode }))),
    );

    test("the quota is what a naive clerk's card says", () => {
      for (const { events, card, asOf, mode } of reckoned) {
        const expected = readCard(turnPages(card, asOf, options), asOf, { ...options, mode });
        expectSame(quotaView(events, { ...options, asOf, mode }), expected);
      }
    });

    test.each(QUOTA_CLAIMS.map((claim) => [claim.says, claim] as const))("%s", (_, { holds }) => {
      const refuted = reckoned.find(({ events, asOf, mode }) => {
        return !holds({ events, asOf, mode, view: viewAt(events, asOf, mode) } satisfies Reckoned);
      });
      expect(refuted).toBeUndefined();
    });

    test("every command is answered as the clerk would, and what is written contradicts nothing", () => {
      for (const { events, at, card } of histories) {
        for (const { command, mode, decideIn } of questions) {
          const written = answered(decideIn(events, command, at));
          expectSame(
            [command, mode, written.answer, events],
            [command, mode, answer(card, command, { ...options, mode }), events],
          );
          expectSame(viewAt([...events, ...written.events], at).anomalies, card.anomalies);
        }
      }
    });

    test("over a log as a service asks it, too", () => {
      for (const { events, at, card } of histories.filter((_, i) => i % 10 === 0)) {
        for (const { command, mode } of questions) {
          const asked = { ...options, mode };
          const { answer: found } = answered(decideQuota(events, command, { ...asked, asOf: at, accountId: "acme" }));
          expectSame([command, mode, found, events], [command, mode, answer(card, command, asked), events]);
        }
      }
    });
  });

  const steps = histories.flatMap((history) => stepsFrom(history, options));

  test(`after ${printed(steps.length)} steps from them the quota is what the card says, and changed as the pages say`, () => {
    steps.forEach(({ from, to }, i) => {
      const after = viewAt(to.events, to.at);
      expectSame(after, readCard(to.card, to.at, options));
      const event = to.events.at(-1);
      if (event === undefined) throw new Error("A step adds an event.");
      const change = { event, without: viewAt(from.events, to.at), with: after };
      const refuted = QUOTA_CHANGE_CLAIMS.find(({ holds }) => !holds(change));
      if (refuted !== undefined) expect({ change, events: to.events }).toBe(refuted.says);
      // Every command comes in turn after every act.
      const question = questions[i % questions.length];
      if (question === undefined) return;
      const { command, mode, decideIn } = question;
      const decided = answered(decideIn(to.events, command, to.at)).answer;
      expectSame([command, decided, to.events], [command, answer(to.card, command, { ...options, mode }), to.events]);
    });
  });
});

/** Now, in the middle of the month if that is to come, a millisecond before its end, at its end, and months after that. */
function timesToLook({ at, card }: History, options: ClerkOptions): readonly number[] {
  const { start, end } = monthOf(card, at, options);
  const times = [at, (start + end) / 2, end - 1, end, end + 70 * 86_400_000];
  return times.filter((time) => time >= at);
}

/** The answer to a command in the words of the clerk, and what is written. */
function answered(decision: Decision<BillingEvent, QuotaRefusal>) {
  if (decision.outcome === "accepted") {
    return { answer: decision.events.length === 0 ? "nothing" : "written", events: decision.events };
  }
  const { reason, maxPurchasable } = decision;
  return { answer: maxPurchasable === undefined ? { reason } : { reason, maxPurchasable }, events: [] };
}

/** Compares as text first, which is fast, and takes differences in the order of fields for none. */
function expectSame(found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) expect(found).toEqual(expected);
}
