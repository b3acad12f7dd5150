import { parseEvent } from "chatledger";
import {
  ImportError,
  importPostHooks,
  importRest,
  importSmartsupp,
  importWebhooks,
  isImportError,
  type SmartsuppImport,
} from "chatledger/importers/smartsupp";
import { HOSTILE_IDS } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  button,
  chat,
  click,
  delivered,
  event,
  hook,
  hookMessage,
  message,
  page,
  sample,
  second,
  webhook,
} from "./vendor-documents.ts";

const account = { accountId: "acme" };

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

function bytes({ events, unmapped }: SmartsuppImport): string {
  return [...events, ...unmapped].map((item) => JSON.stringify(item)).join("\n");
}

describe("the formats", () => {
  const documents = [
    hook([hookMessage(1, "visitor", "Hi")]),
    page(message("m1", 1, "contact")),
    delivered(message("m2", 2, "agent")),
  ];
  const [fromHook, rest, fromWebhook] = documents;

  test("are told apart by the shape of the document", () => {
    const { events, unmapped } = importSmartsupp(documents, account);
    expect(events.map(({ conversationId, type }) => `${conversationId} ${type}`)).toEqual([
      "55039 VisitorArrived",
      "55039 DirectMessageSent",
      "55039 ChatClosed",
      "chat VisitorArrived",
      "chat DirectMessageSent",
      "chat AgentMessageSent",
    ]);
    expect(unmapped).toEqual([]);
  });

  test("have a function each, which reports the documents of the others", () => {
    const codes = ({ unmapped }: SmartsuppImport) => unmapped.map(({ document, code }) => [document, code]);
    const unknown = "unknown-format";
    expect(codes(importPostHooks(documents, account))).toEqual([
      [1, unknown],
      [2, unknown],
    ]);
    expect(codes(importRest(documents, account))).toEqual([
      [0, unknown],
      [2, unknown],
    ]);
    expect(codes(importWebhooks(documents, account))).toEqual([
      [0, unknown],
      [1, unknown],
    ]);
    expect(importPostHooks(fromHook)).toEqual(importSmartsupp(fromHook));
    expect(importRest(rest, account)).toEqual(importSmartsupp(rest, account));
    expect(importWebhooks(fromWebhook)).toEqual(importSmartsupp(fromWebhook));
  });

  test("may come in lists, one deep: the place says where", () => {
    const nested = [documents, [{ nothing: true }, fromHook]];
    const { events, unmapped } = importSmartsupp(nested, account);
    expect(events).toEqual(importSmartsupp(documents, account).events);
    expect(unmapped).toMatchObject([{ code: "unknown-format", document: 1, path: "[0]" }]);
    const bad = [[page("?")]];
    expect(importSmartsupp(bad, account).unmapped).toMatchObject([{ document: 0, path: "[0].items[0]" }]);
  });

  test.each([
    [null],
    ["text"],
    [5],
    [true],
    [{}],
    [{ id: "x" }],
    [{ event: 5, data: {} }],
    [[[[]]]],
    [{ messages: [] }],
  ])("do not include %j, which is reported", (input) => {
    expect(importSmartsupp(input)).toMatchObject({ events: [], unmapped: [{ code: "unknown-format", document: 0 }] });
  });

  test("are reported by document, whatever found out", () => {
    const automatic = page(message("m1", 1, "bot"));
    const { unmapped } = importSmartsupp([{}, automatic, {}], account);
    expect(unmapped.map(({ code, document }) => [code, document])).toEqual([
      ["unknown-format", 0],
      ["automatic-message", 1],
      ["unknown-format", 2],
    ]);
  });

  test("of nothing come to nothing", () => {
    expect(importSmartsupp([])).toEqual({ events: [], unmapped: [] });
  });
});

describe("the account", () => {
  test("of REST data must be passed: the refusal says how, and which document asks for it", () => {
    const error = errorOf(() => importSmartsupp([sample("post-hook"), sample("rest-messages")]));
    expect(error).toBeInstanceOf(ImportError);
    expect(isImportError(error)).toBe(true);
    expect(error).toMatchObject({ code: "account-required", document: 1 });
    expect(String(error)).toContain("--account ID");
  });

  test.each([
    ["a POST hook", hook([], { accountId: null })],
    ["a webhook", webhook("conversation.opened", { conversation: chat() }, 0, { account_id: undefined })],
  ])("must be passed for %s that does not name it", (_, document) => {
    expect(errorOf(() => importSmartsupp(document))).toMatchObject({ code: "account-required", document: 0 });
    expect(importSmartsupp(document, account).events[0]).toMatchObject(account);
  });

  test.each(["", "x".repeat(129), "\uD800", "\0"])("must be an id: %j is refused", (accountId) => {
    const error = errorOf(() => importSmartsupp([], { accountId }));
    expect(error).toMatchObject({ code: "invalid-account", document: undefined });
  });

  test("keeps conversations with one id apart", () => {
    const { events } = importSmartsupp(
      [1, 2].map((accountId) => hook([hookMessage(1, "visitor", "Hi")], { accountId })),
    );
    expect(events.map(({ accountId }) => accountId)).toEqual(["1", "1", "1", "2", "2", "2"]);
  });

  test.each([
    [null],
    [undefined],
    ["ImportError"],
    [new Error("x")],
    [Object.assign(new Error("x"), { code: "account-required" })],
  ])("%s is no ImportError", (value) => {
    expect(isImportError(value)).toBe(false);
  });
});

