import {
  type ConversationEvent,
  chatbotStatistics,
  classify,
  conversationsIn,
  explain,
  foldConversation,
  parseRuleSet,
  type RuleOptions,
} from "chatledger";
import { describe, expect, test } from "vitest";
import { at, event, inChat, time } from "../../support/events.ts";
import { helpdeskRules } from "../../support/helpdesk-rules.ts";

const ruleSet = parseRuleSet(JSON.parse(helpdeskRules));

const greeting = event.BotMessageSent({ id: "greeting" }, at("10:00"));
const question = event.BotInputSubmitted({ id: "question" }, at("10:01"));
const joins = event.AgentJoined({ id: "joins" }, at("10:02"));
const answer = event.AgentMessageSent({ id: "answer" }, at("10:03"));
const rating = event.ChatRated({ id: "rating" }, at("10:04"));

function judged(events: readonly ConversationEvent[], ruleOptions: RuleOptions = {}, asOf = time("12:00")) {
  return classify(foldConversation(events), { ruleSet, ruleOptions, asOf });
}

describe("verdicts by an invented rule set", () => {
  test.each([
    [
      "what the default rules see is nothing",
      [event.BotTriggered(), event.ButtonClicked(), event.ChatClosed()],
      "not-triggered",
    ],
    ["a greeting", [greeting], "no-reaction"],
    ["a question, with no greeting", [question], "in-progress"],
    ["a question, then a rating", [greeting, question, rating], "resolved"],
    ["a rating, then a question", [event.ChatRated(at("09:00")), question], "in-progress"],
    ["an answer after the greeting", [greeting, question, answer, rating], "escalated"],
    ["an answer before the greeting", [event.AgentMessageSent(at("09:00")), greeting], "no-reaction"],
    [
      "an answer after an offer, with no greeting",
      [event.HandoffRequested({ botId: "bot" }, at("09:00")), answer],
      "escalated",
    ],
    ["an answer after an offer by nobody", [event.HandoffRequested(at("09:00")), answer], "not-triggered"],
    ["a person who only joins", [greeting, question, joins], "in-progress"],
  ])("%s", (_, events, outcome) => {
    expect(judged(events).outcome).toBe(outcome);
  });

  test("an option changes what an event is counted as, and is named", () => {
    expect(judged([greeting, question, joins], { joiningCounts: true })).toMatchObject({
      outcome: "escalated",
      ruleSet: "helpdesk/3;joiningCounts=true",
    });
  });

  test("options are sorted by their names, not by the text around them", () => {
    expect(judged([], { "idle-2": true, idle: 5, joiningCounts: true }).ruleSet).toBe(
      "helpdesk/3;idle=5;idle-2=true;joiningCounts=true",
    );
  });

  test("its own inactivity option needs asOf like the default one", () => {
    expect(judged([question], { idle: 3_600_000 }, time("11:00:59.999")).outcome).toBe("in-progress");
    expect(judged([question], { idle: 3_600_000 }, time("11:01")).outcome).toBe("resolved");
    expect(() => classify(foldConversation([]), { ruleSet, ruleOptions: { idle: 1 } })).toThrow(
      expect.objectContaining({ code: "as-of-required" }),
    );
  });

  test("a time that is on by default is switched off by null", () => {
    const rules = parseRuleSet({ ...ruleSet, options: { ...ruleSet.options, idle: { default: 1_000, means: "" } } });
    const state = foldConversation([question]);
    expect(() => classify(state, { ruleSet: rules })).toThrow(expect.objectContaining({ code: "as-of-required" }));
    const verdict = classify(state, { ruleSet: rules, ruleOptions: { idle: null } });
    expect(verdict).toMatchObject({ outcome: "in-progress", ruleSet: "helpdesk/3;idle=null" });
  });

  test("the options of the default rules are unknown to it", () => {
    expect(() => judged([], { requireClose: false })).toThrow(
      expect.objectContaining({
        code: "unknown-option",
        message: expect.stringContaining("idle, idle-2, joiningCounts"),
      }),
    );
  });

  test("takes part only in the ways that it names", () => {
    expect(judged([greeting, question, rating])).toStrictEqual({
      outcome: "resolved",
      settled: true,
      chatbotConversation: true,
      labels: ["joined-by-chatbot"],
      participation: ["joined"],
      reaction: true,
      botAt: time("10:00"),
      countedAt: time("10:01"),
      ruleSet: "helpdesk/3",
    });
  });
});

test("before is strict, and at or after is not, when one event is both moments", () => {
  const { claims, ...rest } = ruleSet;
  const outcomeWhen = (when: object) =>
    classify(foldConversation([question]), {
      ruleSet: parseRuleSet({
        ...rest,
        claims: { ...claims, contacted: { when } },
      }),
    }).outcome;
  expect(outcomeWhen({ before: ["firstInteraction", "lastInteraction"] })).toBe("in-progress");
  expect(outcomeWhen({ atOrAfter: ["firstInteraction", "lastInteraction"] })).toBe("escalated");
});

