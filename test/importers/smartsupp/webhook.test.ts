import { importSmartsupp, importWebhooks } from "chatledger/importers/smartsupp";
import { describe, expect, test } from "vitest";
import { button, chat, click, delivered, message, page, second, webhook } from "./vendor-documents.ts";

const offer = message("m1", 1, "bot", { text: "How can we help?", quickReplies: [button("Prices")] });

const arrival = { type: "VisitorArrived", id: "chat/arrived/visitor", visitorId: "visitor", occurredAt: second(0) };

describe("a webhook", () => {
  const conversation = chat();

  test.each([
    ["conversation.opened", { conversation }, []],
    ["conversation.opened", conversation, []],
    [
      "conversation.closed",
      { conversation, close_type: "agent", agent_id: "a1" },
      [{ type: "ChatClosed", closedBy: "agent" }],
    ],
    ["conversation.closed", { conversation, close_type: "contact" }, [{ type: "ChatClosed", closedBy: "visitor" }]],
    ["conversation.closed", { conversation, close_type: "bot_close" }, [{ type: "ChatClosed", closedBy: "chatbot" }]],
    ["conversation.closed", { conversation, agent_id: "a1" }, [{ type: "ChatClosed", closedBy: "agent" }]],
    ["conversation.closed", conversation, [{ type: "ChatClosed", closedBy: "system" }]],
    ["conversation.closed_by_contact", { conversation }, [{ type: "ChatClosed", closedBy: "visitor" }]],
    [
      "conversation.rated",
      { conversation, rating_value: 5, rating_text: "Great" },
      [{ type: "ChatRated", rating: 5, comment: "Great", id: `chat/rated/5/${second(9)}` }],
    ],
    ["conversation.agent_joined", { conversation, agent_id: 7 }, [{ type: "AgentJoined", agentId: "7" }]],
  ])("%s gives the arrival of its conversation and what it tells of", (name, data, expected) => {
    const { events, unmapped } = importWebhooks(webhook(name, data, 9));
    expect(events).toEqual([
      expect.objectContaining(arrival),
      ...expected.map((fields) => expect.objectContaining({ occurredAt: second(9), accountId: "acme", ...fields })),
    ]);
    expect(unmapped).toEqual([]);
  });

  test("conversation.agent_joined may name its conversation only", () => {
    const { events } = importWebhooks(
      webhook("conversation.agent_joined", { conversation_id: "chat", agent_id: "a1" }, 9),
    );
    expect(events).toMatchObject([{ type: "AgentJoined", conversationId: "chat", agentId: "a1" }]);
  });

  test.each([
    ["contact", "DirectMessageSent"],
    ["agent", "AgentMessageSent"],
  ])("conversation.%s_replied brings a message, its content an object or the bare text", (subType, type) => {
    const brought = message("m2", 2, subType, "Hello");
    for (const content of [brought["content"], "Hello"]) {
      const { events } = importWebhooks(delivered({ ...brought, content }));
      expect(events).toEqual([
        expect.objectContaining(arrival),
        expect.objectContaining({ type, id: "m2", text: "Hello" }),
      ]);
    }
  });

  test("that brings a message says who wrote it, if the message does not", () => {
    const { sub_type: _, ...silent } = message("m2", 2, "contact");
    const { events } = importWebhooks(webhook("conversation.contact_replied", { message: silent }));
    expect(events).toMatchObject([{ type: "DirectMessageSent" }]);
  });

  test("visitor.connected is an arrival where it names a conversation", () => {
    const named = webhook("visitor.connected", { conversation_id: "chat", visitor: { id: "v9" } }, 9);
    expect(importWebhooks(named).events).toMatchObject([
      { ...arrival, id: "chat/arrived/v9", visitorId: "v9", occurredAt: second(9) },
    ]);
  });

  test("visitor.triggered shows a bot where it names a conversation, if the rule says that it is a chatbot", () => {
    const shown = webhook(
      "visitor.triggered",
      { conversation_id: "chat", trigger_id: "bot-1", trigger_name: "Welcome" },
      0,
    );
    expect(importWebhooks(shown)).toMatchObject({ events: [], unmapped: [{ code: "automatic-message" }] });
    const { events } = importWebhooks([shown, delivered(offer)]);
    expect(events.slice(1)).toMatchObject([
      { type: "BotTriggered", botId: "bot-1", trigger: "Welcome", occurredAt: second(0) },
      { type: "BotMessageSent", occurredAt: second(1) },
    ]);
  });

  test("visitor.triggered shows two bots at once", () => {
    const shown = [1, 2].map((bot) =>
      webhook("visitor.triggered", { conversation_id: "chat", trigger_name: `Bot ${bot}` }, 0),
    );
    const { events } = importWebhooks(shown, { isChatbot: () => true });
    expect(events).toMatchObject([{ botId: "Bot 1" }, { botId: "Bot 2" }]);
  });

  test("visitor.triggered hides no buttons of the message before it", () => {
    const shown = webhook("visitor.triggered", { conversation_id: "chat", trigger_id: "bot-2" }, 2);
    const { events } = importWebhooks([delivered(offer), shown, delivered(message("m3", 3, "contact", "Prices"))]);
    expect(events.at(-1)).toMatchObject({ type: "ButtonClicked", botId: "bot-1" });
  });

  test.each([
    ["visitor.triggered", { visitor: { id: "v9" } }, {}, "no-conversation"],
    ["visitor.connected", { visitor: { id: "v9" } }, {}, "no-conversation"],
    ["conversation.closed", { conversation: { status: "closed" } }, {}, "no-conversation"],
    [
      "conversation.contact_replied",
      { message: message("m", 1, "contact", "Hi", { conversation_id: null }) },
      {},
      "no-conversation",
    ],
    ["conversation.opened", { conversation_id: "chat" }, {}, "unknown-time"],
    ["conversation.closed", { conversation_id: "chat" }, { timestamp: null }, "unknown-time"],
    ["conversation.rated", { conversation_id: "chat", rating_value: 7 }, {}, "invalid-rating"],
    ["conversation.rated", { conversation_id: "chat" }, {}, "invalid-rating"],
    ["conversation.agent_joined", { conversation_id: "chat" }, {}, "malformed"],
    ["conversation.bot_replied", { conversation_id: "chat" }, {}, "malformed"],
    ["conversation.agent_left", { conversation_id: "chat", agent_id: "a1" }, {}, "no-counterpart"],
    ["conversation.agent_assigned", { conversation_id: "chat" }, {}, "no-counterpart"],
    ["conversation.message_delivered", { message: { id: "m1" } }, {}, "no-counterpart"],
    ["contact.created", { contact: { id: "ct1" } }, {}, "no-counterpart"],
    ["app.installed", null, {}, "no-counterpart"],
    ["__proto__", {}, {}, "no-counterpart"],
  ])("that cannot be used is reported: %s %j", (name, data, fields, code) => {
    const { events, unmapped } = importWebhooks([
      webhook(name, data, 9, fields),
      delivered(message("m2", 2, "contact")),
    ]);
    expect(events.map(({ type }) => type)).toEqual(["VisitorArrived", "DirectMessageSent"]);
    expect(unmapped).toEqual([expect.objectContaining({ code, document: 0 })]);
  });
});