describe("the rules", () => {
  const chatbot = message("m1", 1, "bot", "Write 1 for prices.");
  const answer = message("m2", 2, "contact", "1");

  test("can be others: what is a click", () => {
    const { events } = importSmartsupp(page(chatbot, answer), {
      ...account,
      isChatbot: () => true,
      isClick: ({ text }, { lastBotMessage }) => text === "1" && lastBotMessage?.text === "Write 1 for prices.",
    });
    expect(events.map(({ type }) => type)).toEqual(["BotTriggered", "BotMessageSent", "ButtonClicked"]);
    expect(events.at(-1)).toMatchObject({ botId: "bot-1", buttonId: "1", label: "1" });
  });

  test("can be others: which bots are chatbots", () => {
    const offer = message("m1", 1, "bot", { quickReplies: [button("Prices")] });
    const { events, unmapped } = importSmartsupp(page(offer), { ...account, isChatbot: () => false });
    expect(events).toEqual([]);
    expect(unmapped).toMatchObject([{ code: "automatic-message" }]);
  });

  test("can be others for the POST hook too", () => {
    const messages = [
      hookMessage(1, "agent", "We are offline", { triggeredBy: "Offline" }),
      hookMessage(2, "visitor", "1"),
    ];
    const { events, unmapped } = importSmartsupp(hook(messages), {
      isChatbot: ({ trigger }) => trigger.name !== "Offline",
      isClick: ({ text }) => text === "1",
    });
    expect(events.map(({ type }) => type)).toEqual(["VisitorArrived", "ButtonClicked", "ChatClosed"]);
    expect(unmapped).toMatchObject([{ code: "automatic-message", path: "messages[0]" }]);
  });

  test("see the whole conversation in order, and the last words of a bot before the message", () => {
    const seen: unknown[] = [];
    importSmartsupp(page(message("m3", 3, "contact"), answer, message("m4", 4, "bot"), chatbot), {
      ...account,
      isClick: ({ id }, { messages, lastBotMessage }) => {
        seen.push([id, messages.map((one) => one.id), lastBotMessage?.id]);
        return false;
      },
    });
    const all = ["m1", "m2", "m3", "m4"];
    expect(seen).toEqual([
      ["m2", all, "m1"],
      ["m3", all, "m1"],
    ]);
  });
});

