import { importRest } from "chatledger/importers/smartsupp";
import { describe, expect, test } from "vitest";
import { button, chat, click, event, message, page, second } from "./vendor-documents.ts";

const account = { accountId: "acme" };

function fromRest(...documents: readonly unknown[]) {
  return importRest(documents, account);
}

const offer = message("m1", 1, "bot", { text: "How can we help?", quickReplies: [button("Prices"), button("Order")] });

describe("a message of REST", () => {
  test.each([
    ["a contact's", message("m", 1, "contact"), { type: "DirectMessageSent", text: "Hello" }],
    ["a contact's file", message("m", 1, "contact", { type: "upload", text: null }), { type: "DirectMessageSent" }],
    ["an agent's", message("m", 1, "agent"), { type: "AgentMessageSent", agentId: "agent-1", text: "Hello" }],
    ["no content", message("m", 1, "contact", null), { type: "DirectMessageSent" }],
    ["an id that is a number", { ...message("m", 1, "contact"), id: 7 }, { id: "7" }],
    ["agent_join by the message", event("m", 1, "agent_join"), undefined],
    [
      "agent_join by its content",
      event("m", 1, "agent_join", { agentId: "a7" }),
      { type: "AgentJoined", agentId: "a7" },
    ],
    [
      "agent_join by its data",
      event("m", 1, "agent_join", { data: { agentId: 7 } }),
      { type: "AgentJoined", agentId: "7" },
    ],
    [
      "agent_join by agent_id",
      { ...event("m", 1, "agent_join"), agent_id: "a7" },
      { type: "AgentJoined", agentId: "a7" },
    ],
    ["chat_visitor_close", event("m", 1, "chat_visitor_close"), { type: "ChatClosed", closedBy: "visitor" }],
    ["a close by an agent", event("m", 1, "chat_close", { closeType: "agent_close" }), { closedBy: "agent" }],
    ["a close by the visitor", event("m", 1, "chat_close", { closeType: "visitor_close" }), { closedBy: "visitor" }],
    ["a close by the bot", event("m", 1, "chat_close", { closeType: "bot_close" }), { closedBy: "chatbot" }],
    ["a close in data", event("m", 1, "chat_close", { data: { closeType: "bot_close" } }), { closedBy: "chatbot" }],
    [
      "a close by an unknown word",
      event("m", 1, "chat_close", { closeType: "cron" }),
      { closedBy: "system", reason: "cron" },
    ],
    ["a close by nobody", event("m", 1, "chat_close"), { closedBy: "system", reason: "chat_close" }],
    ["an event with no type", { ...event("m", 1, "chat_visitor_close"), type: null }, { type: "ChatClosed" }],
  ])("%s", (_, item, expected) => {
    const { events, unmapped } = fromRest(page(item));
    if (expected === undefined) {
      expect(events).toEqual([]);
      expect(unmapped).toMatchObject([{ code: "malformed", path: "items[0].content" }]);
    } else {
      expect(events).toEqual([
        expect.objectContaining({ id: "m", occurredAt: second(1), conversationId: "chat", ...expected }),
      ]);
      expect(unmapped).toEqual([]);
    }
  });

  test.each([
    ["agent_leave", event("m", 1, "agent_leave"), "no-counterpart"],
    ["agent_assign", event("m", 1, "agent_assign"), "no-counterpart"],
    ["agent_unassign", event("m", 1, "agent_unassign"), "no-counterpart"],
    ["a note", message("m", 1, "agent", "Beware", { type: "note" }), "no-counterpart"],
    ["the system's words", message("m", 1, "system"), "no-counterpart"],
    ["an unknown sub type", message("m", 1, "agent_external"), "no-counterpart"],
    ["an unknown type", message("m", 1, "contact", "Hi", { type: "help" }), "no-counterpart"],
    ["an agent without an id", message("m", 1, "agent", "Hi", { agent_id: null }), "malformed"],
    ["no id", message("", 1, "contact"), "malformed"],
    ["a local time", message("m", 1, "contact", "Hi", { created_at: "2024-05-01T10:00:00" }), "malformed"],
    ["30 February", message("m", 1, "contact", "Hi", { created_at: "2024-02-30T10:00:00Z" }), "malformed"],
    ["no conversation", message("m", 1, "contact", "Hi", { conversation_id: null }), "no-conversation"],
    ["neither a message nor a conversation", { id: "ct1", name: "Jane" }, "unknown-format"],
    ["no object", "Hi", "unknown-format"],
  ])("that cannot be used is reported, and the others stay: %s", (_, item, code) => {
    const { events, unmapped } = fromRest(page(message("a", 0, "contact"), item, message("b", 2, "contact")));
    expect(events.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(unmapped).toEqual([expect.objectContaining({ code, document: 0, path: "items[1]" })]);
  });

  test("may come alone, in a list, in a page or in its conversation", () => {
    const item = message("m", 1, "contact");
    const { conversation_id: _, ...bare } = item;
    const expected = fromRest(page(item));
    expect(fromRest(item)).toEqual(expected);
    expect(fromRest([item])).toEqual(expected);
    expect(importRest(item, account)).toEqual(expected);
    expect(fromRest(chat({ messages: [bare] })).events).toEqual(fromRest(chat(), item).events);
  });
});

describe("a click", () => {
  const clicked = { type: "ButtonClicked", botId: "bot-1", buttonId: "reply-Prices", label: "Prices" };

  test("is a quickReply, on the button of the message that it answers", () => {
    const later = message("m2", 2, "bot", "Still there?", { trigger_id: "bot-2" });
    const { events } = fromRest(page(offer, later, message("m3", 3, "contact", click("Prices", "m1"))));
    expect(events.at(-1)).toMatchObject({ ...clicked, id: "m3" });
  });

  test("is the title of a button that the last bot message offered, when no quickReply came", () => {
    expect(fromRest(page(offer, message("m2", 2, "contact", "Prices"))).events.at(-1)).toMatchObject(clicked);
  });

  test("is no other text, and no title of an earlier message", () => {
    const later = message("m2", 2, "bot", { text: "Which?", quickReplies: [button("Basic")] });
    for (const text of ["prices", "Prices ", "Prices"]) {
      const items = text === "Prices" ? [offer, later] : [offer];
      const { events } = fromRest(page(...items, message("m3", 3, "contact", text)));
      expect(events.at(-1)).toMatchObject({ type: "DirectMessageSent", text });
    }
  });

  test.each([
    ["the answer's id", { replyId: "r", nextInteractionId: "n" }, "r"],
    ["the next interaction's", { replyId: null, nextInteractionId: 7 }, "7"],
    ["a plain text", "go", "go"],
    ["a number", 7, "7"],
    ["else the title", {}, "Prices"],
    ["else the title, with no payload", null, "Prices"],
  ])("names its button by the payload: %s", (_, payload, buttonId) => {
    const offered = message("m1", 1, "bot", { text: "?", quickReplies: [{ text: "Prices", payload }] });
    const marked = message("m2", 2, "contact", { text: "Prices", quickReply: { replyTo: "m1", payload } });
    const typed = message("m2", 2, "contact", "Prices");
    expect(fromRest(page(offered, marked)).events.at(-1)).toMatchObject({ type: "ButtonClicked", buttonId });
    expect(fromRest(page(offered, typed)).events.at(-1)).toMatchObject({ type: "ButtonClicked", buttonId });
  });

  test("on a message that is not there is still a click", () => {
    const { events } = fromRest(page(message("m2", 2, "contact", { text: null, quickReply: {} })));
    expect(events).toMatchObject([{ type: "ButtonClicked", botId: "unknown", buttonId: "unknown" }]);
  });
});

describe("a bot", () => {
  const plain = message("m0", 0, "bot", "Hello");

  test("is no chatbot where no message of the conversation offers buttons", () => {
    const { events, unmapped } = fromRest(page(plain, message("m2", 2, "contact")));
    expect(events.map(({ type }) => type)).toEqual(["DirectMessageSent"]);
    expect(unmapped).toMatchObject([{ code: "automatic-message", path: "items[0]", what: 'bot message "m0"' }]);
  });

  test("is one where another message offers some, and is triggered by its first message", () => {
    const { events, unmapped } = fromRest(page(offer, plain));
    expect(events).toMatchObject([
      { type: "BotTriggered", id: "m0/triggered", botId: "bot-1", trigger: "Welcome", occurredAt: second(0) },
      { type: "BotMessageSent", id: "m0" },
      { type: "BotMessageSent", id: "m1" },
    ]);
    expect(unmapped).toEqual([]);
  });

  test("is one where a click shows that buttons were offered, though the export left them out", () => {
    const { events } = fromRest(page(plain, message("m2", 2, "contact", click("Prices", "m0"))));
    expect(events.map(({ type }) => type)).toEqual(["BotTriggered", "BotMessageSent", "ButtonClicked"]);
    expect(events.at(-1)).toMatchObject({ buttonId: "reply-Prices" });
  });

  test("is not made a chatbot by another conversation", () => {
    const { unmapped } = fromRest(page(plain, { ...offer, conversation_id: "other" }));
    expect(unmapped).toMatchObject([{ code: "automatic-message" }]);
  });

  test.each([
    ["sub_type trigger", message("m1", 1, "trigger", { quickReplies: [button("A")] }, { trigger_id: "t" }), "t"],
    ["its name", message("m1", 1, "bot", { quickReplies: [button("A")] }, { trigger_id: null }), "Welcome"],
    [
      "nothing at all",
      message("m1", 1, "bot", { quickReplies: [button("A")] }, { trigger_id: null, trigger_name: "" }),
      "unknown",
    ],
  ])("is known by its trigger: %s", (_, item, botId) => {
    expect(fromRest(page(item)).events).toMatchObject([{ type: "BotTriggered", botId }, { botId }]);
  });

  test("answers in the same millisecond as it offers: the click comes after the offer", () => {
    const { events } = fromRest(page(message("a", 1, "contact", "Prices"), offer));
    expect(events.map(({ type }) => type)).toEqual(["BotTriggered", "BotMessageSent", "ButtonClicked"]);
  });
});

describe("a conversation of REST", () => {
  test("that is closed without a close among its messages was closed by the system, at finished_at", () => {
    const { events } = fromRest(page(chat({ status: "closed", finished_at: second(9) })));
    expect(events.at(-1)).toMatchObject({ type: "ChatClosed", closedBy: "system", id: `chat/ended/${second(9)}` });
  });

  test("that is closed with a close among its messages keeps that one", () => {
    const { events } = fromRest(
      page(event("m1", 8, "chat_close", { closeType: "agent_close" })),
      page(chat({ status: "closed", finished_at: second(9) })),
    );
    expect(events.slice(1)).toMatchObject([{ type: "ChatClosed", closedBy: "agent", id: "m1" }]);
  });

  test("that is closed again after a message, without a close among its messages, was closed at finished_at", () => {
    const { events } = fromRest(
      page(event("m1", 1, "chat_visitor_close"), message("m2", 2, "contact")),
      page(chat({ status: "closed", finished_at: second(9) })),
    );
    expect(events.slice(1)).toMatchObject([
      { type: "ChatClosed", closedBy: "visitor" },
      { type: "DirectMessageSent" },
      { type: "ChatClosed", closedBy: "system", occurredAt: second(9) },
    ]);
  });

  test("that is closed in the millisecond of its last message is closed", () => {
    const { events } = fromRest(
      page(event("m1", 2, "chat_visitor_close"), message("m2", 2, "contact")),
      page(chat({ status: "closed", finished_at: second(9) })),
    );
    expect(events.at(-1)).toMatchObject({ type: "ChatClosed", id: "m1" });
  });

  test("that is closed since nobody knows when is reported", () => {
    const { events, unmapped } = fromRest(page(chat({ status: "closed" })));
    expect(events.map(({ type }) => type)).toEqual(["VisitorArrived"]);
    expect(unmapped).toMatchObject([{ code: "unknown-time", path: "items[0].finished_at" }]);
  });

  test.each(["open", "served", "pending"])("that is %s is not closed, though it may have been", (status) => {
    const { events } = fromRest(page(chat({ status, finished_at: second(9) })));
    expect(events.map(({ type }) => type)).toEqual(["VisitorArrived"]);
  });

  test.each([
    ["at finished_at if it is closed", { status: "closed", finished_at: second(9) }, second(9)],
    ["at the last thing that is known if it is not", {}, second(3)],
  ])("is rated %s", (_, fields, occurredAt) => {
    const { events } = fromRest(
      page(chat({ ...fields, rating_value: 3, rating_text: "So so" })),
      page(message("m1", 3, "contact")),
    );
    expect(events.at(-1)).toMatchObject({ type: "ChatRated", rating: 3, comment: "So so", occurredAt });
  });

  test.each([[0], [10], ["5"], [2.5]])("is not rated by %j, which is reported", (rating) => {
    const { events, unmapped } = fromRest(page(chat({ rating_value: rating })));
    expect(events.map(({ type }) => type)).toEqual(["VisitorArrived"]);
    expect(unmapped).toMatchObject([{ code: "invalid-rating", path: "items[0].rating_value" }]);
  });

  test("that began nobody knows when is reported, and its end is kept", () => {
    const { events, unmapped } = fromRest(page(chat({ created_at: "soon", status: "closed", finished_at: second(9) })));
    expect(events.map(({ type }) => type)).toEqual(["ChatClosed"]);
    expect(unmapped).toMatchObject([{ code: "unknown-time", path: "items[0].created_at" }]);
  });

  test("on several pages, before and after it was closed and opened and closed again, has one rating and one end", () => {
    const pages = [
      page(chat({ rating_value: 4 })),
      page(chat({ rating_value: 4, status: "closed", finished_at: second(5) })),
      page(chat({ rating_value: 4, status: "closed", finished_at: second(9) })),
      page(chat({ status: "closed" })),
    ];
    const { events, unmapped } = fromRest(...pages);
    expect(events.filter(({ type }) => type === "ChatClosed")).toMatchObject([{ occurredAt: second(9) }]);
    expect(events.filter(({ type }) => type === "ChatRated").at(-1)).toMatchObject({ occurredAt: second(9) });
    expect(events).toHaveLength(4);
    expect(unmapped).toEqual([]);
    expect(fromRest(...pages.toReversed())).toEqual({ events, unmapped });
  });

  test("that began at two instants began at the earlier one", () => {
    const pages = [page(chat({ created_at: second(1) })), page(chat()), page(chat({ created_at: second(2) }))];
    expect(fromRest(...pages).events).toMatchObject([{ type: "VisitorArrived", occurredAt: second(0) }]);
  });

  test("of two visitors has two arrivals, which contradict nothing", () => {
    const { events } = fromRest(page(chat(), chat({ visitor_id: "other" }), chat({ visitor_id: null })));
    expect(events.map(({ id }) => id)).toEqual(["chat/arrived", "chat/arrived/other", "chat/arrived/visitor"]);
  });

  test("without an id is reported", () => {
    expect(fromRest(page(chat({ id: null })))).toMatchObject({ events: [], unmapped: [{ code: "malformed" }] });
  });
});

test("an empty page is no error", () => {
  expect(fromRest(page())).toEqual({ events: [], unmapped: [] });
});
