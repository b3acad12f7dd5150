import {
  type Claim,
  type ConversationEvent,
  classify,
  foldConversation,
  parseRuleSet,
  type RuleSet,
  smartsupp,
} from "chatledger";
import {
  type Classification,
  checkRuleSet,
  isLawBroken,
  type LawBroken,
  type LawOptions,
  type RuleSetLaw,
} from "chatledger/testing/laws";
import { describe, expect, test } from "vitest";
import { helpdeskRules } from "../../support/helpdesk-rules.ts";

/** What the check of a faulty rule set says. */
function breach(rules: RuleSet | Classification, options: LawOptions<RuleSetLaw> = {}): LawBroken {
  try {
    checkRuleSet(rules, options);
  } catch (error) {
    if (isLawBroken(error)) return error;
    throw error;
  }
  throw new Error("No law is broken.");
}

function judge(events: readonly ConversationEvent[]) {
  return classify(foldConversation(events));
}

test("the default rules keep every law, as data and in code", () => {
  checkRuleSet(smartsupp, { numRuns: 100 });
  checkRuleSet(judge, { numRuns: 50 });
});

const RULES: RuleSet = smartsupp;
const { claims } = RULES;

/** The default rules with other conditions for some claims. */
function claiming(changed: Readonly<Record<string, Claim>>): RuleSet {
  return { ...RULES, claims: { ...claims, ...changed } };
}

describe("a rule set that breaks a law is caught", () => {
  const faults: readonly (readonly [fault: string, RuleSetLaw, RuleSet, says: string])[] = [
    [
      "not total: its last outcome may not hold",
      "valid",
      { ...RULES, outcomes: RULES.outcomes.slice(0, 2) },
      'UsageError: outcomes: the last one must always hold: { "all": [] }.',
    ],
    [
      "a message escalates where no bot was",
      "identities",
      {
        ...claiming({ contacted: { when: { exists: "lastContact" } } }),
        outcomes: RULES.outcomes.toSorted((a) => (a.outcome === "escalated" ? -1 : 0)),
      },
      "reactions (0) is not resolved (0) + escalated (1) + inProgress (0)",
    ],
    [
      "a reaction that leads to no outcome",
      "identities",
      claiming({ reacted: { when: { claim: "triggered" } } }),
      "triggered (1) is not noReaction (1) + reactions (1)",
    ],
    [
      "a claim to be triggered without a moment of the bot",
      "identities",
      claiming({ triggered: { when: { any: [{ exists: "botMoment" }, { exists: "lastClose" }] } } }),
      "triggered (0) is not noReaction (1) + reactions (0)",
    ],
    [
      "a bot that took part without an interaction",
      "chatbot-conversation",
      { ...RULES, participation: [{ participation: "started", when: { all: [] } }] },
      "chatbotConversation is false, participation is [started]",
    ],
    [
      "an interaction that is not the one that counts",
      "chatbot-conversation",
      claiming({ interacted: { when: { all: [{ exists: "firstInteraction" }, { exists: "lastClose" }] } } }),
      "chatbotConversation is false, countedAt is 2024-05-01T10:00:00.000Z",
    ],
    [
      "a close that hides the bot",
      "bot-stays",
      claiming({ triggered: { when: { all: [{ exists: "botMoment" }, { not: { exists: "lastClose" } }] } } }),
      '+   "outcome": "not-triggered",',
    ],
    [
      "a message that makes it an ordinary conversation again",
      "chatbot-conversation-stays",
      claiming({
        interacted: { when: { all: [{ exists: "firstInteraction" }, { not: { exists: "lastContact" } }] } },
      }),
      '+   "chatbotConversation": false,',
    ],
    [
      "a close that ends the escalation",
      "escalation-stays",
      claiming({ contacted: { when: { all: [{ exists: "contactInReaction" }, { not: { exists: "lastClose" } }] } } }),
      '-   "outcome": "escalated",',
    ],
  ];

  test.each(faults)("%s", (_, law, rules, says) => {
    const { message } = breach(rules, { laws: [law] });
    expect(message).toContain(`The rule set smartsupp/1 breaks the law "${law}": `);
    expect(message.split("\n")).toContain(says);
    expect(breach(rules).message).toContain("The rule set smartsupp/1 breaks the law");
  });

  test("one that cannot be read, whatever it is tried for", () => {
    const { law, message } = breach(JSON.parse('{ "id": "ours", "version": 1 }'), { laws: ["order"] });
    expect([law, message.split("\n").at(-1)]).toEqual(["valid", expect.stringContaining("UsageError: options: ")]);
  });

  test("an invented one that nobody had tried: a question without a greeting is in progress, and in no statistics", () => {
    expect(
      breach(parseRuleSet(JSON.parse(helpdeskRules)), { laws: ["identities"], seed: 1 }).message.split("\n"),
    ).toContain("reactions (0) is not resolved (0) + escalated (0) + inProgress (1)");
  });
});

