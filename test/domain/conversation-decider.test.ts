import {
  type ConversationCommand,
  type ConversationEvent,
  type ConversationRefusal,
  conversationDecider,
  evolveConversation,
  foldConversation,
  initialConversation,
  parseEvent,
} from "chatledger";
import { conversation, conversationCommand } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isClosed } from "../../src/domain/is-closed.ts";
import { event, time } from "../support/events.ts";

const { decide, evolve, initialState } = conversationDecider;

const now = { at: "2024-05-01T13:00:00.5+01:00", id: "new" };

const arrived = event.VisitorArrived();
const triggered = event.BotTriggered();
const clicked = event.ButtonClicked({ id: "click" });
const messaged = event.DirectMessageSent();
const closed = event.ChatClosed();
const reopened = event.DirectMessageSent();

const commands = {
  arrive: { type: "ArriveVisitor", ...now },
  trigger: { type: "TriggerBot", ...now, botId: "bot" },
  botMessage: { type: "SendBotMessage", ...now, botId: "bot" },
  click: { type: "ClickButton", ...now, botId: "bot", buttonId: "prices" },
  input: { type: "SubmitBotInput", ...now, botId: "bot" },
  handoff: { type: "RequestHandoff", ...now },
  botHandoff: { type: "RequestHandoff", ...now, botId: "bot", buttonId: "agent" },
  message: { type: "SendDirectMessage", ...now },
  join: { type: "JoinAgent", ...now, agentId: "anna" },
  agentMessage: { type: "SendAgentMessage", ...now, agentId: "anna" },
  close: { type: "CloseChat", ...now, closedBy: "visitor" },
  rate: { type: "RateChat", ...now, rating: 5 },
} as const satisfies Record<string, ConversationCommand>;

type Name = keyof typeof commands;

const names = Object.keys(commands).filter((name): name is Name => name in commands);

const rows: readonly [given: readonly ConversationEvent[], when: Name, then: ConversationRefusal | "accepted"][] = [
  [[], "arrive", "accepted"],
  [[triggered], "arrive", "accepted"],
  [[triggered, closed], "arrive", "accepted"],
  [[arrived], "arrive", "already-arrived"],
  [[arrived, triggered, closed], "arrive", "already-arrived"],

  [[], "trigger", "accepted"],
  [[triggered], "trigger", "accepted"],
  [[triggered, closed], "trigger", "chat-closed"],
  [[triggered, closed, reopened], "trigger", "accepted"],

  [[], "botMessage", "accepted"],
  [[triggered], "botMessage", "accepted"],
  [[triggered, closed], "botMessage", "chat-closed"],
  [[triggered, closed, reopened], "botMessage", "accepted"],

  [[], "click", "bot-not-present"],
  [[arrived, messaged], "click", "bot-not-present"],
  [[event.BotTriggered({ botId: "other" })], "click", "bot-not-present"],
  [[event.HandoffRequested({ botId: "bot" })], "click", "bot-not-present"],
  [[triggered], "click", "accepted"],
  [[event.BotMessageSent()], "click", "accepted"],
  [[event.ButtonClicked()], "click", "accepted"],
  [[event.BotInputSubmitted()], "click", "accepted"],
  [[triggered, closed], "click", "accepted"],

  [[], "input", "bot-not-present"],
  [[event.BotTriggered({ botId: "other" })], "input", "bot-not-present"],
  [[triggered], "input", "accepted"],
  [[triggered, closed], "input", "accepted"],

  [[], "handoff", "accepted"],
  [[triggered, closed], "handoff", "accepted"],
  [[], "botHandoff", "bot-not-present"],
  [[event.BotTriggered({ botId: "other" })], "botHandoff", "bot-not-present"],
  [[triggered], "botHandoff", "accepted"],
  [[triggered, closed], "botHandoff", "accepted"],

  [[], "message", "accepted"],
  [[triggered, closed], "message", "accepted"],

  [[], "join", "accepted"],
  [[messaged], "join", "accepted"],
  [[messaged, closed], "join", "chat-closed"],
  [[messaged, closed, reopened], "join", "accepted"],

  [[], "agentMessage", "accepted"],
  [[messaged, closed], "agentMessage", "chat-closed"],
  [[messaged, closed, reopened], "agentMessage", "accepted"],

  [[], "close", "nothing-to-close"],
  [[arrived], "close", "accepted"],
  [[triggered, clicked], "close", "accepted"],
  [[triggered, closed], "close", "already-closed"],
  [[closed], "close", "already-closed"],
  [[triggered, closed, reopened], "close", "accepted"],
  [[triggered, closed, event.ChatRated()], "close", "already-closed"],

  [[], "rate", "accepted"],
  [[messaged, closed], "rate", "accepted"],
  [[messaged, event.ChatRated()], "rate", "accepted"],
];

