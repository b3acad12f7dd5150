import { eventSchema, parseEvent } from "chatledger";
import { ledgerEvent } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as classic from "zod";
import * as z from "zod/mini";
import { event } from "../support/events.ts";

test("the schema of an event reads what parseEvent reads, without fields that it does not name", () => {
  fc.assert(
    fc.property(ledgerEvent(), (input) => {
      const read = eventSchema.parse({ ...input, color: "red" });
      expect(read).toEqual(eventSchema.parse(parseEvent(input)));
      expect(Object.keys(read).toSorted()).toEqual(Object.keys(input).toSorted());
    }),
  );
});

test("and nothing else", () => {
  for (const input of [null, {}, { ...event.ChatClosed(), type: "Unheard" }, { ...event.ChatClosed(), id: "" }]) {
    expect(eventSchema.safeParse(input).success).toBe(false);
  }
});

test("it says what it is the schema of", () => {
  expect(z.globalRegistry.get(eventSchema)).toEqual({
    title: "chatledger event",
    description: "One fact of a chat conversation or of an account's billing.",
  });
});

test("it goes into the schemas of zod", () => {
  const closed = event.ChatClosed();
  expect(classic.array(eventSchema).parse([{ ...closed, color: "red" }])).toEqual([eventSchema.parse(closed)]);
});