test("a rule set without options has none that could be unknown", () => {
  const { kinds, options, claims, ...rest } = ruleSet;
  const bare = parseRuleSet({
    ...rest,
    options: {},
    kinds: { ...kinds, contact: { noun: "answer of a person", events: ["AgentMessageSent"] } },
    claims: { ...claims, closed: { when: { claim: "ended" } } },
  });
  expect(() => classify(foldConversation([]), { ruleSet: bare, ruleOptions: { idle: 1 } })).toThrow(
    expect.objectContaining({
      code: "unknown-option",
      message: "idle: the rule set helpdesk/3 has no such option; it has none.",
    }),
  );
});

test("a counterfactual is the first of its changes that changes anything", () => {
  const outcomes = ruleSet.outcomes.map((item) =>
    item.outcome === "resolved" ? { ...item, counterfactual: [{ change: "noAnswer" }, { change: "noGoodbye" }] } : item,
  );
  const { claims } = explain(foldConversation([greeting, question, rating]), {
    ruleSet: parseRuleSet({ ...ruleSet, outcomes }),
  });
  expect(claims.find(({ claim }) => claim === "outcome")?.counterfactual).toEqual({
    change: "without the last goodbye",
    eventIds: ["rating"],
    outcome: "in-progress",
  });
});

test("its explanations speak its words", () => {
  const { claims } = explain(foldConversation([greeting, question, rating]), { ruleSet });
  expect(claims.find(({ claim }) => claim === "outcome")).toStrictEqual({
    claim: "outcome",
    value: "resolved",
    rule: "helpdesk/3/outcomes/resolved",
    sentence: "resolved: unless escalated, there is a question, and the last goodbye is at or after the last question.",
    evidence: ["question", "rating"],
    missing: ["BotInputSubmitted", "AgentMessageSent"],
    counterfactual: { change: "without the last goodbye", eventIds: ["rating"], outcome: "in-progress" },
  });
  const escalated = explain(foldConversation([greeting, answer]), { ruleSet });
  expect(escalated.claims.find(({ claim }) => claim === "outcome")).toMatchObject({
    sentence:
      "escalated: there is an answer of a person at or after the first greeting, or there is an answer of a person at or after the first offer of a person.",
    evidence: ["greeting", "answer"],
    counterfactual: { change: "without every answer of a person", eventIds: ["answer"], outcome: "no-reaction" },
  });
  const nothing = explain(foldConversation([]), { ruleSet });
  expect(nothing.claims.find(({ claim }) => claim === "outcome")).toMatchObject({
    sentence: "not-triggered: unless escalated, resolved, in-progress or no-reaction.",
    counterfactual: null,
  });
});

test("every moment and every condition can be said", () => {
  const { claims: usual, ...rest } = ruleSet;
  const sentenceOf = (when: object) => {
    const rules = parseRuleSet({ ...rest, claims: { ...usual, closed: { when } } });
    const { claims } = explain(foldConversation([greeting]), { ruleSet: rules });
    return claims.find(({ claim }) => claim === "settled")?.sentence;
  };
  expect(sentenceOf({ not: { before: ["answerAfterOffer", "lastInteraction"] } })).toBe(
    "The first answer of a person at or after the first offer of a person is not before the last question.",
  );
  expect(sentenceOf({ not: { atOrAfter: ["lastClose", "contactInReaction"] } })).toBe(
    "The last goodbye is not at or after the first answer of a person at or after the first greeting.",
  );
  expect(sentenceOf({ option: "joiningCounts" })).toBe("Nothing more is asked.");
  expect(sentenceOf({ not: { exists: "answerAfterOffer" } })).toBe(
    "There is no answer of a person at or after the first offer of a person.",
  );
  expect(sentenceOf({ not: { all: [{ exists: "lastClose" }, { exists: "firstOffer" }] } })).toBe(
    "There is no goodbye, or there is no offer of a person.",
  );
});

test("what can never hold is said so", () => {
  const participation = [{ participation: "joined", when: { option: "joiningCounts" } }];
  const { claims } = explain(foldConversation([greeting]), { ruleSet: parseRuleSet({ ...ruleSet, participation }) });
  expect(claims.find(({ claim }) => claim === "participation")).toMatchObject({
    value: [],
    sentence: "joined: this never holds.",
  });
});

test("its statistics count what it judges", () => {
  const log = [greeting, question, rating, answer].map((item, i) => ({ ...item, id: `e${i}` }));
  const [first = greeting, second = question, third = rating, fourth = answer] = log;
  const events: ConversationEvent[] = [
    ...[first, second, third].map((item) => ({ ...item, ...inChat("resolved") })),
    ...[first, second, fourth].map((item) => ({ ...item, ...inChat("escalated") })),
    ...[first].map((item) => ({ ...item, ...inChat("ignored") })),
  ];
  const { totals } = chatbotStatistics(events, { ruleSet });
  expect(totals).toMatchObject({ triggered: 3, noReaction: 1, resolved: 1, escalated: 1, chatbotConversations: 2 });
  expect(conversationsIn("escalated", events, { ruleSet }).map(({ conversationId }) => conversationId)).toStrictEqual([
    "escalated",
  ]);
  const visitors = events.map((item) => ({ ...item, visitorId: "one" }));
  expect(chatbotStatistics(visitors, { ruleSet, unit: "visitors" }).totals).toMatchObject({
    triggered: 1,
    escalated: 1,
  });
});