describe.each(names)("%s", (name) => {
  const own = rows
    .filter(([, when]) => when === name)
    .map(([given, , outcome]) => ({ given, outcome, after: given.map(({ type }) => type).join(", ") || "nothing" }));

  test.each(own)("after $after: $outcome", ({ given, outcome }) => {
    const state = foldConversation(given);
    const decision = decide({ ...commands[name], accountId: "acme", conversationId: "chat" }, state);
    expect(decision.outcome === "accepted" ? decision.outcome : decision.reason).toBe(outcome);
  });
});

describe("an accepted command gives the event it asks for", () => {
  const envelope = { id: "new", occurredAt: "2024-05-01T12:00:00.500Z", accountId: "acme", conversationId: "chat" };

  test.each<[Name, object]>([
    ["arrive", { type: "VisitorArrived" }],
    ["trigger", { type: "BotTriggered", botId: "bot" }],
    ["botMessage", { type: "BotMessageSent", botId: "bot" }],
    ["click", { type: "ButtonClicked", botId: "bot", buttonId: "prices" }],
    ["input", { type: "BotInputSubmitted", botId: "bot" }],
    ["handoff", { type: "HandoffRequested" }],
    ["botHandoff", { type: "HandoffRequested", botId: "bot", buttonId: "agent" }],
    ["message", { type: "DirectMessageSent" }],
    ["join", { type: "AgentJoined", agentId: "anna" }],
    ["agentMessage", { type: "AgentMessageSent", agentId: "anna" }],
    ["close", { type: "ChatClosed", closedBy: "visitor" }],
    ["rate", { type: "ChatRated", rating: 5 }],
  ])("%s", (name, expected) => {
    const decision = decide(commands[name], foldConversation([triggered]));
    expect(decision).toStrictEqual({ outcome: "accepted", events: [{ ...envelope, ...expected }] });
  });

  test("with all that the command says", () => {
    const decision = decide(
      { ...commands.click, at: 1_714_557_600_000, visitorId: "v1", sequence: 7, label: "Prices" },
      foldConversation([triggered]),
    );
    const expected = event.ButtonClicked({
      ...envelope,
      occurredAt: "2024-05-01T10:00:00.000Z",
      buttonId: "prices",
      visitorId: "v1",
      sequence: 7,
      label: "Prices",
    });
    expect(decision).toStrictEqual({ outcome: "accepted", events: [expected] });
  });

  test("of the conversation that the first command names", () => {
    const decision = decide(
      { ...commands.message, accountId: "__proto__", conversationId: "constructor" },
      initialState(),
    );
    const expected = { ...envelope, type: "DirectMessageSent", accountId: "__proto__", conversationId: "constructor" };
    expect(decision).toStrictEqual({ outcome: "accepted", events: [expected] });
  });

  test("a field given as undefined is left out", () => {
    const decision = decide(
      { ...commands.message, accountId: undefined, conversationId: undefined, visitorId: undefined, text: undefined },
      foldConversation([triggered]),
    );
    expect(decision).toStrictEqual({ outcome: "accepted", events: [{ ...envelope, type: "DirectMessageSent" }] });
  });
});

test.each([0, 6, 7, -1, 4.5, Number.NaN, Number.POSITIVE_INFINITY])("a rating of %d is refused", (rating) => {
  expect(decide({ ...commands.rate, rating }, foldConversation([messaged]))).toStrictEqual({
    outcome: "rejected",
    reason: "invalid-rating",
    message: "A rating is a whole number from 1 to 5.",
  });
});

test.each([1, 2, 3, 4, 5])("a rating of %d is taken", (rating) => {
  expect(decide({ ...commands.rate, rating }, foldConversation([messaged])).outcome).toBe("accepted");
});

