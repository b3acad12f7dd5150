import { importSmartsupp } from "chatledger/importers/smartsupp";
import { describe, expect, test } from "vitest";
import { sample } from "./vendor-documents.ts";

describe("the vendor's sample of the POST hook", () => {
  const hook = { accountId: "208", conversationId: "55039", visitorId: "27671" };

  test("becomes these events", () => {
    const { events, unmapped } = importSmartsupp(sample("post-hook"));
    expect(events).toStrictEqual([
      // beginAt is when the conversation began, the first that the export knows of the visitor. There are two paths and
      // nothing says which came first, so the page of arrival stays unknown.
      {
        ...hook,
        type: "VisitorArrived",
        id: "55039/arrived/27671",
        occurredAt: "2015-03-27T15:33:59.703Z",
      },
      // The visitor writes before any bot has appeared; the POST hook marks no clicks, so it is a typed message.
      {
        ...hook,
        type: "DirectMessageSent",
        id: "55039/2015-03-27T15:33:59.703Z/8294fd19647b79fe",
        occurredAt: "2015-03-27T15:33:59.703Z",
        text: "Hello",
      },
      // A system message agent.join, from agent:3: the prefix is no part of the agent's id.
      {
        ...hook,
        type: "AgentJoined",
        id: "55039/2015-03-27T15:34:06.219Z/cc1a7aadbd394319",
        occurredAt: "2015-03-27T15:34:06.219Z",
        agentId: "3",
      },
      // Type agent, from system, triggeredBy: a triggered message. It is the moment in which that bot was displayed ...
      {
        ...hook,
        type: "BotTriggered",
        id: "55039/2015-03-27T15:34:09.706Z/958d56f0f9c6c0db/triggered",
        occurredAt: "2015-03-27T15:34:09.706Z",
        botId: "Test Trigger",
        trigger: "Test Trigger",
      },
      // ... and a message of the bot, in the same millisecond. The trigger's name is the only id that the bot has.
      {
        ...hook,
        type: "BotMessageSent",
        id: "55039/2015-03-27T15:34:09.706Z/958d56f0f9c6c0db",
        occurredAt: "2015-03-27T15:34:09.706Z",
        botId: "Test Trigger",
      },
      // Type agent, from agent:3, triggered by nothing: a person wrote.
      {
        ...hook,
        type: "AgentMessageSent",
        id: "55039/2015-03-27T15:34:13.772Z/97c9915b3535a9cb",
        occurredAt: "2015-03-27T15:34:13.772Z",
        agentId: "3",
        text: "Hi, how can i help you ?",
      },
      // The visitor again.
      {
        ...hook,
        type: "DirectMessageSent",
        id: "55039/2015-03-27T15:34:33.124Z/2b56de0df87967fd",
        occurredAt: "2015-03-27T15:34:33.124Z",
        text: "tanks.",
      },
      // close.visitorClose: the visitor closed the chat box.
      {
        ...hook,
        type: "ChatClosed",
        id: "55039/2015-03-27T15:34:36.687Z/36ef5f27c0f63638",
        occurredAt: "2015-03-27T15:34:36.687Z",
        closedBy: "visitor",
        reason: "close.visitorClose",
      },
      // channel.rating has no time of its own, so it is at endAt. Its comment is empty, which is none.
      {
        ...hook,
        type: "ChatRated",
        id: "55039/rated/5/2015-03-27T15:34:36.687Z",
        occurredAt: "2015-03-27T15:34:36.687Z",
        rating: 5,
      },
    ]);
    expect(unmapped).toEqual([]);
  });
});

describe("the vendor's samples of REST", () => {
  const options = { accountId: "acme" };
  const rest = { accountId: "acme", conversationId: "coXU9u5VscuzW" };
  // created_at of the conversation; it alone names the visitor, the messages carry null.
  const arrival = {
    ...rest,
    type: "VisitorArrived",
    id: "coXU9u5VscuzW/arrived/vitCESEI6Lu-SL",
    occurredAt: "2026-05-12T18:29:21.336Z",
    visitorId: "vitCESEI6Lu-SL",
    channel: "default",
  };
  // A contact's message with no quickReply, after a bot message with no buttons: typed.
  const question = {
    ...rest,
    type: "DirectMessageSent",
    id: "msCfnmmaEDXAs",
    occurredAt: "2026-05-12T18:30:58.499Z",
    text: "Dobry den, jaky krem doporucite?",
  };
  // "We are offline" has sub_type bot as a chatbot's message has; nothing in its conversation offers buttons.
  const automatic = { code: "automatic-message", what: 'bot message "msJZcgRsWzE4n"', path: "items[1]" };

  test("a conversation and its messages are joined", () => {
    const { events, unmapped } = importSmartsupp([sample("rest-conversations"), sample("rest-messages")], options);
    expect(events).toStrictEqual([arrival, question]);
    expect(unmapped).toEqual([expect.objectContaining({ ...automatic, document: 1 })]);
  });

  test("the conversation alone: open, unrated, so only the arrival", () => {
    expect(importSmartsupp(sample("rest-conversations"), options)).toStrictEqual({ events: [arrival], unmapped: [] });
  });

  test("the messages alone: the visitor is not known", () => {
    const { events, unmapped } = importSmartsupp(sample("rest-messages"), options);
    expect(events).toStrictEqual([question]);
    expect(unmapped).toEqual([expect.objectContaining({ ...automatic, document: 0 })]);
  });
});

describe("the samples of webhooks", () => {
  test("a bot's reply: its conversation gives the arrival, its message is automatic for want of buttons", () => {
    const { events, unmapped } = importSmartsupp(sample("webhook-bot-replied"));
    expect(events).toStrictEqual([
      {
        type: "VisitorArrived",
        id: "conv-001/arrived/visitor-001",
        occurredAt: "2026-05-15T10:00:00.000Z",
        accountId: "test-account-id",
        conversationId: "conv-001",
        visitorId: "visitor-001",
        channel: "chat",
      },
    ]);
    expect(unmapped).toEqual([
      expect.objectContaining({ code: "automatic-message", document: 0, path: "data.message" }),
    ]);
  });

  test("a bot's reply, with a rule that takes the trigger for a chatbot", () => {
    const { events, unmapped } = importSmartsupp(sample("webhook-bot-replied"), {
      isChatbot: ({ trigger }) => trigger.name === "welcome-trigger",
    });
    const bot = { accountId: "test-account-id", conversationId: "conv-001", botId: "trigger-001" };
    expect(events.slice(1)).toStrictEqual([
      // The bot's first message is when it was displayed; trigger_id is its id, trigger_name only a label.
      {
        ...bot,
        type: "BotTriggered",
        id: "msg-bot-001/triggered",
        occurredAt: "2026-05-15T10:00:30.000Z",
        trigger: "welcome-trigger",
      },
      { ...bot, type: "BotMessageSent", id: "msg-bot-001", occurredAt: "2026-05-15T10:00:30.000Z" },
    ]);
    expect(unmapped).toEqual([]);
  });

  test("the bare envelope names no event, so it has no counterpart", () => {
    expect(importSmartsupp(sample("webhook-envelope"))).toEqual({
      events: [],
      unmapped: [
        {
          code: "no-counterpart",
          document: 0,
          path: "",
          what: 'webhook "<name>"',
          why: "The ledger has no event for it.",
        },
      ],
    });
  });
});
