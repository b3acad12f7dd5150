import {
  deserializeConversation,
  foldConversation,
  parseEvent,
  safeParseEvent,
  serializeConversation,
} from "chatledger";
import { expect, test, vi } from "vitest";
import { event } from "../support/events.ts";

// As if version 2 had given an event and one of its fields other names.
vi.mock("../../src/domain/upcast.ts", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../src/domain/upcast.ts")>();
  const rename: (typeof original.upcasters)[number] = ({ bot, ...rest }) => ({
    ...rest,
    type: rest["type"] === "BotShown" ? "BotTriggered" : rest["type"],
    botId: bot,
  });
  const upcast: typeof original.upcast = (input) => original.upcast(input, 2, { 1: rename });
  return { ...original, SCHEMA_VERSION: 2, upcast };
});

const today = event.BotTriggered({ id: "e1", schemaVersion: 2 });
const { botId, schemaVersion: _, ...envelope } = today;
const old = { ...envelope, type: "BotShown", bot: botId };

test("an event of the older version is read as today's", () => {
  expect(parseEvent(old)).toStrictEqual(today);
  expect(parseEvent({ ...old, schemaVersion: 1 })).toStrictEqual(today);
});

test("an event of today's version is not rewritten", () => {
  expect(parseEvent(today)).toStrictEqual(today);
  expect(safeParseEvent({ ...old, schemaVersion: 2 })).toMatchObject({
    error: { code: "unknown-type", eventId: "e1" },
  });
});

test("an old event that lacks a field is refused in today's words", () => {
  expect(safeParseEvent({ ...old, bot: undefined })).toMatchObject({
    error: { code: "missing-field", path: "botId", eventId: "e1" },
  });
});

test("a stored state is of today's version and is read back as it was", () => {
  const state = foldConversation([today]);
  expect(deserializeConversation(serializeConversation(state))).toStrictEqual(state);
});
