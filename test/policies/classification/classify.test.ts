import {
  type ConversationEvent,
  classify,
  foldConversation,
  initialConversation,
  type JudgingOptions,
  smartHubLabel,
  smartsupp,
  type Verdict,
} from "chatledger";
import { conversation, instant } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planOfVerdicts, verdictOn as verdictOf } from "../../../src/policies/classification/classify.ts";
import { judgeConversation, toJudge } from "../../../src/policies/classification/judge.ts";
import { at, event, time } from "../../support/events.ts";
import { judgingOptions } from "../../support/judging-options.ts";
import { keptByPlan } from "../../support/kept-by-plan.ts";
import { ruleSet } from "../../support/rule-sets.ts";

/** The verdict on events that are given in the order in which they happened. */
function verdictOn(events: readonly ConversationEvent[], options: JudgingOptions = {}): Verdict {
  return classify(foldConversation(events), options);
}

const trigger = () => event.BotTriggered();
const click = () => event.ButtonClicked();
const input = () => event.BotInputSubmitted();
const message = () => event.DirectMessageSent();
const handoff = () => event.HandoffRequested();
const botHandoff = () => event.HandoffRequested({ botId: "bot" });
const join = () => event.AgentJoined();
const agentWrites = () => event.AgentMessageSent();
const close = () => event.ChatClosed();

describe("the walk-throughs of the help page", () => {
  test("arrives, bot triggered, clicks buttons, closes the chat box: joined and resolved by the chatbot", () => {
    const events = [
      event.VisitorArrived(at("10:00:00")),
      event.BotTriggered(at("10:00:01")),
      event.BotMessageSent(at("10:00:02")),
      event.ButtonClicked(at("10:00:03")),
      event.BotMessageSent(at("10:00:04")),
      event.ButtonClicked(at("10:00:05")),
      event.ChatClosed(at("10:00:06")),
    ];
    const verdict = verdictOn(events);
    expect(verdict).toStrictEqual({
      outcome: "resolved",
      settled: true,
      chatbotConversation: true,
      labels: ["joined-by-chatbot"],
      participation: ["started", "finished"],
      reaction: true,
      botAt: "2024-05-01T10:00:01.000Z",
      countedAt: "2024-05-01T10:00:03.000Z",
      ruleSet: "smartsupp/1",
    });
    expect(smartHubLabel(verdict)).toBe("Joined by chatbot");
  });

  test("arrives, bot triggered, no click, writes to the agent: no label, escalated to a human", () => {
    const events = [
      event.VisitorArrived(at("10:00:00")),
      event.BotTriggered(at("10:00:01")),
      event.DirectMessageSent(at("10:00:02")),
      event.AgentJoined(at("10:00:03")),
      event.AgentMessageSent(at("10:00:04")),
      event.ChatClosed(at("10:00:05")),
    ];
    const verdict = verdictOn(events);
    expect(verdict).toStrictEqual({
      outcome: "escalated",
      settled: true,
      chatbotConversation: false,
      labels: [],
      participation: [],
      reaction: true,
      botAt: "2024-05-01T10:00:01.000Z",
      countedAt: null,
      ruleSet: "smartsupp/1",
    });
    expect(smartHubLabel(verdict)).toBeNull();
  });
});

describe("the truth table, once the bot is present and the chat closed", () => {
  const none = { reaction: false, chatbotConversation: false, labels: [] };
  const joined = { reaction: true, chatbotConversation: true, labels: ["joined-by-chatbot"] };

  test.each([
    ["no click, no message", () => [], { outcome: "no-reaction", ...none }],
    ["click", () => [click()], { outcome: "resolved", ...joined }],
    ["click, message", () => [click(), message()], { outcome: "escalated", ...joined }],
    ["message", () => [message()], { outcome: "escalated", ...none, reaction: true }],
  ] as const)("%s", (_, reactions, expected) => {
    const events = [trigger(), ...reactions(), close()];
    expect(verdictOn(events)).toMatchObject({ ...expected, settled: true });
  });
});

