import { classify, foldConversation, parseEvent, smartHubLabel } from "chatledger";
import { visit } from "chatledger/testing";
import { describe, expect, test } from "vitest";

describe("the walk-through of the help page", () => {
  test("arrives, bot triggered, clicks buttons, closes the chat box: joined and resolved", () => {
    const verdict = classify(foldConversation(visit().arrives().botTriggered().clicks("opening hours").closes()));
    expect([smartHubLabel(verdict), verdict.outcome]).toEqual(["Joined by chatbot", "resolved"]);
  });

  test("arrives, bot triggered, no click, writes to the agent: no label, escalated", () => {
    const verdict = classify(foldConversation(visit().arrives().botTriggered().writes("Hello")));
    expect([smartHubLabel(verdict), verdict.outcome]).toEqual([null, "escalated"]);
  });
});

const everything = visit({ visitorId: "v1" })
  .arrives({ channel: "web" })
  .botTriggered("welcome")
  .botWrites()
  .clicks("opening hours", { label: "Opening hours" })
  .answersBot("email")
  .asksForPerson()
  .writes("Is anybody there?")
  .agentJoins("eva")
  .agentWrites("Yes")
  .closes("agent")
  .rates(5, { comment: "Thanks" });

test("every event can be told, each 10 seconds after the one before, by the bot and the agent named last", () => {
  const shared = { accountId: "acme", conversationId: "chat", visitorId: "v1" };
  const at = (n: number) => ({
    id: `chat-${n}`,
    occurredAt: new Date(Date.UTC(2024, 4, 1, 10, 0, 10 * (n - 1))).toISOString(),
  });
  expect(everything.events).toEqual([
    { type: "VisitorArrived", ...shared, ...at(1), channel: "web" },
    { type: "BotTriggered", ...shared, ...at(2), botId: "welcome" },
    { type: "BotMessageSent", ...shared, ...at(3), botId: "welcome" },
    { type: "ButtonClicked", ...shared, ...at(4), botId: "welcome", buttonId: "opening hours", label: "Opening hours" },
    { type: "BotInputSubmitted", ...shared, ...at(5), botId: "welcome", fieldId: "email" },
    { type: "HandoffRequested", ...shared, ...at(6) },
    { type: "DirectMessageSent", ...shared, ...at(7), text: "Is anybody there?" },
    { type: "AgentJoined", ...shared, ...at(8), agentId: "eva" },
    { type: "AgentMessageSent", ...shared, ...at(9), agentId: "eva", text: "Yes" },
    { type: "ChatClosed", ...shared, ...at(10), closedBy: "agent" },
    { type: "ChatRated", ...shared, ...at(11), rating: 5, comment: "Thanks" },
  ]);
  expect(everything.events.map(parseEvent)).toEqual(everything.events);
});

test("what is not said is usual", () => {
  const [bot, answer, message, agent, close] = visit().botTriggered().answersBot().writes().agentWrites().closes();
  expect([bot, answer, message, agent, close]).toMatchObject([
    { botId: "bot" },
    { botId: "bot" },
    { type: "DirectMessageSent" },
    { agentId: "anna" },
    { closedBy: "visitor" },
  ]);
  for (const event of [answer, message, agent]) expect(Object.values(event ?? {})).not.toContain(undefined);
});

test("each step is a visit of its own, frozen to the last event", () => {
  const begun = visit().botTriggered();
  const [resolved, escalated] = [begun.clicks("prices").closes(), begun.writes()];
  expect([begun.events.length, resolved.events.length, escalated.events.length]).toEqual([1, 3, 2]);
  expect([...resolved]).toEqual(resolved.events);
  expect([begun, begun.events, begun.events[0]].every(Object.isFrozen)).toBe(true);
});

test("instants, ids and accounts can be chosen, and time goes on from there", () => {
  const told = visit({
    accountId: "globex",
    conversationId: "c7",
    startAt: Date.UTC(2024, 0, 1),
    stepMs: 1_000,
    eventIds: (n) => `event ${n}`,
  })
    .botTriggered()
    .waits(60_000)
    .clicks("prices")
    .at("2024-01-01T12:00:00+01:00")
    .clicks("prices", { id: "again", sequence: 3 })
    .closes("system", { occurredAt: "2024-01-02T00:00:00Z" })
    .rates(1);
  expect(
    told.events.map(({ id, accountId, conversationId, occurredAt }) => [id, accountId, conversationId, occurredAt]),
  ).toEqual([
    ["event 1", "globex", "c7", "2024-01-01T00:00:00.000Z"],
    ["event 2", "globex", "c7", "2024-01-01T00:01:01.000Z"],
    ["again", "globex", "c7", "2024-01-01T11:00:00.000Z"],
    ["event 4", "globex", "c7", "2024-01-02T00:00:00.000Z"],
    ["event 5", "globex", "c7", "2024-01-02T00:00:01.000Z"],
  ]);
  expect(told.events[2]).toMatchObject({ sequence: 3 });
});

test("a step that makes no valid event is refused on the spot", () => {
  expect(() => visit().rates(7)).toThrow("rating: expected a whole number up to 5, got the number 7");
  expect(() => visit().clicks("")).toThrow(expect.objectContaining({ code: "invalid-field", path: "buttonId" }));
  expect(() => visit({ stepMs: -1 })).toThrow(expect.objectContaining({ code: "invalid-option" }));
  expect(() => visit().waits(0.5)).toThrow(expect.objectContaining({ code: "invalid-option" }));
  expect(() => visit({ startAt: "today" })).toThrow(expect.objectContaining({ code: "invalid-instant" }));
});
