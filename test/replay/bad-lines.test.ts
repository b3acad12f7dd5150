import { constants } from "node:buffer";
import type { LedgerEvent } from "chatledger";
import { isLogError, type Replay, replay } from "chatledger/replay";
import { describe, expect, test } from "vitest";
import { parseLine } from "../../src/replay/parse-line.ts";
import { event, inChat } from "../support/events.ts";
import { ndjson, tempFolder } from "./temp-folder.ts";

const folder = tempFolder();

const GOOD = JSON.stringify(event.BotTriggered({ id: "good" }));
const ALSO_GOOD = JSON.stringify(event.ButtonClicked({ id: "also-good" }));

const MISSING = { type: "ButtonClicked", id: "e1", occurredAt: "2024-05-01T10:00:00Z", accountId: "acme" };

/** What can be wrong with one line: what stands there, and what is said of it. */
const BAD_LINES = [
  ["is cut off", GOOD.slice(0, -20), "invalid-json", 'expected one JSON object on the line, got "{'],
  ["is no JSON", "hello", "invalid-json", 'got "hello".'],
  ["has two objects", `${GOOD} ${GOOD}`, "invalid-json", "characters)."],
  [
    "holds a NUL byte",
    `${GOOD.slice(0, 30)}\0${GOOD.slice(30)}`,
    "invalid-json",
    "expected one JSON object on the line",
  ],
  ["is all NUL bytes", "\0".repeat(1_000), "invalid-json", "… (1000 characters)."],
  ["is no UTF-8", Buffer.from([0x7b, 0xff, 0x22]), "invalid-utf8", "expected text in UTF-8, got other bytes."],
  ["is UTF-16", Buffer.from(GOOD, "utf16le"), "invalid-json", "expected one JSON object on the line"],
  ["is an array", `[${GOOD}]`, "not-an-object", "expected an event as a JSON object, got an array."],
  ["is null", "null", "not-an-object", "got null."],
  ["is a number", "17", "not-an-object", "got the number 17."],
  ["lacks its type", '{"id":"e1"}', "missing-field", 'type: expected the name of an event, got nothing (event "e1").'],
  [
    "lacks a field",
    JSON.stringify({ ...MISSING, conversationId: "c" }),
    "missing-field",
    "botId: expected a string, got nothing",
  ],
  [
    "has a date that does not exist",
    JSON.stringify(event.BotTriggered({ id: "e1", occurredAt: "2024-02-30T10:00:00Z" })),
    "invalid-field",
    'occurredAt: expected an RFC 3339 date-time with Z or an offset, such as 2024-05-01T10:00:00.000Z, got "2024-02-30T10:00:00Z" (event "e1").',
  ],
  [
    "has a local time",
    JSON.stringify(event.BotTriggered({ occurredAt: "2024-05-01T10:00:00" })),
    "invalid-field",
    'got "2024-05-01T10:00:00"',
  ],
  [
    "has a number for a string",
    JSON.stringify({ ...event.BotTriggered(), conversationId: 42 }),
    "invalid-field",
    "conversationId: expected a string, got the number 42",
  ],
  [
    "has a string for a number",
    JSON.stringify({ ...event.ChatRated(), rating: "5" }),
    "invalid-field",
    'rating: expected a whole number, got "5"',
  ],
  [
    "has null for a text",
    JSON.stringify({ ...event.DirectMessageSent(), text: null }),
    "invalid-field",
    "text: expected a string, got null",
  ],
  [
    "has an id of 129 characters",
    JSON.stringify(event.BotTriggered({ botId: "b".repeat(129) })),
    "invalid-field",
    "botId: expected 1 to 128 Unicode characters",
  ],
] as const;

function outline({ lines, conversationEvents, anomalies }: Replay) {
  return { lines, conversationEvents, bad: anomalies.map(({ kind, severity, line }) => [kind, severity, line]) };
}

describe.each(BAD_LINES)("a line that %s", (name, line, kind, said) => {
  const log = Buffer.concat([Buffer.from(`${GOOD}\n\n`), Buffer.from(line), Buffer.from(`\r\n${ALSO_GOOD}`)]);
  const file = () => folder.write(`${name}.ndjson`, log);

  test("is named with its place, and the good lines are counted", async () => {
    const path = file();
    const result = await replay(path);
    expect(outline(result)).toEqual({ lines: 3, conversationEvents: 2, bad: [[kind, "error", 3]] });
    expect(result.anomalies[0]).toMatchObject({ file: path, message: expect.stringContaining(said) });
  });

  test("ends a strict replay, with the place", async () => {
    const path = file();
    const error: unknown = await replay(path, { strict: true }).catch((caught: unknown) => caught);
    if (!isLogError(error)) throw new Error("Expected a LogError.");
    expect(error.code).toBe(kind);
    expect(error.message).toContain(`${path}:3: `);
    expect(error.message).toContain(said);
  });
});