describe("outcomes", () => {
  test.each([
    ["nothing at all", () => [], "not-triggered"],
    ["a visit", () => [event.VisitorArrived()], "not-triggered"],
    ["a chat with an agent, no bot", () => [message(), join(), agentWrites(), close()], "not-triggered"],
    ["a rating, no bot", () => [event.ChatRated()], "not-triggered"],
    ["a hand-off that no bot offered", () => [handoff()], "not-triggered"],
    ["a hand-off alone, even one that names a bot", () => [botHandoff()], "not-triggered"],
    ["the bot shows", () => [trigger()], "no-reaction"],
    ["the bot writes without a trigger", () => [event.BotMessageSent()], "no-reaction"],
    ["the bot shows and the visitor closes", () => [trigger(), close()], "no-reaction"],
    ["a click", () => [trigger(), click()], "in-progress"],
    ["a click of which the trigger was lost", () => [click()], "in-progress"],
    ["an answer typed to the bot", () => [trigger(), input()], "in-progress"],
    ["a click, closed", () => [trigger(), click(), close()], "resolved"],
    ["an answer typed to the bot, closed", () => [trigger(), input(), close()], "resolved"],
    ["a click, a message", () => [trigger(), click(), message()], "escalated"],
    ["a click, a hand-off", () => [trigger(), click(), handoff()], "escalated"],
    ["a hand-off that the bot offered", () => [trigger(), botHandoff()], "escalated"],
    ["a message, never answered, closed", () => [trigger(), message(), close()], "escalated"],
    ["a message before the bot", () => [message(), trigger()], "no-reaction"],
    ["a message before the bot, served by buttons", () => [message(), trigger(), click(), close()], "resolved"],
    ["a message before and after the bot", () => [message(), trigger(), message()], "escalated"],
    ["an agent joins and writes, uncalled", () => [trigger(), join(), agentWrites(), close()], "no-reaction"],
    ["an agent writes after a click, uncalled", () => [trigger(), click(), agentWrites(), close()], "resolved"],
    ["an agent writes after the close", () => [trigger(), click(), close(), agentWrites()], "in-progress"],
    ["a message after the close", () => [trigger(), click(), close(), message()], "escalated"],
  ] as const)("%s", (_, events, outcome) => {
    expect(verdictOn(events()).outcome).toBe(outcome);
  });

  test("a message at the very instant at which the bot appears is a reaction to it", () => {
    const events = [event.BotTriggered(at("10:00")), event.DirectMessageSent(at("10:00"))];
    expect(verdictOn(events).outcome).toBe("escalated");
  });

  test("at one instant the sequence decides whether the message came before the bot", () => {
    const events = [
      event.DirectMessageSent(at("10:00"), { sequence: 1 }),
      event.BotTriggered(at("10:00"), { sequence: 2 }),
    ];
    expect(verdictOn(events).outcome).toBe("no-reaction");
  });

  test("the order of arrival decides nothing", () => {
    const [bot, clicked, closed] = [trigger(), click(), close()];
    expect(verdictOn([closed, clicked, bot, clicked])).toStrictEqual(verdictOn([bot, clicked, closed]));
  });
});

describe("closed and reopened", () => {
  test.each([
    ["the bot writes", event.BotMessageSent, true],
    ["the bot is triggered", event.BotTriggered, true],
    ["the visitor comes back to the site", event.VisitorArrived, true],
    ["an agent joins", event.AgentJoined, true],
    ["the visitor rates", event.ChatRated, true],
    ["it is closed again", event.ChatClosed, true],
    ["the visitor clicks", event.ButtonClicked, false],
    ["the visitor answers the bot", event.BotInputSubmitted, false],
    ["the visitor asks for a person", event.HandoffRequested, false],
    ["the visitor writes", event.DirectMessageSent, false],
    ["an agent writes", event.AgentMessageSent, false],
  ])("after a close: %s", (_, next, settled) => {
    const events = [trigger(), click(), close(), next()];
    expect(verdictOn(events).settled).toBe(settled);
  });

  test("a reopened chat that is closed again is resolved again", () => {
    const events = [trigger(), click(), close(), click(), close()];
    expect(verdictOn(events)).toMatchObject({ outcome: "resolved", settled: true });
  });

  test("a close at the instant of the click comes after it", () => {
    const events = [event.ChatClosed(at("10:00")), event.ButtonClicked(at("10:00"))];
    expect(verdictOn(events).outcome).toBe("resolved");
  });

  test("an empty conversation is open", () => {
    expect(classify(initialConversation())).toMatchObject({ outcome: "not-triggered", settled: false, botAt: null });
  });
});