describe("a classification in code that breaks a law is caught", () => {
  let calls = 0;
  const faults: readonly (readonly [fault: string, RuleSetLaw, Classification, says: string])[] = [
    [
      "it throws where nothing happened",
      "one-outcome",
      (events) => {
        if (events.length === 0) throw new RangeError("nothing happened");
        return judge(events);
      },
      "It throws RangeError: nothing happened",
    ],
    [
      "an outcome of its own",
      "one-outcome",
      (events) => ({ ...judge(events), outcome: JSON.parse('"lost"') }),
      "Its outcome is lost.",
    ],
    [
      "it counts its calls",
      "pure",
      (events) => ({ ...judge(events), settled: ++calls % 2 === 0 }),
      "+ the verdict on the same events again",
    ],
    ["it reads the clock", "pure", (events) => ({ ...judge(events), settled: Date.now() < 0 }), "It reads Date.now()."],
    [
      "it throws dice",
      "pure",
      (events) => ({ ...judge(events), settled: Math.random() < 0 }),
      "It reads Math.random().",
    ],
    [
      "it turns round the list that it was given",
      "pure",
      (events) => {
        if (Array.isArray(events)) events.reverse();
        return judge(events);
      },
      "+ the events after it",
    ],
    [
      "the event that came last decides",
      "order",
      (events) => ({ ...judge(events), settled: events.at(-1)?.type === "ChatClosed" }),
      "+ the verdict on them as they arrived",
    ],
    [
      "a repeated click counts twice",
      "order",
      (events) => ({
        ...judge(events),
        settled: events.filter(({ type }) => type === "ButtonClicked").length > 1,
      }),
      '+   "settled": true',
    ],
  ];

  test.each(faults)("%s", (_, law, classification, says) => {
    const { message } = breach(classification, { laws: [law] });
    expect(message).toContain(`The classification breaks the law "${law}": `);
    expect(message.split("\n")).toContain(says);
  });
});

test("the message has the smallest conversation, what is wrong with it, and how to see it again", () => {
  const withoutReaction = claiming({ reacted: { when: { claim: "interacted" } } });
  const { message, law, counterexample } = breach(withoutReaction, { laws: ["identities"], seed: 1 });
  const [, again = ""] = /path: "(.*)"/.exec(message) ?? [];
  expect(message).toBe(
    [
      'The rule set smartsupp/1 breaks the law "identities": the figures of the statistics add up.',
      "",
      '  2024-05-01T10:00:00.000Z  BotTriggered       id="e1" botId="bot-1"',
      '  2024-05-01T10:00:00.000Z  DirectMessageSent  id="e2"',
      "",
      "triggered (1) is not noReaction (0) + reactions (0)",
      "",
      `To see it again: { laws: ["identities"], seed: 1, path: "${again}" }`,
    ].join("\n"),
  );
  expect(law).toBe("identities");
  expect(counterexample).toMatchObject({ events: [{ id: "e1" }, { id: "e2" }] });
  expect(
    breach(withoutReaction, { laws: ["identities"], seed: 1, path: again })
      .message.split("\n")
      .slice(0, 7),
  ).toEqual(message.split("\n").slice(0, 7));
});

test("a law that there is not is refused, and one that is left out is not tried", () => {
  expect(() => checkRuleSet(smartsupp, { laws: [JSON.parse('"gravity"')] })).toThrow(
    expect.objectContaining({ code: "invalid-option" }),
  );
  checkRuleSet(claiming({ reacted: { when: { claim: "triggered" } } }), { laws: ["order", "pure"], numRuns: 20 });
});
