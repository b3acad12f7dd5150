import { parseEvent } from "chatledger";
import { HOSTILE_IDS, id, ledgerEvent } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventSchemas } from "../../src/domain/event.ts";
import { isPlainEvent, withoutUnknownFields } from "../../src/domain/plain-event.ts";
import { event } from "../support/events.ts";

function readPlainEvent(raw: Readonly<Record<string, unknown>>) {
  return isPlainEvent(raw) ? withoutUnknownFields(raw) : undefined;
}

/** The quick reading is right if it gives what the schema gives, or leaves the event to the schema. */
function expectAgreement(raw: Readonly<Record<string, unknown>>): void {
  const quick = readPlainEvent(raw);
  if (quick === undefined) return;
  const thorough = eventSchemas.get(String(raw["type"]))?.safeParse(raw);
  expect(thorough?.success).toBe(true);
  expect(quick).toEqual(thorough?.data);
  expect(JSON.stringify(quick)).toBe(JSON.stringify(thorough?.data));
}

// What stands where a value was expected: the wrong, and the nearly right.
const value = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    "",
    0,
    -0,
    -1,
    1.5,
    6,
    Number.NaN,
    Number.MAX_SAFE_INTEGER + 1,
    "5",
    true,
    "\0",
    "\uD800",
    "\uDC00\uD800",
    "x".repeat(129),
    "\u{1F600}".repeat(129),
    "2024-02-30T10:00:00.000Z",
    "2024-05-01T10:00:00.00Z",
    "2024-05-01T10:00:00+00:00",
    "2024-05-01T10:00:00.000z",
    "2024-05-01 10:00:00.000Z",
    "0000-01-01T00:00:00.000Z",
    "nobody",
    ...HOSTILE_IDS,
  ),
  id(),
  fc.anything(),
);

test("an event in its printed form is read without its schema, whatever else it carries", () => {
  fc.assert(
    fc.property(ledgerEvent(), fc.dictionary(fc.string(), fc.jsonValue()), (input, extra) => {
      const printed = parseEvent(input);
      expect(readPlainEvent(printed)).toStrictEqual(printed);
      expect(readPlainEvent({ ...extra, ...printed })).toEqual(parseEvent({ ...extra, ...printed }));
    }),
  );
});

test("with one field or two of another value, it agrees with the schema", () => {
  const changed = ledgerEvent().chain((input) => {
    const field = fc.constantFrom(
      ...Object.keys(input),
      "visitorId",
      "botId",
      "sequence",
      "label",
      "timeZone",
      "rating",
    );
    return fc.tuple(fc.constant(input), fc.dictionary(field, value, { minKeys: 1, maxKeys: 2 }));
  });
  fc.assert(
    fc.property(changed, ([input, change]) => {
      expectAgreement({ ...input, ...change });
    }),
    { numRuns: 2_000 },
  );
});

describe("each field of each event", () => {
  const values = [undefined, null, "", 5, "x", "\0", 1.5, {}, "2024-05-01T10:00:00Z", "2024-05-01T10:00:00.000Z"];

  test.each(Object.entries(event))("%s", (_, build) => {
    const input = parseEvent(build());
    for (const field of Object.keys(eventSchemas.get(input.type)?.shape ?? {})) {
      for (const other of values) expectAgreement({ ...input, [field]: other });
    }
  });
});

test("what is no event is left to whoever says so", () => {
  for (const type of [undefined, null, 5, "", "Unheard", "constructor", "__proto__", ["ChatClosed"]]) {
    expect(readPlainEvent({ ...event.ChatClosed(), type })).toBeUndefined();
  }
});
