import { importPostHooks } from "chatledger/importers/smartsupp";
import { describe, expect, test } from "vitest";
import { hook, hookMessage, second } from "./vendor-documents.ts";

const triggered = { triggeredBy: "Test Trigger" };

/** What a document's messages become, without the arrival and the end that every one has. */
function contentOf(...messages: readonly unknown[]) {
  const { events, unmapped } = importPostHooks(hook(messages));
  return { events: events.filter(({ type, id }) => type !== "VisitorArrived" && !id.includes("/ended/")), unmapped };
}

describe("a message", () => {
  test.each([
    ["a visitor's", hookMessage(1, "visitor", "Hi", { from: "visitor:x" }), { type: "DirectMessageSent", text: "Hi" }],
    ["a visitor's with no prefix", hookMessage(1, "visitor", "Hi", { from: "x" }), { type: "DirectMessageSent" }],
    ["an agent's", hookMessage(1, "agent", "Hi", { from: "agent:3" }), { type: "AgentMessageSent", agentId: "3" }],
    [
      "an agent's with a bare number",
      hookMessage(1, "agent", "Hi", { from: 3 }),
      { type: "AgentMessageSent", agentId: "3" },
    ],
    [
      "an agent who joins",
      hookMessage(1, "system", "agent.join", { from: "agent:3" }),
      { type: "AgentJoined", agentId: "3" },
    ],
    [
      "a close by the visitor",
      hookMessage(1, "system", "close.visitorClose"),
      { type: "ChatClosed", closedBy: "visitor" },
    ],
    ["a close by the agent", hookMessage(1, "system", "close.agentClose"), { type: "ChatClosed", closedBy: "agent" }],
    ["a close by the bot", hookMessage(1, "system", "close.botClose"), { type: "ChatClosed", closedBy: "chatbot" }],
    [
      "a close by a word that is not known",
      hookMessage(1, "system", "close.timeout"),
      { type: "ChatClosed", closedBy: "system", reason: "close.timeout" },
    ],
  ])("%s", (_, message, expected) => {
    const { events, unmapped } = contentOf(message);
    expect(events).toEqual([expect.objectContaining({ ...expected, occurredAt: second(1), visitorId: "27671" })]);
    expect(unmapped).toEqual([]);
  });

  test.each([
    ["from system", { from: "system", ...triggered }],
    ["from nobody, as older documents have it", { from: null, ...triggered }],
    ["in the name of an agent", { from: "agent:3", ...triggered }],
  ])("that was triggered is a bot's, %s", (_, fields) => {
    const { events } = contentOf(hookMessage(1, "agent", "Hello!", fields));
    expect(events.map(({ type }) => type)).toEqual(["BotTriggered", "BotMessageSent"]);
    expect(events[0]).toMatchObject({ botId: "Test Trigger", trigger: "Test Trigger" });
  });

  test("triggers its bot once, however often the bot writes", () => {
    const messages = [1, 2, 3].map((at) =>
      hookMessage(at, "agent", "Hello!", { triggeredBy: at === 3 ? "Other" : "Test" }),
    );
    const { events } = contentOf(...messages);
    expect(events.filter(({ type }) => type === "BotTriggered")).toMatchObject([
      { botId: "Test", occurredAt: second(1) },
      { botId: "Other", occurredAt: second(3) },
    ]);
  });

  test.each([
    ["an agent who leaves", hookMessage(1, "system", "agent.leave", { from: "agent:3" }), "no-counterpart"],
    ["an unknown type", hookMessage(1, "robot", "Hi"), "no-counterpart"],
    ["an agent's from system that nothing triggered", hookMessage(1, "agent", "Hi"), "malformed"],
    ["an unnamed agent who joins", hookMessage(1, "system", "agent.join", { from: "agent:" }), "malformed"],
    ["no time", hookMessage(1, "visitor", "Hi", { sentAt: null }), "malformed"],
    ["a time that is none", hookMessage(1, "visitor", "Hi", { sentAt: "yesterday" }), "malformed"],
    ["a time beyond the calendar", hookMessage(1, "visitor", "Hi", { sentAt: 1e300 }), "malformed"],
    ["a fraction of a millisecond", hookMessage(1, "visitor", "Hi", { sentAt: 0.5 }), "malformed"],
    ["a year that cannot be printed", hookMessage(1, "visitor", "Hi", { sentAt: 8.64e15 }), "malformed"],
    ["no type", { ...hookMessage(1, "visitor", "Hi"), type: undefined }, "malformed"],
    ["no object", null, "malformed"],
  ])("that cannot be used is reported, and the others stay: %s", (_, message, code) => {
    const { events, unmapped } = contentOf(
      hookMessage(0, "visitor", "Before"),
      message,
      hookMessage(2, "visitor", "After"),
    );
    expect(events).toMatchObject([{ text: "Before" }, { text: "After" }]);
    expect(unmapped).toEqual([expect.objectContaining({ code, document: 0, path: "messages[1]" })]);
  });

  test("of the system that has no event is named in the report", () => {
    const { unmapped } = contentOf(hookMessage(1, "system", "agent.leave"));
    expect(unmapped).toMatchObject([{ what: "system message", why: 'The ledger has no event for "agent.leave".' }]);
  });

  test("said twice in one millisecond is two messages; the document sent again adds none", () => {
    const twice = [hookMessage(1, "visitor", "Hi"), hookMessage(1, "visitor", "Hi")];
    const { events } = contentOf(...twice);
    expect(events).toHaveLength(2);
    expect(importPostHooks([hook(twice), hook(twice)])).toEqual(importPostHooks(hook(twice)));
  });

  test("keeps its id when the document is sent again with more of them, and with other forms of `from`", () => {
    const first = importPostHooks(hook([hookMessage(2, "agent", "Hi", { from: 3 }), hookMessage(3, "visitor", "Yes")]));
    const again = importPostHooks(
      hook([
        hookMessage(1, "visitor", "New", { from: "visitor:x" }),
        hookMessage(2, "agent", "Hi", { from: "agent:3" }),
        hookMessage(3, "visitor", "Yes", { from: "x" }),
      ]),
    );
    expect(again.events).toEqual(expect.arrayContaining([...first.events]));
    expect(again.events).toHaveLength(first.events.length + 1);
  });
});