test("a line in UTF-8 stands beside one that is not", async () => {
  const polite = JSON.stringify(event.DirectMessageSent({ id: "žluťoučký \u{1F600}" }));
  const file = folder.write("mixed.ndjson", Buffer.concat([Buffer.from([0xc3, 0x28, 10]), Buffer.from(polite)]));
  const log = await replay(file);
  expect(outline(log).bad).toEqual([["invalid-utf8", "error", 1]]);
  expect([...log.conversations()].map(({ marks }) => marks.map(({ id }) => id))).toEqual([["žluťoučký \u{1F600}"]]);
});

test("ten megabytes in one line are refused in few words, and accepted if they are an event", async () => {
  const text = "x".repeat(10_000_000);
  const message = event.DirectMessageSent({ id: "long", text });
  const extra = { ...event.BotTriggered({ id: "extra" }), unknown: [text] };
  const file = folder.write("long.ndjson", `${text}\n${ndjson([message, extra])}"${text}"\n`);
  const lengths: number[] = [];
  const onEvent = (one: LedgerEvent) => "text" in one && lengths.push(one.text?.length ?? 0);
  const log = await replay(file, { onEvent });
  expect(lengths).toEqual([text.length]);
  expect(outline(log)).toEqual({
    lines: 4,
    conversationEvents: 2,
    bad: [
      ["invalid-json", "error", 1],
      ["not-an-object", "error", 4],
    ],
  });
  for (const { message } of log.anomalies) expect(message.length).toBeLessThan(200);
});

test("a line that is too long to be text in JavaScript is refused", () => {
  const length = constants.MAX_STRING_LENGTH + 1;
  const result = parseLine(Buffer.alloc(length), 0, length, "latin1");
  expect(result).toMatchObject({
    success: false,
    error: { code: "invalid-json", message: `expected a line of ${length - 1} bytes at most, got ${length} bytes.` },
  });
});

test("only an unknown type is no error, unless the replay is strict", async () => {
  const file = folder.write("unknown.ndjson", `${GOOD}\n{"type":"BotSlept","id":"e2"}\n${ALSO_GOOD}\n`);
  const log = await replay(file);
  expect(log.anomalies).toEqual([
    {
      kind: "unknown-type",
      severity: "note",
      file,
      line: 2,
      eventId: "e2",
      message: 'type: expected the name of an event, got "BotSlept" (event "e2").',
    },
  ]);
  await expect(replay(file, { strict: true })).rejects.toMatchObject({
    code: "unknown-type",
    anomaly: { severity: "error", line: 2 },
  });
});

test("fields that no page names and names of Object's own change nothing", async () => {
  const line =
    '{"__proto__":{"text":"x"},"constructor":1,"type":"DirectMessageSent","id":"__proto__",' +
    '"occurredAt":"2024-05-01T10:00:00.000Z","accountId":"__proto__","conversationId":"constructor"}\n';
  const log = await replay(folder.write("names.ndjson", line));
  expect(log.anomalies).toEqual([]);
  expect([...log.conversations("__proto__")].map(({ of }) => of.conversationId)).toEqual(["constructor"]);
  expect(Object.hasOwn(Object.prototype, "text")).toBe(false);
});

test("anomalies stand in the order of the files and lines", async () => {
  const first = folder.write("b-first.ndjson", `x\n${GOOD}\ny\n`);
  const second = folder.write("a-second.ndjson", `${GOOD}\nz\n`);
  const { anomalies } = await replay([first, second]);
  expect(anomalies.map(({ kind, file, line }) => [kind, file, line])).toEqual([
    ["invalid-json", first, 1],
    ["invalid-json", first, 3],
    ["duplicate", second, 1],
    ["invalid-json", second, 2],
  ]);
});

test("lines are counted without blank ones, events of conversations and of billing apart", async () => {
  const events = [event.BotTriggered(), event.PlanSubscribed(), event.ButtonClicked(inChat("c2"))];
  const log = await replay(folder.write("counts.ndjson", `\n${ndjson(events)}\n \nnonsense\n`));
  expect(log).toMatchObject({ lines: 4, conversationEvents: 2, billingEvents: 1 });
});

test("the first and last instant are those of all valid events, of billing too", async () => {
  const lines = ndjson([
    event.BotTriggered({ occurredAt: "2024-05-02T00:00:00+02:00" }),
    event.PlanSubscribed({ occurredAt: "2024-04-30T00:00:00Z" }),
    event.PlanCancelled({ occurredAt: "2024-06-01T00:00:00Z" }),
    { ...event.BotTriggered({ occurredAt: "2030-01-01T00:00:00Z" }), botId: 1 },
  ]);
  const log = await replay(folder.write("instants.ndjson", lines));
  expect(log).toMatchObject({ firstAt: Date.parse("2024-04-30"), lastAt: Date.parse("2024-06-01") });
});

test("an empty log is no error", async () => {
  const log = await replay([
    folder.write("empty.ndjson", ""),
    folder.write("mark.ndjson", "\uFEFF"),
    folder.write("blank.ndjson", "\r\n \n"),
  ]);
  expect([...log.conversations()]).toEqual([]);
  expect(log).toMatchObject({ lines: 0, anomalies: [], firstAt: null, lastAt: null });
});

test("no log at all is an empty one", async () => {
  expect(await replay([])).toMatchObject({ lines: 0, anomalies: [] });
});
