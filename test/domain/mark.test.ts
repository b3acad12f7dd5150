import type { ConversationEvent } from "chatledger";
import { arrivals, conversation, conversationEvent } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareMarks, toMark } from "../../src/domain/mark.ts";
import { at, event } from "../support/events.ts";

const mark = conversationEvent().map(toMark);

function marksOf(events: readonly ConversationEvent[]) {
  return events.map((one) => toMark(one));
}

function order(a: ConversationEvent, b: ConversationEvent): number {
  return Math.sign(compareMarks(toMark(a), toMark(b)));
}

/** The same event as far as the order looks, with parts of it changed. */
const click = (...parts: Parameters<typeof event.ButtonClicked>) =>
  event.ButtonClicked({ id: "e1" }, at("10:00"), ...parts);
const close = (...parts: Parameters<typeof event.ChatClosed>) => event.ChatClosed({ id: "e1" }, at("10:00"), ...parts);
const handoff = (...parts: Parameters<typeof event.HandoffRequested>) =>
  event.HandoffRequested({ id: "e1" }, at("10:00"), ...parts);

describe("the earlier event is the one with", () => {
  test.each<[string, ConversationEvent, ConversationEvent]>([
    [
      "the earlier instant",
      close(at("10:00"), { sequence: 9, id: "z" }),
      click(at("10:00:00.001"), { sequence: 0, id: "a" }),
    ],
    [
      "the earlier instant, whatever the offset",
      click({ occurredAt: "2024-05-01T12:00:00+02:00" }),
      click(at("10:01")),
    ],
    ["no sequence", close({ id: "z" }), click({ sequence: 0, id: "a" })],
    ["the lower sequence", close({ sequence: 1, id: "z" }), click({ sequence: 2, id: "a" })],
    ["the lower sequence as a number", click({ sequence: 9 }), click({ sequence: 10 })],
    ["the earlier cause", click({ id: "z" }), close({ id: "a" })],
    ["the lower id", click({ id: "e1", botId: "z" }), click({ id: "e2", botId: "a" })],
    ["the lower id as text", click({ id: "e10" }), click({ id: "e9" })],
    ["the lower id by code point", click({ id: "\uFF5E" }), click({ id: "\u{1F600}" })],
    ["no visitor", click({ botId: "z" }), click({ visitorId: "v", botId: "a" })],
    ["the lower visitor", click({ visitorId: "v1", botId: "z" }), click({ visitorId: "v2", botId: "a" })],
    ["no bot", handoff({ buttonId: "z" }), handoff({ botId: "b", buttonId: "a" })],
    ["the lower bot by code point", click({ botId: "\uFF5E" }), click({ botId: "\u{1F600}" })],
    ["the lower bot", click({ botId: "b1", buttonId: "z" }), click({ botId: "b2", buttonId: "a" })],
    ["no button", handoff(), handoff({ buttonId: "a" })],
    ["the lower button", click({ buttonId: "a" }), click({ buttonId: "b" })],
    [
      "the lower agent",
      event.AgentJoined({ id: "e1", agentId: "a" }, at("10:00")),
      event.AgentJoined({ id: "e1", agentId: "b" }, at("10:00")),
    ],
    ["the lower closer", close({ closedBy: "agent" }), close({ closedBy: "chatbot" })],
    [
      "the lower rating",
      event.ChatRated({ id: "e1", rating: 1 }, at("10:00")),
      event.ChatRated({ id: "e1", rating: 5 }, at("10:00")),
    ],
  ])("%s", (_, earlier, later) => {
    expect(order(earlier, later)).toBe(-1);
    expect(order(later, earlier)).toBe(1);
  });

  test("the earlier cause, from the arrival to the rating", () => {
    const causes = [
      event.VisitorArrived,
      event.BotTriggered,
      event.BotMessageSent,
      event.ButtonClicked,
      event.BotInputSubmitted,
      event.HandoffRequested,
      event.DirectMessageSent,
      event.AgentJoined,
      event.AgentMessageSent,
      event.ChatClosed,
      event.ChatRated,
    ];
    // The ids run the other way, so that only the cause can give this order.
    const events = causes.map((build, index) => build({ id: `e${20 - index}` }, at("10:00")));
    expect(marksOf(events).sort(compareMarks)).toStrictEqual(marksOf(events));
    expect(marksOf(events).reverse().sort(compareMarks)).toStrictEqual(marksOf(events));
  });
});

test("0 means the same event, and nothing else does", () => {
  fc.assert(
    fc.property(mark, mark, (a, b) => {
      expect(compareMarks(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
      expect(compareMarks(a, { ...a })).toBe(0);
    }),
    { numRuns: 1_000 },
  );
});

test("swapping the two turns the sign", () => {
  fc.assert(
    fc.property(mark, mark, (a, b) => {
      const order = Math.sign(compareMarks(a, b));
      expect(order).not.toBeNaN();
      expect(Math.sign(compareMarks(b, a))).toBe(order === 0 ? 0 : -order);
    }),
    { numRuns: 1_000 },
  );
});

test("what is before the before is before", () => {
  fc.assert(
    fc.property(mark, mark, mark, (a, b, c) => {
      const [first, second, third] = [a, b, c].sort(compareMarks);
      if (first === undefined || second === undefined || third === undefined)
        throw new Error("Three marks were expected.");
      expect(compareMarks(first, second)).toBeLessThanOrEqual(0);
      expect(compareMarks(second, third)).toBeLessThanOrEqual(0);
      expect(compareMarks(first, third)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 1_000 },
  );
});

test("a set of events has one order, however it arrived", () => {
  const arrived = conversation().chain((events) =>
    fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
  );
  fc.assert(
    fc.property(arrived, ([events, shuffled]) => {
      expect(marksOf(shuffled).sort(compareMarks)).toStrictEqual(marksOf(events).sort(compareMarks));
    }),
  );
});

test("the order of two looks at nothing else", () => {
  const withOthers = fc
    .tuple(mark, mark, fc.array(mark))
    .chain(([a, b, rest]) => fc.tuple(fc.constant([a, b] as const), arrivals([a, b, ...rest])));
  fc.assert(
    fc.property(withOthers, ([[a, b], all]) => {
      const sorted = all.sort(compareMarks).map((one) => JSON.stringify(one));
      const places = [a, b].map((one) => sorted.indexOf(JSON.stringify(one)));
      expect(Math.sign((places[0] ?? -1) - (places[1] ?? -1))).toBe(Math.sign(compareMarks(a, b)));
    }),
  );
});