describe("participation", () => {
  test.each([
    ["a click", () => [click()], ["started"]],
    ["a click, closed", () => [click(), close()], ["started", "finished"]],
    ["a message after the click", () => [click(), message(), close()], ["started"]],
    ["an agent after the click", () => [click(), agentWrites(), close()], ["started"]],
    ["a message before the click", () => [message(), click(), close()], ["joined", "finished"]],
    ["a hand-off before the click", () => [handoff(), click(), close()], ["joined", "finished"]],
    ["an agent before the click", () => [agentWrites(), click()], ["joined"]],
    ["an agent between two clicks", () => [click(), agentWrites(), click(), close()], ["started", "finished"]],
    ["a message before, another after", () => [message(), click(), message(), close()], ["joined"]],
    ["an agent who only joins", () => [join(), click(), join(), close()], ["started", "finished"]],
    ["no interaction", () => [trigger(), message(), close()], []],
  ] as const)("%s", (_, events, expected) => {
    expect(verdictOn(events()).participation).toStrictEqual(expected);
  });
});

describe("options", () => {
  test("botInputIsInteraction=false: an answer typed to the bot is a contact, and still a sign of the bot", () => {
    const verdict = verdictOn([event.BotInputSubmitted(at("10:00")), close()], { botInputIsInteraction: false });
    expect(verdict).toStrictEqual({
      outcome: "escalated",
      settled: true,
      chatbotConversation: false,
      labels: [],
      participation: [],
      reaction: true,
      botAt: time("10:00"),
      countedAt: null,
      ruleSet: "smartsupp/1;botInputIsInteraction=false",
    });
  });

  test("botInputIsInteraction=false: the answer ends what the bot started", () => {
    const events = [trigger(), click(), input(), close()];
    expect(verdictOn(events).participation).toStrictEqual(["started", "finished"]);
    expect(verdictOn(events, { botInputIsInteraction: false }).participation).toStrictEqual(["started"]);
  });

  test("handoffIsContact=false: a hand-off by a bot is an interaction and a sign of the bot", () => {
    const verdict = verdictOn([event.HandoffRequested(at("10:00"), { botId: "bot" })], { handoffIsContact: false });
    expect(verdict).toStrictEqual({
      outcome: "in-progress",
      settled: false,
      chatbotConversation: true,
      labels: ["joined-by-chatbot"],
      participation: ["started"],
      reaction: true,
      botAt: time("10:00"),
      countedAt: time("10:00"),
      ruleSet: "smartsupp/1;handoffIsContact=false",
    });
  });

  test("handoffIsContact=false: a hand-off without a bot is nothing, but reopens the chat", () => {
    const options = { handoffIsContact: false };
    expect(verdictOn([trigger(), handoff()], options).outcome).toBe("no-reaction");
    expect(verdictOn([handoff(), click(), close()], options).participation).toStrictEqual(["started", "finished"]);
    expect(verdictOn([trigger(), click(), close(), handoff()], options).outcome).toBe("in-progress");
  });

  test("requireClose=false: an open conversation is resolved already, and not settled", () => {
    const verdict = verdictOn([trigger(), click()], { requireClose: false });
    expect(verdict).toMatchObject({ outcome: "resolved", settled: false, ruleSet: "smartsupp/1;requireClose=false" });
  });

  test("an option at its default leaves the name of the rule set alone", () => {
    const options = { requireClose: true, botInputIsInteraction: undefined, inactivityTimeout: null };
    expect(verdictOn([], options).ruleSet).toBe("smartsupp/1");
  });

  test("the rule set is named with its changed options, by name", () => {
    const options = {
      requireClose: false,
      inactivityTimeout: 60_000,
      handoffIsContact: false,
      botInputIsInteraction: false,
      asOf: time("12:00"),
    };
    expect(verdictOn([], options).ruleSet).toBe(
      "smartsupp/1;botInputIsInteraction=false;handoffIsContact=false;inactivityTimeout=60000;requireClose=false",
    );
  });

  test("ruleOptions says the same, and wins", () => {
    const events = [trigger(), click()];
    expect(verdictOn(events, { ruleOptions: { requireClose: false } })).toStrictEqual(
      verdictOn(events, { requireClose: false }),
    );
    expect(verdictOn(events, { requireClose: true, ruleOptions: { requireClose: false } }).outcome).toBe("resolved");
  });

  test.each([
    [
      "an unknown option",
      { ruleOptions: { closeIsEnough: true } },
      "unknown-option",
      "closeIsEnough: the rule set smartsupp/1 has no such option; it has botInputIsInteraction, handoffIsContact, requireClose, inactivityTimeout.",
    ],
    ["an option named __proto__", { ruleOptions: JSON.parse('{"__proto__":true}') }, "unknown-option", /^__proto__: /],
    [
      "a number for a switch",
      { ruleOptions: { requireClose: 1 } },
      "invalid-option",
      "requireClose: expected true or false, got the number 1.",
    ],
    [
      "null for a switch",
      { ruleOptions: { requireClose: null } },
      "invalid-option",
      "requireClose: expected true or false, got null.",
    ],
    [
      "a switch for a time",
      { ruleOptions: { inactivityTimeout: true } },
      "invalid-option",
      "inactivityTimeout: expected whole milliseconds from 0, or null for never, got boolean true.",
    ],
    [
      "a negative time",
      { inactivityTimeout: -1 },
      "invalid-option",
      "inactivityTimeout: expected whole milliseconds from 0, or null for never, got the number -1.",
    ],
    ["half a millisecond", { inactivityTimeout: 0.5 }, "invalid-option", /got.* 0\.5\.$/],
    ["an endless time", { inactivityTimeout: Number.POSITIVE_INFINITY }, "invalid-option", /got.* Infinity\.$/],
    ["no time at all", { inactivityTimeout: Number.NaN }, "invalid-option", /got.* NaN\.$/],
    ["an asOf without an offset", { asOf: "2024-05-01T10:00:00" }, "invalid-instant", /^asOf: /],
  ])("refuses %s", (_, options, code, message) => {
    expect(() => verdictOn([], options)).toThrow(
      expect.objectContaining({
        code,
        message: typeof message === "string" ? message : expect.stringMatching(message),
      }),
    );
  });
});

