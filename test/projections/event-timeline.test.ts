import { foldConversation } from "chatledger";
import { arrivals, conversation } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { timelineLines, timelineOf, timelineOfMarks } from "../../src/projections/event-timeline.ts";
import { at, event, time } from "../support/events.ts";

const bot = event.BotTriggered({ id: "bot" }, at("10:00"));
const click = event.ButtonClicked({ id: "click", visitorId: "v" }, at("10:01"));
const close = event.ChatClosed({ id: "close", schemaVersion: 1 }, at("10:02"));

test("each event once, in order, up to a time", () => {
  const arrived = [close, click, bot, click];
  expect(timelineOf(arrived)).toEqual([bot, click, close]);
  expect(timelineOf(arrived, Date.parse(time("10:01")))).toEqual([bot, click]);
  expect(timelineOf(arrived, Date.parse(time("10:01")) - 1)).toEqual([bot]);
});

test("of copies whose texts differ the same one, whichever came first", () => {
  const written = event.DirectMessageSent({ id: "message", text: "b" }, at("10:01"));
  const rewritten = { ...written, text: "a" };
  expect(timelineOf([written, rewritten])).toEqual([rewritten]);
  expect(timelineOf([rewritten, written])).toEqual([rewritten]);
});

test("of any conversation it is the same in any order of arrival, and as long as what is known", () => {
  const arrived = conversation().chain((events) => fc.tuple(fc.constant(events), arrivals(events)));
  fc.assert(
    fc.property(arrived, ([events, again]) => {
      expect(timelineOf(again)).toEqual(timelineOf(events));
      expect(timelineOf(events)).toHaveLength(foldConversation(events).marks.length);
    }),
  );
});

test("of a conversation of which only the state is known it is without texts", () => {
  const { marks } = foldConversation([close, event.DirectMessageSent({ id: "message", text: "secret" }, at("10:01"))]);
  expect(timelineOfMarks(marks)).toEqual([
    { occurredAt: time("10:01"), type: "DirectMessageSent", id: "message", conversationId: "chat" },
    { occurredAt: time("10:02"), type: "ChatClosed", id: "close", conversationId: "chat", closedBy: "visitor" },
  ]);
  expect(timelineOfMarks(marks, Date.parse(time("10:01")))).toHaveLength(1);
});

test("a line says when, what, and what is special about it", () => {
  const message = event.DirectMessageSent({ id: "m", text: "Ahoj \u001b[2J" }, at("10:03"));
  expect(timelineLines([bot, click, close, message])).toEqual([
    '2024-05-01T10:00:00.000Z  BotTriggered       id="bot" botId="bot"',
    '2024-05-01T10:01:00.000Z  ButtonClicked      id="click" botId="bot" buttonId="button"',
    '2024-05-01T10:02:00.000Z  ChatClosed         id="close" closedBy="visitor"',
    '2024-05-01T10:03:00.000Z  DirectMessageSent  id="m" text="Ahoj \\u001b[2J"',
  ]);
});
