import { EventError, isEventError, isUsageError, UsageError } from "chatledger";
import { describe, expect, test } from "vitest";
import { describeValue } from "../../src/domain/event-error.ts";

const fault = {
  code: "invalid-field",
  path: "botId",
  expected: "a string",
  received: "null",
  eventId: "e7",
} as const;

describe("the message says where, what was expected and what came", () => {
  test.each([
    [{}, 'botId: expected a string, got null (event "e7").'],
    [{ file: "log.ndjson", line: 12 }, 'log.ndjson:12: botId: expected a string, got null (event "e7").'],
    [{ file: "log.ndjson" }, 'log.ndjson: botId: expected a string, got null (event "e7").'],
    [{ eventId: undefined, path: "" }, "expected a string, got null."],
    [{ eventId: 'a"b\n' }, 'botId: expected a string, got null (event "a\\"b\\n").'],
  ])("%j", (change, message) => {
    expect(new EventError({ ...fault, ...change }).message).toBe(message);
  });
});

test("parts that are not known are not there", () => {
  const { eventId: _, ...withoutId } = fault;
  const error = new EventError(withoutId);
  expect(error).not.toHaveProperty("eventId");
  expect(error).not.toHaveProperty("file");
  expect(error).not.toHaveProperty("line");
});

test("a place can be added later", () => {
  const error = new EventError(fault).at({ file: "-", line: 3 });
  expect(error).toMatchObject({ ...fault, file: "-", line: 3 });
  expect(error.message).toBe('-:3: botId: expected a string, got null (event "e7").');
});

test("what came can be hidden, the rest stays", () => {
  const error = new EventError({ ...fault, received: '"my secret"', file: "log", line: 1 }).withoutReceived();
  expect(error).toMatchObject({ ...fault, received: "a value that is not shown", file: "log", line: 1 });
  expect(JSON.stringify(error) + error.message).not.toContain("secret");
});

describe("a value in words", () => {
  test.each([
    [undefined, "nothing"],
    [null, "null"],
    ["", '""'],
    ["a\u001b[31mred", '"a\\u001b[31mred"'],
    [Number.NaN, "the number NaN"],
    [-1.5, "the number -1.5"],
    [false, "boolean false"],
    [10n, "bigint 10"],
    [[1], "an array"],
    [{ a: 1 }, "an object"],
    ["x".repeat(60), `"${"x".repeat(60)}"`],
    ["x".repeat(61), `"${"x".repeat(60)}" … (61 characters)`],
    ["\u{1F600}".repeat(60), `"${"\u{1F600}".repeat(60)}"`],
    ["\u{1F600}".repeat(61), `"${"\u{1F600}".repeat(60)}" … (122 characters)`],
  ])("number %#", (value, words) => {
    expect(describeValue(value)).toBe(words);
  });
});

/** The error of another copy of the package: alike, but of a class of its own. */
function ofAnotherCopy(name: string, parts: object): Error {
  return Object.assign(new Error("?"), { name }, parts);
}

describe("guards", () => {
  test("tell an error of events from one of usage", () => {
    const event = new EventError(fault);
    const usage = new UsageError("invalid-state", "?");
    expect([isEventError(event), isUsageError(event)]).toStrictEqual([true, false]);
    expect([isEventError(usage), isUsageError(usage)]).toStrictEqual([false, true]);
    expect(usage.code).toBe("invalid-state");
  });

  test("know the errors of another copy of the package", () => {
    expect(isEventError(ofAnotherCopy("EventError", { code: "missing-field" }))).toBe(true);
    expect(isUsageError(ofAnotherCopy("UsageError", { code: "invalid-state" }))).toBe(true);
  });

  test.each([
    [undefined],
    [null],
    ["EventError"],
    [{ ...fault, name: "EventError" }],
    [new Error("?")],
    [ofAnotherCopy("EventError", {})],
    [ofAnotherCopy("UsageError", {})],
  ])("refuse anything else: %s", (value) => {
    expect(isEventError(value)).toBe(false);
    expect(isUsageError(value)).toBe(false);
  });
});
