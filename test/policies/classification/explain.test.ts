import {
  type ClaimName,
  type ConversationEvent,
  classify,
  type ExplainedClaim,
  type Explanation,
  explain,
  foldConversation,
  initialConversation,
  type JudgingOptions,
  type RuleSet,
  smartsupp,
} from "chatledger";
import { describe, expect, test } from "vitest";
import { at, event, time } from "../../support/events.ts";

function explained(events: readonly ConversationEvent[], options: JudgingOptions = {}): Explanation {
  return explain(foldConversation(events), options);
}

function claimOf({ claims }: Explanation, name: ClaimName): ExplainedClaim {
  const claim = claims.find((item) => item.claim === name);
  if (claim === undefined) throw new Error(`There is no claim ${name}.`);
  return claim;
}

const bot = event.BotTriggered({ id: "bot" }, at("10:00:01"));
const click = event.ButtonClicked({ id: "click" }, at("10:00:02"));
const message = event.DirectMessageSent({ id: "message" }, at("10:00:03"));
const close = event.ChatClosed({ id: "close" }, at("10:00:04"));

test("the first walk-through, whole", () => {
  const explanation = explained([event.VisitorArrived(at("10:00")), bot, click, close]);
  expect(explanation.verdict).toStrictEqual(classify(foldConversation([bot, click, close])));
  const joined = {
    rule: "smartsupp/1/claims/interacted",
    sentence: "There is an interaction with the bot.",
    evidence: ["click"],
    missing: [],
    counterfactual: { change: "without every interaction with the bot", eventIds: ["click"], outcome: "no-reaction" },
  };
  const reopening = ["ButtonClicked", "BotInputSubmitted", "HandoffRequested", "DirectMessageSent", "AgentMessageSent"];
  const reopened = { change: "with a ButtonClicked now", eventIds: [], outcome: "in-progress" };
  expect(explanation.claims).toStrictEqual([
    {
      claim: "outcome",
      value: "resolved",
      rule: "smartsupp/1/outcomes/resolved",
      sentence:
        "resolved: unless not-triggered or escalated, there is an interaction with the bot, and there is a close, and the last close is not before the last act that reopens the chat.",
      evidence: ["click", "close"],
      missing: reopening,
      counterfactual: { change: "without the last close", eventIds: ["close"], outcome: "in-progress" },
    },
    {
      claim: "settled",
      value: true,
      rule: "smartsupp/1/claims/closed",
      sentence: "There is a close, and the last close is not before the last act that reopens the chat.",
      evidence: ["close"],
      missing: reopening,
      counterfactual: reopened,
    },
    { claim: "chatbotConversation", value: true, ...joined },
    { claim: "labels", value: ["joined-by-chatbot"], ...joined },
    {
      claim: "participation",
      value: ["started", "finished"],
      rule: "smartsupp/1/participation",
      sentence: PARTICIPATION,
      evidence: ["click", "close"],
      missing: reopening,
      counterfactual: reopened,
    },
    {
      claim: "reaction",
      value: true,
      rule: "smartsupp/1/claims/reacted",
      sentence:
        "There is an interaction with the bot, or the last contact with the team is at or after the first sign of the bot.",
      evidence: ["click"],
      missing: [],
      counterfactual: joined.counterfactual,
    },
  ]);
});

const PARTICIPATION = [
  "started: there is an interaction with the bot, and the first contact with the team or message of an agent is not before the first interaction with the bot.",
  "joined: there is an interaction with the bot, and the first contact with the team or message of an agent is before the first interaction with the bot.",
  "finished: there is an interaction with the bot, and there is a close, and the last close is not before the last act that reopens the chat, and the last interaction with the bot is not before the last contact with the team or message of an agent.",
].join(" ");