describe("redelivery and overlap", () => {
  const clicked = message("m2", 2, "contact", click("Prices", "m1"));
  const typed = message("m3", 3, "contact", "Thanks");
  const answered = message("m4", 4, "agent", "You are welcome");
  const messages = [offer, clicked, typed, answered];
  const webhooks = [...messages.map(delivered), webhook("conversation.closed_by_contact", { conversation: chat() }, 9)];
  const fromWebhooks = importSmartsupp(webhooks);

  test("delivered twice, late and in any order is delivered once", () => {
    const again = [...webhooks, ...webhooks.toReversed()].toReversed();
    expect(importSmartsupp(again)).toEqual(fromWebhooks);
  });

  test("the REST copy of a message is the same event, with or without the page of conversations", () => {
    const rest = importSmartsupp(page(...messages), { accountId: "acme" });
    expect(fromWebhooks.events).toEqual(expect.arrayContaining([...rest.events]));
    const joined = importSmartsupp([page(chat()), page(...messages), ...webhooks], { accountId: "acme" });
    expect(joined).toEqual(fromWebhooks);
  });

  test("what one copy leaves out comes from the other", () => {
    const bare = (item: Readonly<Record<string, unknown>>) => ({
      ...item,
      content: { type: "text", text: "Prices" },
      trigger_name: null,
    });
    const documents = [page(bare(offer), bare(clicked)), delivered(offer)];
    const { events } = importSmartsupp(documents, { accountId: "acme" });
    expect(importSmartsupp(documents.toReversed(), { accountId: "acme" }).events).toEqual(events);
    expect(events.slice(1)).toMatchObject([
      { type: "BotTriggered", trigger: "Welcome" },
      { type: "BotMessageSent" },
      { type: "ButtonClicked", buttonId: "reply-Prices" },
    ]);
  });

  test("one message at two instants is one event, at the earlier one", () => {
    const later = message("m3", 3, "contact", "Thanks", { created_at: second(3).replace(".000", ".499") });
    for (const copies of [
      [page(later), delivered(typed)],
      [delivered(later), page(typed)],
    ]) {
      const { events } = importSmartsupp(copies, { accountId: "acme" });
      expect(events.slice(1)).toMatchObject([{ id: "m3", occurredAt: second(3) }]);
    }
  });

  test("a rating that came with its time is not counted again from the conversation", () => {
    const rated = webhook("conversation.rated", { conversation_id: "chat", rating_value: 5 }, 8);
    const ratedAs = (value: number) =>
      importSmartsupp([rated, page(chat({ rating_value: value }))], { accountId: "acme" });
    expect(ratedAs(5).events.slice(1)).toMatchObject([{ type: "ChatRated", rating: 5, occurredAt: second(8) }]);
    expect(ratedAs(5).unmapped).toEqual([]);
    expect(ratedAs(1).events).toEqual(ratedAs(5).events);
    expect(ratedAs(1).unmapped).toMatchObject([{ code: "invalid-rating", document: 1, path: "items[0].rating_value" }]);
  });
});
