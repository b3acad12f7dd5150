import { type LedgerEvent, parseEvent } from "chatledger";
import { ledgerEvent } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareIdentity, compareValues, toContent } from "../../src/domain/event-content.ts";
import { at, event, inChat } from "../support/events.ts";

const CONTENT_FIELDS = [
  "id",
  "sequence",
  "type",
  "conversationId",
  "visitorId",
  "botId",
  "buttonId",
  "agentId",
  "closedBy",
  "rating",
  "plan",
  "timeZone",
  "packageId",
  "conversations",
  "periodStart",
];

test("the content is the instant and exactly the fields that identify an event", () => {
  fc.assert(
    fc.property(ledgerEvent(), (input) => {
      const named = Object.entries(input).filter(([field]) => CONTENT_FIELDS.includes(field));
      expect(toContent(input)).toStrictEqual({ at: Date.parse(input.occurredAt), ...Object.fromEntries(named) });
    }),
  );
});

test("with a place among others of its instant, an event of a visit has the same content and the place", () => {
  const visit = { visitorId: "v", botId: "b" };
  for (const one of [event.VisitorArrived(visit), event.BotTriggered(visit), event.ButtonClicked(visit)]) {
    expect(toContent({ ...one, sequence: 7 })).toStrictEqual({ ...toContent(one), sequence: 7 });
    expect(toContent(one).visitorId).toBe("v");
  }
});

describe("of each event in the life of a package or a plan, the content is", () => {
  const all = {
    packageId: "p",
    conversations: 50,
    periodStart: "2024-05-01T00:00:00.000Z",
    plan: "pro",
    timeZone: "UTC",
  };
  const { packageId, conversations, periodStart, plan, timeZone } = all;
  test.each<[LedgerEvent, object]>([
    [event.PlanSubscribed(), { plan, timeZone }],
    [event.PlanChanged(), { plan }],
    [event.PlanCancelled(), {}],
    [event.PlanReactivated(), {}],
    [event.PackagePurchased(), { packageId, conversations }],
    [event.PackageRenewalDisabled(), { packageId }],
    [event.PackageRenewalEnabled(), { packageId }],
    [event.PackageRenewed(), { packageId, periodStart }],
    [event.PackageRenewalFailed(), { packageId, periodStart }],
    [event.ChatbotConversationCounted(inChat("c")), { conversationId: "c" }],
  ])("$type: %o", (input, fields) => {
    const { id, type, occurredAt } = input;
    expect(toContent({ ...input, ...all })).toStrictEqual({ at: Date.parse(occurredAt), type, id, ...fields });
  });
});

describe("is no part of it:", () => {
  test.each<[string, LedgerEvent, object]>([
    ["the account", event.ButtonClicked(), { accountId: "other" }],
    ["the schema version", event.ButtonClicked(), { schemaVersion: 1 }],
    ["a label", event.ButtonClicked(), { label: "Prices" }],
    ["a text", event.DirectMessageSent(), { text: "Hello" }],
    ["the text of an agent", event.AgentMessageSent(), { text: "Hello" }],
    ["a page", event.VisitorArrived(), { pageUrl: "/", channel: "web" }],
    ["a trigger", event.BotTriggered(), { trigger: "welcome" }],
    ["the field of an input", event.BotInputSubmitted(), { fieldId: "order" }],
    ["the reason of a close", event.ChatClosed(), { reason: "idle" }],
    ["a comment", event.ChatRated(), { comment: "Thanks" }],
    ["a field that only other events have", event.DirectMessageSent(), { botId: "bot", rating: 5, plan: "pro" }],
    ["a field of nobody", event.DirectMessageSent(), { color: "red" }],
    ["how the instant is written", event.ChatClosed(at("10:00")), { occurredAt: "2024-05-01T12:00:00.0009+02:00" }],
  ])("%s", (_, input, change) => {
    const changed = { ...input, ...change };
    expect(toContent(changed)).toStrictEqual(toContent(input));
    expect(toContent(parseEvent(changed))).toStrictEqual(toContent(input));
  });
});

test("fields stand in one order, so equal contents are equal as JSON", () => {
  fc.assert(
    fc.property(ledgerEvent(), (input) => {
      const reversed = parseEvent(Object.fromEntries(Object.entries(input).reverse()));
      expect(JSON.stringify(toContent(reversed))).toBe(JSON.stringify(toContent(input)));
    }),
  );
});

test("an event that was never parsed and has no instant is refused as parseEvent would", () => {
  const unread = { ...event.ChatClosed({ id: "e1" }), occurredAt: "2024-02-30T00:00:00Z" };
  expect(() => toContent(unread)).toThrow(
    expect.objectContaining({ code: "invalid-field", path: "occurredAt", eventId: "e1" }),
  );
});

test.each(["Unheard", "constructor", "__proto__"])(
  "an event that was never parsed and is of no kind is refused too: %s",
  (type) => {
    const unread: LedgerEvent = JSON.parse(JSON.stringify({ ...event.ChatClosed({ id: "e1" }), type }));
    expect(() => toContent(unread)).toThrow(
      expect.objectContaining({ code: "unknown-type", path: "type", eventId: "e1" }),
    );
  },
);

describe("what breaks a tie", () => {
  test.each([
    ["the id comes first", { id: "e0", botId: "z" }, { id: "e1", botId: "a" }],
    ["ids compare by code point", { id: "\uFF5E" }, { id: "\u{1F600}" }],
    ["an absent bot comes before a bot", {}, { botId: "a" }],
    ["the conversation comes before the visitor", inChat("a"), { visitorId: "a", conversationId: "b" }],
    ["the visitor comes before the bot", { visitorId: "a", botId: "b" }, { visitorId: "b", botId: "a" }],
    ["an absent visitor comes first, whatever the bot", { botId: "b" }, { visitorId: "a", botId: "a" }],
    ["the bot comes before the button", { botId: "a", buttonId: "b" }, { botId: "b", buttonId: "a" }],
    ["the button is looked at too", { botId: "a", buttonId: "a" }, { botId: "a", buttonId: "b" }],
  ])("%s", (_, less, more) => {
    const [a, b] = [less, more].map((fields) => toContent(event.HandoffRequested({ id: "e1" }, fields)));
    if (a === undefined || b === undefined) throw new Error("Two contents were expected.");
    expect(compareIdentity(a, b)).toBeLessThan(0);
    expect(compareIdentity(b, a)).toBeGreaterThan(0);
    expect(compareIdentity(a, { ...a })).toBe(0);
  });

  test("numbers compare as numbers, and absent ones come first", () => {
    expect(compareValues(undefined, 0)).toBeLessThan(0);
    expect(compareValues(0, undefined)).toBeGreaterThan(0);
    expect(compareValues(9, 10)).toBeLessThan(0);
    expect(compareValues("9", "10")).toBeGreaterThan(0);
    expect(compareValues(undefined, undefined)).toBe(0);
  });
});