describe("the conversation", () => {
  test("is of the account that the caller passes, if he passes one", () => {
    expect(importPostHooks(hook([])).events[0]).toMatchObject({ accountId: "208", conversationId: "55039" });
    expect(importPostHooks(hook([]), { accountId: "acme" }).events[0]).toMatchObject({ accountId: "acme" });
  });

  test("without a close ended at endAt, by the system: the hook is sent when a conversation is over", () => {
    expect(importPostHooks(hook([hookMessage(1, "visitor", "Hi")])).events.at(-1)).toMatchObject({
      type: "ChatClosed",
      id: `55039/ended/${second(60)}`,
      closedBy: "system",
      reason: "endAt",
    });
  });

  test("with a close has no other end", () => {
    const { events } = importPostHooks(hook([hookMessage(1, "system", "close.visitorClose")]));
    expect(events.filter(({ type }) => type === "ChatClosed")).toMatchObject([{ closedBy: "visitor" }]);
  });

  test("has a page of arrival when there is only one path", () => {
    const urlOf = (...urls: string[]) => importPostHooks(hook([], { paths: urls.map((url) => ({ url })) })).events[0];
    expect(urlOf("https://a.example/")).toHaveProperty("pageUrl", "https://a.example/");
    expect(urlOf("https://a.example/", "https://b.example/")).not.toHaveProperty("pageUrl");
  });

  test("may have no visitor, no beginning and no end: what is missing is reported", () => {
    const { events, unmapped } = importPostHooks(
      hook([hookMessage(1, "visitor", "Hi")], { visitor: null, beginAt: null, endAt: undefined }),
    );
    expect(events).toMatchObject([{ type: "DirectMessageSent" }]);
    expect(events[0]).not.toHaveProperty("visitorId");
    expect(unmapped).toMatchObject([
      { code: "unknown-time", path: "beginAt" },
      { code: "unknown-time", path: "endAt" },
    ]);
  });

  test("is never refused for its summary flags", () => {
    const channel = { id: 1, isMissed: true, isTriggered: false, messagesCount: -1, rating: null };
    const { events, unmapped } = importPostHooks(hook([hookMessage(1, "agent", "Hi", triggered)], { channel }));
    expect(events.map(({ type }) => type)).toContain("BotTriggered");
    expect(unmapped).toEqual([]);
  });

  test.each([
    [5, "Great", { rating: 5, comment: "Great" }],
    [1, "", { rating: 1 }],
  ])("is rated at endAt: %s", (rating, ratingDesc, expected) => {
    const { events } = importPostHooks(hook([], { channel: { id: 1, rating, ratingDesc } }));
    expect(events.at(-1)).toStrictEqual({
      ...expected,
      type: "ChatRated",
      id: `1/rated/${rating}/${second(60)}`,
      occurredAt: second(60),
      accountId: "208",
      conversationId: "1",
      visitorId: "27671",
    });
  });

  test.each([[0], [6], [4.5], ["5"], [true]])("is not rated by %j, which is reported", (rating) => {
    const { events, unmapped } = importPostHooks(hook([], { channel: { id: 1, rating } }));
    expect(events.map(({ type }) => type)).not.toContain("ChatRated");
    expect(unmapped).toMatchObject([{ code: "invalid-rating", path: "channel.rating" }]);
  });

  test("without an end was rated at the last thing that is known", () => {
    const fields = { endAt: null, channel: { id: 1, rating: 4 } };
    const { events } = importPostHooks(hook([hookMessage(7, "visitor", "Thanks")], fields));
    expect(events.at(-1)).toMatchObject({ type: "ChatRated", occurredAt: second(7) });
  });

  test("of which nothing has a time has no rating", () => {
    const fields = { beginAt: null, endAt: null, channel: { id: 1, rating: 4 } };
    const { events, unmapped } = importPostHooks(hook([], fields));
    expect(events).toEqual([]);
    expect(unmapped).toContainEqual(expect.objectContaining({ code: "unknown-time", what: "rating 4" }));
  });
});

test.each([
  ["no channel", { channel: undefined }],
  ["a channel without an id", { channel: { rating: 5 } }],
  ["messages that are no list", { messages: {} }],
])("a document with %s is reported, and the one beside it is read", (_, fields) => {
  const { events, unmapped } = importPostHooks([hook([], fields), hook([hookMessage(1, "visitor", "Hi")])]);
  expect(events.map(({ type }) => type)).toEqual(["VisitorArrived", "DirectMessageSent", "ChatClosed"]);
  expect(unmapped).toMatchObject([{ document: 0, path: "" }]);
});