describe("each outcome", () => {
  const outcome = (events: readonly ConversationEvent[], options: JudgingOptions = {}) =>
    claimOf(explained(events, options), "outcome");

  test("not-triggered rests on no sign of a bot", () => {
    expect(outcome([message])).toStrictEqual({
      claim: "outcome",
      value: "not-triggered",
      rule: "smartsupp/1/outcomes/not-triggered",
      sentence: "not-triggered: there is no sign of the bot.",
      evidence: [],
      missing: ["BotTriggered", "BotMessageSent", "ButtonClicked", "BotInputSubmitted"],
      counterfactual: { change: "with a BotTriggered now", eventIds: [], outcome: "no-reaction" },
    });
  });

  test("no-reaction: what it would be with a click", () => {
    expect(outcome([bot, close])).toStrictEqual({
      claim: "outcome",
      value: "no-reaction",
      rule: "smartsupp/1/outcomes/no-reaction",
      sentence: "no-reaction: unless not-triggered, escalated, resolved or in-progress.",
      evidence: ["bot"],
      missing: ["ButtonClicked", "BotInputSubmitted", "HandoffRequested", "DirectMessageSent"],
      counterfactual: { change: "with a ButtonClicked now", eventIds: [], outcome: "in-progress" },
    });
  });

  test("in-progress: what it would be with a close now", () => {
    expect(outcome([bot, click])).toStrictEqual({
      claim: "outcome",
      value: "in-progress",
      rule: "smartsupp/1/outcomes/in-progress",
      sentence: "in-progress: unless not-triggered, escalated or resolved, there is an interaction with the bot.",
      evidence: ["click"],
      missing: ["HandoffRequested", "DirectMessageSent", "ChatClosed"],
      counterfactual: { change: "with a ChatClosed now", eventIds: [], outcome: "resolved" },
    });
  });

  test("escalated: what it would be without every contact in reaction, and not without one before the bot", () => {
    const before = event.DirectMessageSent({ id: "before" }, at("10:00:00"));
    const handoff = event.HandoffRequested({ id: "handoff" }, at("10:00:03.5"));
    expect(outcome([before, bot, click, message, handoff, close])).toStrictEqual({
      claim: "outcome",
      value: "escalated",
      rule: "smartsupp/1/outcomes/escalated",
      sentence:
        "escalated: unless not-triggered, the last contact with the team is at or after the first sign of the bot.",
      evidence: ["bot", "message"],
      missing: [],
      counterfactual: {
        change: "without every contact with the team at or after the first sign of the bot",
        eventIds: ["message", "handoff"],
        outcome: "resolved",
      },
    });
  });

  test("escalated by an input that is the only sign of the bot: without it there is no bot", () => {
    const input = event.BotInputSubmitted({ id: "input" });
    expect(outcome([input], { botInputIsInteraction: false })).toMatchObject({
      evidence: ["input"],
      counterfactual: { eventIds: ["input"], outcome: "not-triggered" },
    });
  });

  test("resolved: without its last close, an earlier close can still hold", () => {
    const again = event.ChatClosed({ id: "again" }, at("10:00:05"));
    expect(outcome([click, close, again])).toMatchObject({
      evidence: ["click", "close"],
      counterfactual: { change: "without the last close", eventIds: ["again"], outcome: "resolved" },
    });
  });

  test("resolved by inactivity: there is no close to leave out, so without the interactions", () => {
    const options = { inactivityTimeout: 1_000, asOf: time("11:00") };
    expect(outcome([bot, click], options)).toMatchObject({
      value: "resolved",
      sentence:
        "resolved: unless not-triggered or escalated, there is an interaction with the bot, and ((there is a close, and the last close is not before the last act that reopens the chat), or nothing has happened for 1000 ms).",
      evidence: ["click"],
      counterfactual: { change: "without every interaction with the bot", eventIds: ["click"], outcome: "no-reaction" },
    });
  });

  test("an event now is recent, unless the timeout is 0", () => {
    const asOf = time("11:00");
    expect(outcome([bot], { inactivityTimeout: 1, asOf }).counterfactual?.outcome).toBe("in-progress");
    expect(outcome([bot], { inactivityTimeout: 0, asOf }).counterfactual?.outcome).toBe("resolved");
    const empty = explain(initialConversation(), { inactivityTimeout: 0, asOf });
    expect(claimOf(empty, "settled").missing).toHaveLength(11);
  });

  test("with the options that change the meaning of an event, its evidence changes", () => {
    const input = event.BotInputSubmitted({ id: "input" }, at("10:00:03"));
    const handoff = event.HandoffRequested({ id: "handoff", botId: "bot" }, at("10:00:03"));
    expect(outcome([bot, input, close])).toMatchObject({ value: "resolved", evidence: ["input", "close"] });
    expect(outcome([bot, input, close], { botInputIsInteraction: false })).toMatchObject({
      value: "escalated",
      evidence: ["input"],
    });
    expect(outcome([bot, handoff, close])).toMatchObject({ value: "escalated", evidence: ["bot", "handoff"] });
    expect(outcome([bot, handoff, close], { handoffIsContact: false })).toMatchObject({
      value: "resolved",
      evidence: ["handoff", "close"],
    });
    expect(outcome([bot, click], { requireClose: false })).toMatchObject({ value: "resolved", evidence: ["click"] });
  });
});

describe("what would change a claim", () => {
  const missing = (name: ClaimName, events: readonly ConversationEvent[], options: JudgingOptions = {}) =>
    claimOf(explained(events, options), name).missing;

  test("may do so at the beginning alone", () => {
    expect(missing("participation", [bot, click])).toContain("DirectMessageSent");
  });

  test("may do so with a bot alone", () => {
    expect(missing("chatbotConversation", [bot], { handoffIsContact: false })).toEqual([
      "ButtonClicked",
      "BotInputSubmitted",
      "HandoffRequested",
    ]);
  });

  test("may do so without a bot alone", () => {
    const offer = { noun: "offer", events: [{ type: "HandoffRequested", having: "botId" }] } as const;
    const contacted = { when: { all: [smartsupp.claims.contacted.when, { not: { exists: "firstOffer" } }] } };
    const ruleSet: RuleSet = {
      ...smartsupp,
      kinds: { ...smartsupp.kinds, offer },
      moments: { ...smartsupp.moments, firstOffer: { first: "offer" } },
      claims: { ...smartsupp.claims, contacted },
    };
    expect(missing("outcome", [bot], { ruleSet })).toContain("HandoffRequested");
  });

  test("is no close where nothing has happened for long, whenever it was", () => {
    const idle = { inactivityTimeout: 60_000, asOf: time("11:00") };
    const types = missing("settled", [bot, click], idle);
    expect(types).toContain("ButtonClicked");
    expect(types).not.toContain("ChatClosed");
  });
});