describe("a command for another conversation", () => {
  const state = foldConversation([triggered, clicked]);
  const refusal = {
    outcome: "rejected",
    reason: "different-conversation",
    message: "The command is for another conversation than this one.",
  };

  test.each(names)("is refused: %s", (name) => {
    expect(decide({ ...commands[name], conversationId: "other" }, state)).toStrictEqual(refusal);
    expect(decide({ ...commands[name], accountId: "other" }, state)).toStrictEqual(refusal);
  });

  test("is refused even if this conversation has an event with that id", () => {
    expect(decide({ ...commands.click, id: clicked.id, accountId: "other" }, state)).toStrictEqual(refusal);
  });

  test("is refused before its payload and the state are looked at", () => {
    expect(decide({ ...commands.rate, rating: 7, accountId: "other" }, state)).toStrictEqual(refusal);
    expect(decide({ ...commands.click, botId: "nobody", conversationId: "other" }, state)).toStrictEqual(refusal);
  });
});

describe("the same id again", () => {
  const state = foldConversation([arrived, triggered, clicked, closed]);

  test.each(names)("is accepted with no events: %s", (name) => {
    expect(decide({ ...commands[name], id: clicked.id }, state)).toStrictEqual({ outcome: "accepted", events: [] });
  });

  test("comes before every other rule", () => {
    const again = { outcome: "accepted", events: [] };
    expect(decide({ ...commands.rate, rating: 7, id: closed.id }, state)).toStrictEqual(again);
    expect(decide({ ...commands.trigger, id: closed.id }, state)).toStrictEqual(again);
    expect(decide({ ...commands.close, id: closed.id }, state)).toStrictEqual(again);
    expect(decide({ ...commands.click, botId: "nobody", id: closed.id }, state)).toStrictEqual(again);
  });
});

test("a refusal says why", () => {
  const state = foldConversation([arrived, triggered, closed]);
  const refused = (name: keyof typeof commands, of = state) => decide(commands[name], of);
  const rejected = (reason: string, message: string) => ({ outcome: "rejected", reason, message });
  expect(refused("arrive")).toStrictEqual(
    rejected("already-arrived", "The visitor of this conversation has arrived already."),
  );
  expect(refused("click", foldConversation([arrived]))).toStrictEqual(
    rejected("bot-not-present", "This bot has not appeared in the conversation."),
  );
  expect(refused("join")).toStrictEqual(rejected("chat-closed", "The chat is closed; only the visitor can reopen it."));
  expect(refused("close")).toStrictEqual(rejected("already-closed", "The chat is closed already."));
  expect(refused("close", initialState())).toStrictEqual(
    rejected("nothing-to-close", "Nothing has happened in this conversation that could be closed."),
  );
});

describe("a command that makes no event is a bug of the caller and throws", () => {
  test("no account for the first event", () => {
    expect(() => decide({ ...commands.message, conversationId: "chat" }, initialState())).toThrow(
      expect.objectContaining({ name: "EventError", code: "missing-field", path: "accountId", eventId: "new" }),
    );
  });

  test("no conversation for the first event", () => {
    expect(() => decide({ ...commands.message, accountId: "acme" }, initialState())).toThrow(
      expect.objectContaining({ name: "EventError", code: "missing-field", path: "conversationId" }),
    );
  });

  test.each(["2024-02-30T00:00:00Z", "2024-05-01T10:00:00", Number.NaN, new Date(Number.NaN)])("at: %s", (at) => {
    expect(() => decide({ ...commands.message, at }, foldConversation([triggered]))).toThrow(
      expect.objectContaining({ name: "UsageError", code: "invalid-instant", message: expect.stringMatching(/^at: /) }),
    );
  });

  test("an id that is none", () => {
    expect(() => decide({ ...commands.message, id: "" }, foldConversation([triggered]))).toThrow(
      expect.objectContaining({ name: "EventError", code: "invalid-field", path: "id" }),
    );
  });

  test("a payload that lacks a field", () => {
    const noAgent: ConversationCommand = JSON.parse(JSON.stringify({ ...commands.join, agentId: undefined }));
    expect(() => decide(noAgent, foldConversation([triggered]))).toThrow(
      expect.objectContaining({ name: "EventError", code: "missing-field", path: "agentId" }),
    );
  });

  test.each(["click", "input"] as const)("a %s of no bot", (name) => {
    const ofNoBot: ConversationCommand = JSON.parse(JSON.stringify({ ...commands[name], botId: undefined }));
    expect(() => decide(ofNoBot, foldConversation([triggered]))).toThrow(
      expect.objectContaining({ name: "EventError", code: "missing-field", path: "botId" }),
    );
  });

  test.each(["DanceWithVisitor", "constructor", "__proto__"])("a command that does not exist: %s", (type) => {
    const unknown: ConversationCommand = JSON.parse(JSON.stringify({ ...commands.message, type }));
    expect(() => decide(unknown, foldConversation([triggered]))).toThrow(
      expect.objectContaining({ name: "EventError", path: "type" }),
    );
  });
});

