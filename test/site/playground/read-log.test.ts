import { log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readLog } from "../../../site/playground/model/read-log.ts";
import { at, event } from "../../support/events.ts";

const click = event.ButtonClicked({ id: "click" }, at("10:00"));

test("events, one a line, with blank lines, CRLF and a byte-order mark between them", () => {
  const line = JSON.stringify(click);
  expect(readLog(`\ufeff${line}\r\n\n \t\n${line}`)).toEqual({ events: [click, click], refused: [] });
  expect(readLog("")).toEqual({ events: [], refused: [] });
});

test("what is refused has its line, its code, and the message of the library", () => {
  const text = ["{", JSON.stringify({ ...click, occurredAt: "noon" }), "", '{"type":"Dance"}', "[]"].join("\n");
  const { events, refused } = readLog(text);
  expect(events).toEqual([]);
  expect(refused.map(({ line, code }) => [line, code])).toEqual([
    [1, "invalid-json"],
    [2, "invalid-field"],
    [4, "unknown-type"],
    [5, "not-an-object"],
  ]);
  expect(refused[1]?.message).toContain("occurredAt");
});

test("any log that was printed comes back", () => {
  fc.assert(
    fc.property(log(), (events) => {
      const read = readLog(events.map((line) => JSON.stringify(line)).join("\n"));
      expect(read).toEqual({ events, refused: [] });
    }),
  );
});