describe("the counterfactual", () => {
  const asked = (name: ClaimName, events: readonly ConversationEvent[], options: JudgingOptions = {}) =>
    claimOf(explained(events, options), name).counterfactual;
  const first = event.ChatClosed({ id: "first" }, at("10:00"));

  test("leaves out no close that does not hold", () => {
    const idle = { inactivityTimeout: 60_000, asOf: time("11:00") };
    expect(asked("outcome", [bot, first, click], idle)).toEqual({
      change: "without every interaction with the bot",
      eventIds: ["click"],
      outcome: "no-reaction",
    });
  });

  test("knows how long nothing has happened without the last event", () => {
    const late = event.ChatClosed({ id: "late" }, at("10:30"));
    const idle = { inactivityTimeout: 1_200_000, asOf: time("10:31") };
    expect(asked("outcome", [bot, click, late], idle)).toMatchObject({ eventIds: ["late"], outcome: "resolved" });
    expect(asked("outcome", [bot, click, late], { ...idle, inactivityTimeout: 3_600_000 })).toMatchObject({
      eventIds: ["late"],
      outcome: "in-progress",
    });
  });

  test("may leave out the first event", () => {
    const { noClose, ...others } = smartsupp.changes;
    const ruleSet: RuleSet = { ...smartsupp, changes: { noClose, ...others } };
    expect(asked("settled", [first], { ruleSet })).toEqual({
      change: "without the last close",
      eventIds: ["first"],
      outcome: "not-triggered",
    });
  });

  test("leaves out nothing since a moment that there is not", () => {
    const noBot = { withoutEvery: "presence", atOrAfter: "lastClose" } as const;
    const ruleSet: RuleSet = { ...smartsupp, changes: { noBot, ...smartsupp.changes } };
    expect(asked("chatbotConversation", [bot, click], { ruleSet })).toMatchObject({
      change: "without every interaction with the bot",
    });
    expect(asked("chatbotConversation", [first, bot, click], { ruleSet })).toMatchObject({
      eventIds: ["bot", "click"],
    });
  });
});

test("a conversation that is none of a chatbot has no label", () => {
  expect(claimOf(explained([bot]), "labels").value).toEqual([]);
});

describe("sentences", () => {
  const sentences = (options: JudgingOptions, events: readonly ConversationEvent[] = [bot, click, close]) =>
    Object.fromEntries(explained(events, options).claims.map(({ claim, sentence }) => [claim, sentence]));
  const usual = sentences({});

  test("what an event is counted as does not change them", () => {
    expect(sentences({ botInputIsInteraction: false })).toStrictEqual(usual);
    expect(sentences({ handoffIsContact: false })).toStrictEqual(usual);
  });

  test("requireClose=false leaves the close out of the outcome only", () => {
    expect(sentences({ requireClose: false })).toStrictEqual({
      ...usual,
      outcome: "resolved: unless not-triggered or escalated, there is an interaction with the bot.",
    });
  });

  test("inactivityTimeout adds the silence wherever it is about the close", () => {
    expect(sentences({ inactivityTimeout: 60_000, asOf: time("10:00:30") })).toStrictEqual({
      ...usual,
      outcome:
        "resolved: unless not-triggered or escalated, there is an interaction with the bot, and ((there is a close, and the last close is not before the last act that reopens the chat), or nothing has happened for 60000 ms).",
      settled:
        "(There is a close, and the last close is not before the last act that reopens the chat), or nothing has happened for 60000 ms.",
      participation: PARTICIPATION.replace(
        "there is a close, and the last close is not before the last act that reopens the chat",
        "((there is a close, and the last close is not before the last act that reopens the chat), or nothing has happened for 60000 ms)",
      ),
    });
  });

  test("what does not hold is said the other way round", () => {
    expect(sentences({ inactivityTimeout: 60_000, asOf: time("10:00:30") }, [bot])).toMatchObject({
      settled:
        "(There is no close, or the last close is before the last act that reopens the chat), and something has happened within 60000 ms.",
      chatbotConversation: "There is no interaction with the bot.",
      labels: "There is no interaction with the bot.",
      reaction:
        "There is no interaction with the bot, and the last contact with the team is not at or after the first sign of the bot.",
    });
    expect(sentences({}, [bot])).toMatchObject({
      settled: "There is no close, or the last close is before the last act that reopens the chat.",
    });
  });
});