test("the decider's state is the conversation's", () => {
  expect(initialState()).toBe(initialConversation());
  expect(evolve).toBe(evolveConversation);
});

test("a visitor's act on a closed chat reopens it", () => {
  for (const name of ["click", "input", "handoff", "message"] as const) {
    const state = foldConversation([triggered, closed]);
    const decision = decide(commands[name], state);
    const events = decision.outcome === "accepted" ? decision.events : [];
    expect(events).toHaveLength(1);
    expect(isClosed(state.marks)).toBe(true);
    expect(isClosed(events.reduce(evolve, state).marks)).toBe(false);
  }
});

describe("for any conversation and any command", () => {
  const situation = fc.tuple(conversation().map(foldConversation), conversationCommand());

  test("there is an answer, and always the same", () => {
    fc.assert(
      fc.property(situation, ([state, command]) => {
        const before = JSON.stringify([state, command]);
        const decision = decide(command, state);
        expect(decide(command, state)).toStrictEqual(decision);
        expect(JSON.stringify([state, command])).toBe(before);
        if (decision.outcome === "rejected") expect(decision.message).toMatch(/^[A-Z].*\.$/);
        else expect(decision.events.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("what is accepted is a valid event that folds, with the command's id and instant", () => {
    fc.assert(
      fc.property(situation, ([state, command]) => {
        const decision = decide(command, state);
        if (decision.outcome === "rejected") return;
        for (const next of decision.events) {
          expect(parseEvent(next)).toStrictEqual(next);
          expect(next).toMatchObject({ id: command.id, occurredAt: new Date(command.at).toISOString() });
          expect(evolve(state, next).marks).toHaveLength(state.marks.length + 1);
        }
      }),
    );
  });

  test("a command that was carried out is carried out once", () => {
    fc.assert(
      fc.property(situation, ([state, command]) => {
        const decision = decide(command, state);
        if (decision.outcome === "rejected") return;
        const after = decision.events.reduce(evolve, state);
        expect(decide(command, after)).toStrictEqual({ outcome: "accepted", events: [] });
      }),
    );
  });

  test("the answer does not depend on how the events arrived", () => {
    const twoArrivals = conversation().chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }), conversationCommand()),
    );
    fc.assert(
      fc.property(twoArrivals, ([events, shuffled, command]) => {
        expect(decide(command, foldConversation(shuffled))).toStrictEqual(decide(command, foldConversation(events)));
      }),
    );
  });
});

test("a chat can be led from the arrival to the rating", () => {
  const script: readonly ConversationCommand[] = [
    { type: "ArriveVisitor", at: time("10:00"), id: "1", accountId: "acme", conversationId: "chat", visitorId: "v1" },
    { type: "TriggerBot", at: time("10:01"), id: "2", botId: "bot" },
    { type: "SendBotMessage", at: time("10:02"), id: "3", botId: "bot" },
    { type: "ClickButton", at: time("10:03"), id: "4", botId: "bot", buttonId: "agent" },
    { type: "SubmitBotInput", at: time("10:04"), id: "5", botId: "bot", fieldId: "e-mail" },
    { type: "RequestHandoff", at: time("10:05"), id: "6", botId: "bot" },
    { type: "SendDirectMessage", at: time("10:06"), id: "7", text: "Hello?" },
    { type: "JoinAgent", at: time("10:07"), id: "8", agentId: "anna" },
    { type: "SendAgentMessage", at: time("10:08"), id: "9", agentId: "anna" },
    { type: "CloseChat", at: time("10:09"), id: "10", closedBy: "agent" },
    { type: "RateChat", at: time("10:10"), id: "11", rating: 4 },
  ];
  let state = initialState();
  for (const command of script) {
    const decision = decide(command, state);
    if (decision.outcome === "rejected") throw new Error(`${command.type}: ${decision.reason}`);
    state = decision.events.reduce(evolve, state);
  }
  expect(state.marks.map(({ id }) => id)).toStrictEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]);
});
