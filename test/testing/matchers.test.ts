import "chatledger/testing/vitest";
import { CommandRefused, conversationDecider, foldConversation, orThrow, quotaDecider, quotaView } from "chatledger";
import { account, chatledgerMatchers, visit } from "chatledger/testing";
import { expect as jestExpect } from "expect";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const resolved = visit().botTriggered().clicks("opening hours").closes();
const escalated = visit().botTriggered().writes("Hello");
const log = [...account().subscribes("standard"), ...resolved];
const cancel = { type: "CancelPlan", id: "c", at: "2024-05-01T10:05:00Z" } as const;
const refused = quotaDecider.decide(cancel, quotaDecider.initialState());
const accepted = quotaDecider.decide(
  cancel,
  account().subscribes("pro").events.reduce(quotaDecider.evolve, quotaDecider.initialState()),
);
const throwing = orThrow(quotaDecider);

beforeAll(async () => {
  vi.stubGlobal("expect", jestExpect);
  await import("chatledger/testing/jest");
  vi.unstubAllGlobals();
});

afterAll(() => vi.unstubAllGlobals());

/** The `expect` of each runner: both are extended with the same matchers. */
const runners = [
  ["Vitest", expect],
  ["Jest", jestExpect],
] as const;

describe.each(runners)("in %s", (_, expectIn) => {
  /** What is said of an expectation that is not met. */
  function failure(run: () => void): string {
    try {
      run();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    throw new Error("It passes.");
  }

  test("conversations pass by their events in any order, or by their state", () => {
    expectIn(resolved).toBeResolved();
    expectIn([...resolved].reverse()).toBeJoinedByChatbot();
    expectIn(foldConversation(resolved)).not.toBeEscalated();
    expectIn(escalated).toBeEscalated();
    expectIn(escalated).not.toBeJoinedByChatbot();
    expectIn(escalated).not.toBeResolved();
    expectIn(visit().botTriggered().clicks("prices")).toBeResolved({ requireClose: false });
  });

  test("a failure is the explanation with its evidence", () => {
    expect(
      failure(() => expectIn(escalated).toBeResolved()),
    ).toBe(`Expected the conversation to be resolved, but it is escalated.

Timeline
  2024-05-01T10:00:00.000Z  BotTriggered       id="chat-1" botId="bot"
  2024-05-01T10:00:10.000Z  DirectMessageSent  id="chat-2" text="Hello"

outcome = escalated
  rule       escalated: unless not-triggered, the last contact with the team is at or after the first sign of the bot.
  evidence   chat-1, chat-2
  otherwise  without every contact with the team at or after the first sign of the bot: no-reaction

judged by smartsupp/1`);
    const label = failure(() => expectIn(escalated).toBeJoinedByChatbot());
    expect(label).toContain("Expected the conversation to be joined by a chatbot, but it is not.");
    expect(label).toContain("labels = []");
    expect(failure(() => expectIn(resolved).toBeEscalated())).toContain("to be escalated, but it is resolved.");
    expect(failure(() => expectIn(resolved).not.toBeResolved())).toContain("not to be resolved, but it is.");
  });

  test("a quota passes by the log, at its last instant or another, or by the view", () => {
    expectIn(log).toHaveQuotaLeft(99);
    expectIn(log).toHaveQuotaLeft(100, { asOf: "2024-05-01T10:00:05Z" });
    expectIn(quotaView(log, { asOf: "2024-06-01T00:00:00Z" })).toHaveQuotaLeft(100);
    expectIn([...account().subscribes("standard"), foldConversation(resolved)]).toHaveQuotaLeft(99);
    for (const other of [98, 100]) expectIn(log).not.toHaveQuotaLeft(other);
  });

  test("a quota that fails shows the statement of the month", () => {
    expect(
      failure(() => expectIn(log).toHaveQuotaLeft(100)),
    ).toBe(`Expected 100 chatbot conversations to be left, but 99 are.

Plan standard: limit 100, used 1, left 99
  2024-05-01T08:00:00.000Z  limit 100  used 0  PlanSubscribed standard (event acme-1)
  2024-05-01T10:00:10.000Z  limit 100  used 1  ChatbotConversationCounted chat (event chat-2)
as of 2024-05-01T10:00:20.000Z`);
    expect(failure(() => expectIn(resolved).toHaveQuotaLeft(1))).toContain(
      "No plan: limit 0, used 0, left 0; 1 outside of every subscription, which never count",
    );
    expect(failure(() => expectIn(log).not.toHaveQuotaLeft(99))).toContain("not to be 99, but they are.");
  });

  test("a refusal passes by the decision, by what was thrown, or by the function that throws it", () => {
    expectIn(refused).toBeRefusedWith("no-plan");
    expectIn(refused).toBeRefusedWith({ message: "The account has no plan." });
    expectIn(refused).not.toBeRefusedWith("limit-reached");
    expectIn(refused).not.toBeRefusedWith({ reason: "no-plan", maxPurchasable: 5 });
    expectIn(accepted).not.toBeRefusedWith("no-plan");
    expectIn(() => throwing.decide(cancel, throwing.initialState())).toBeRefusedWith("no-plan");
    if (refused.outcome === "rejected") expectIn(new CommandRefused(refused)).toBeRefusedWith("no-plan");
  });

  test("a refusal that fails shows what came", () => {
    expect(failure(() => expectIn(refused).toBeRefusedWith("limit-reached"))).toBe(
      `The command was refused for another reason: no-plan. The account has no plan.

- expected
+ came

  {
    "outcome": "rejected",
-   "reason": "limit-reached"
+   "reason": "no-plan"
  }`,
    );
    expect(failure(() => expectIn(accepted).toBeRefusedWith("no-plan"))).toContain('+       "type": "PlanCancelled",');
    expect(failure(() => expectIn(() => []).toBeRefusedWith("no-plan"))).toContain("The command was accepted,");
    expect(failure(() => expectIn(refused).not.toBeRefusedWith("no-plan"))).toContain("but it was: no-plan.");
  });

  test("whatever else is given fails, with or without `not`, and says what is wanted", () => {
    const wanted = "toBeResolved: expect(...) has to be given the events of a conversation, or its state.";
    expect(failure(() => expectIn("resolved").toBeResolved())).toBe(wanted);
    expect(failure(() => expectIn(undefined).not.toBeResolved())).toBe(wanted);
    expect(failure(() => expectIn(7).toHaveQuotaLeft(1))).toContain("has to be given an account's log");
    expect(failure(() => expectIn([]).toHaveQuotaLeft(1))).toContain("a log without events needs asOf");
    expect(failure(() => expectIn({}).toBeRefusedWith("no-plan"))).toContain("has to be given a decision");
    const bug = () => {
      throw new RangeError("a bug");
    };
    expect(failure(() => expectIn(bug).not.toBeRefusedWith("no-plan"))).toBe("a bug");
  });
});

test("where there is no global expect, the entry for Jest says what to do", async () => {
  vi.resetModules();
  vi.stubGlobal("expect", undefined);
  await expect(import("chatledger/testing/jest")).rejects.toThrow("call expect.extend(chatledgerMatchers)");
});

test("the deciders of conversations are refused in the same way", () => {
  const decide = () =>
    conversationDecider.decide({ ...cancel, type: "JoinAgent", agentId: "anna" }, foldConversation(resolved));
  expect(decide()).toBeRefusedWith("chat-closed");
  expect(Object.keys(chatledgerMatchers)).toHaveLength(5);
});