describe("asOf", () => {
  const events = [
    event.BotTriggered(at("10:00:00")),
    event.ButtonClicked(at("10:00:01")),
    event.DirectMessageSent(at("10:00:02")),
    event.ChatClosed(at("10:00:03")),
  ];

  test.each([
    ["09:59:59.999", "not-triggered", false],
    ["10:00:00", "no-reaction", false],
    ["10:00:00.999", "no-reaction", false],
    ["10:00:01", "in-progress", false],
    ["10:00:02", "escalated", false],
    ["10:00:03", "escalated", true],
    ["23:00", "escalated", true],
  ])("at %s later events are not seen", (clock, outcome, settled) => {
    expect(verdictOn(events, { asOf: time(clock) })).toMatchObject({ outcome, settled });
  });

  test("can be text, epoch milliseconds or a Date", () => {
    const asOf = time("10:00:01");
    const expected = verdictOn(events, { asOf });
    expect(verdictOn(events, { asOf: Date.parse(asOf) })).toStrictEqual(expected);
    expect(verdictOn(events, { asOf: new Date(asOf) })).toStrictEqual(expected);
    expect(verdictOn(events, { asOf: "2024-05-01T12:00:01+02:00" })).toStrictEqual(expected);
  });
});

test("of what a plan of verdicts keeps, the verdict is the same, whatever the rules", () => {
  const asked = fc.oneof(
    judgingOptions(),
    fc.record({
      ruleSet: ruleSet(["BotTriggered", "ButtonClicked", "DirectMessageSent", "ChatClosed"]),
      asOf: instant(),
    }),
  );
  fc.assert(
    fc.property(conversation(), asked, (events, options) => {
      const judge = toJudge(options);
      const plan = planOfVerdicts(judge.rules);
      fc.pre(plan !== undefined);
      const state = foldConversation(events);
      const { claims, instantOf } = keptByPlan(plan, judgeConversation(state, judge).marks, judge);
      const verdict = verdictOf(judge.rules, claims, instantOf("botMoment"), instantOf("firstInteraction"));
      expect(verdict).toStrictEqual(classify(state, options));
    }),
    { numRuns: 300 },
  );
});

test("rules that hang on the first contact after the bot have a plan of verdicts", () => {
  const reacted = { when: { exists: "contactInReaction" } };
  const { rules } = toJudge({ ruleSet: { ...smartsupp, claims: { ...smartsupp.claims, reacted } } });
  expect(planOfVerdicts(rules)?.extremes.some(({ from }) => from !== undefined)).toBe(true);
});