describe("whatever the input", () => {
  const start = message("m1", 1, "bot", {
    text: "How can we help?",
    quickReplies: [button("Prices"), button("Order")],
  });
  const items = [
    start,
    message("m2", 2, "contact", click("Prices", "m1")),
    message("m3", 2, "contact", "Order"),
    message("m4", 3, "bot", "One moment"),
    message("m5", 3, "contact", "Hello?"),
    message("m6", 3, "agent"),
    event("m7", 4, "chat_close", { closeType: "agent_close" }),
    event("m8", 4, "agent_leave"),
    message("m2", 2, "contact", "Prices"),
    { ...start, conversation_id: "other", id: "m9" },
    chat(),
    chat({ status: "closed", finished_at: second(9), rating_value: 4 }),
    { ...chat(), id: "other", visitor_id: null },
  ];
  const hookMessages = [
    hookMessage(1, "visitor", "Hi"),
    hookMessage(1, "visitor", "Hi"),
    hookMessage(1, "agent", "Hello", { triggeredBy: "Trigger" }),
    hookMessage(2, "system", "agent.join", { from: "agent:3" }),
    hookMessage(2, "system", "close.visitorClose"),
  ];

  function anyOrder<T>(values: readonly T[]) {
    return fc.shuffledSubarray([...values], { minLength: values.length });
  }

  test("the order of messages, and how pages cut them, changes nothing", () => {
    const expected = importSmartsupp(page(...items), account).events;
    expect(expected.length).toBeGreaterThan(10);
    fc.assert(
      fc.property(anyOrder(items), fc.nat({ max: items.length }), (shuffled, cut) => {
        const { events } = importSmartsupp([page(...shuffled.slice(0, cut)), page(...shuffled.slice(cut))], account);
        expect(events).toEqual(expected);
      }),
    );
  });

  test("the order of a POST hook's messages changes nothing", () => {
    const expected = importSmartsupp(hook(hookMessages)).events;
    fc.assert(
      fc.property(anyOrder(hookMessages), (shuffled) => {
        expect(importSmartsupp(hook(shuffled)).events).toEqual(expected);
      }),
    );
  });

  test("importing twice gives the same bytes, and both together no more events", () => {
    const documents = [
      page(...items),
      hook(hookMessages),
      ...["post-hook", "rest-messages", "webhook-bot-replied"].map(sample),
    ];
    const once = importSmartsupp(documents, account);
    expect(bytes(importSmartsupp(structuredClone(documents), account))).toBe(bytes(once));
    expect(importSmartsupp([...documents, ...documents], account).events).toEqual(once.events);
  });

  test("every event is as parseEvent returns it, and its id is its own", () => {
    const { events } = importSmartsupp([page(...items), hook(hookMessages)], account);
    expect(events.map((event) => parseEvent(event))).toStrictEqual(events);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  });

  test("nothing but an ImportError is thrown", () => {
    const holes = fc.constantFrom(
      "items",
      "messages",
      "data",
      "event",
      "beginAt",
      "channel",
      "id",
      "status",
      "sub_type",
      "content",
    );
    const shaped = fc.dictionary(holes, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 8 });
    const keys = [
      "id",
      "created_at",
      "sub_type",
      "type",
      "content",
      "agent_id",
      "trigger_id",
      "from",
      "sentAt",
      "triggeredBy",
    ];
    const broken = fc
      .tuple(
        fc.constantFrom<Readonly<Record<string, unknown>>>(...items, ...hookMessages),
        fc.constantFrom(...keys),
        fc.jsonValue({ maxDepth: 3 }),
      )
      .map(([item, key, value]) => ({ ...item, [key]: value }));
    const input = fc.oneof(
      fc.jsonValue(),
      shaped,
      fc.array(shaped),
      broken.map((item) => page(item)),
      broken.map((item) => hook([item])),
      broken.map((item) => delivered(item)),
      fc.jsonValue().map((data) => webhook("conversation.closed", data)),
    );
    fc.assert(
      fc.property(input, fc.boolean(), (document, hasAccount) => {
        try {
          const { events } = importSmartsupp(document, hasAccount ? account : {});
          for (const event of events) parseEvent(event);
        } catch (error) {
          expect(isImportError(error) && !hasAccount).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  /** A conversation in which everything has the same name. */
  function named(name: string) {
    const offer = { text: name, quickReplies: [{ text: name, payload: name }] };
    const names = { conversation_id: name, agent_id: name, trigger_id: name };
    const document = page(
      chat({ id: name, visitor_id: name }),
      message(`${name}1`, 1, "bot", offer, names),
      message(`${name}2`, 2, "contact", name, names),
      message(`${name}3`, 3, "agent", name, names),
    );
    return importSmartsupp(document, account);
  }

  test.each(HOSTILE_IDS)("a name is data: %j", (name) => {
    const { events, unmapped } = named(name);
    const ids = { conversationId: name, occurredAt: expect.any(String) };
    expect(unmapped).toEqual([]);
    expect(events).toMatchObject([
      { ...ids, type: "VisitorArrived", visitorId: name },
      { ...ids, type: "BotTriggered", botId: name },
      { ...ids, type: "BotMessageSent", botId: name },
      { ...ids, type: "ButtonClicked", botId: name, buttonId: name, label: name },
      { ...ids, type: "AgentMessageSent", agentId: name, text: name },
    ]);
  });

  test.each(["x".repeat(300), "\uD83D", "\0"])("a name that no id may be loses no event: %j", (name) => {
    const { events, unmapped } = named(name);
    expect(unmapped).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual([
      "VisitorArrived",
      "BotTriggered",
      "BotMessageSent",
      "ButtonClicked",
      "AgentMessageSent",
    ]);
    expect(events.map((event) => parseEvent(event))).toStrictEqual(events);
    expect(events.at(-1)).toMatchObject({ text: name });
  });

  test.each([["__proto__"], ["👩‍👩‍👧‍👦 \u202Eabc\u0000\uD800"], ["x".repeat(10_000)], [""]])(
    "texts are kept as they are: %j",
    (text) => {
      const { events } = importSmartsupp(
        [page(message("m1", 1, "contact", text)), hook([hookMessage(1, "visitor", text)])],
        account,
      );
      const texts = events.flatMap((event) => (event.type === "DirectMessageSent" ? [event.text] : []));
      expect(texts).toEqual([text, text]);
    },
  );

  test("what is reported never quotes what people wrote", () => {
    const secret = "my card is 4111 1111";
    const words = [
      page(message("m1", 1, "agent", secret, { agent_id: null }), message("m2", 2, "bot", secret), secret),
      page(
        message("m3", 3, "system", secret),
        message("m4", 4, "contact", secret, { created_at: secret }),
        chat({ rating_value: secret }),
      ),
      hook([
        hookMessage(1, "agent", secret),
        hookMessage(1, "visitor", secret, { sentAt: secret }),
        hookMessage(1, "system", secret),
      ]),
      secret,
    ];
    const { unmapped } = importSmartsupp(words, account);
    expect(unmapped.length).toBeGreaterThanOrEqual(9);
    expect(JSON.stringify(unmapped)).not.toContain("4111");
  });
});
