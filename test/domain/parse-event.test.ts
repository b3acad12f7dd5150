import { type LedgerEventType, parseEvent, safeParseEvent } from "chatledger";
import { id, ledgerEvent } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readEvent } from "../../src/domain/parse-event.ts";
import { event } from "../support/events.ts";

type Fields = Readonly<Record<string, string | number>>;

interface EventForm {
  readonly required: Fields;
  readonly optional: Fields;
}

const envelope: EventForm = {
  required: { id: "e1", occurredAt: "2024-05-01T10:00:00.000Z", accountId: "acme" },
  optional: { sequence: 0, schemaVersion: 1 },
};

function ofChat(required: Fields, optional: Fields): EventForm {
  return ofAccount({ conversationId: "chat", ...required }, { visitorId: "v1", ...optional });
}

function ofAccount(required: Fields, optional: Fields): EventForm {
  return { required: { ...envelope.required, ...required }, optional: { ...envelope.optional, ...optional } };
}

/** Each event as its documentation names its fields. */
const forms: Readonly<Record<LedgerEventType, EventForm>> = {
  VisitorArrived: ofChat({}, { pageUrl: "https://example.com/", channel: "web" }),
  BotTriggered: ofChat({ botId: "bot" }, { trigger: "welcome" }),
  BotMessageSent: ofChat({ botId: "bot" }, {}),
  ButtonClicked: ofChat({ botId: "bot", buttonId: "prices" }, { label: "" }),
  BotInputSubmitted: ofChat({ botId: "bot" }, { fieldId: "order" }),
  HandoffRequested: ofChat({}, { botId: "bot", buttonId: "agent" }),
  DirectMessageSent: ofChat({}, { text: "Hello" }),
  AgentJoined: ofChat({ agentId: "anna" }, {}),
  AgentMessageSent: ofChat({ agentId: "anna" }, { text: "Hi" }),
  ChatClosed: ofChat({ closedBy: "system" }, { reason: "idle" }),
  ChatRated: ofChat({ rating: 5 }, { comment: "Thanks" }),
  PlanSubscribed: ofAccount({ plan: "standard" }, { timeZone: "Europe/Prague" }),
  PlanChanged: ofAccount({ plan: "pro" }, {}),
  PlanCancelled: ofAccount({}, {}),
  PlanReactivated: ofAccount({}, {}),
  PackagePurchased: ofAccount({ packageId: "p1", conversations: 100 }, {}),
  PackageRenewalDisabled: ofAccount({ packageId: "p1" }, {}),
  PackageRenewalEnabled: ofAccount({ packageId: "p1" }, {}),
  PackageRenewed: ofAccount({ packageId: "p1", periodStart: "2024-05-01T00:00:00.000Z" }, {}),
  PackageRenewalFailed: ofAccount({ packageId: "p1", periodStart: "2024-05-01T00:00:00.000Z" }, {}),
  ChatbotConversationCounted: ofAccount({ conversationId: "chat" }, {}),
};

const types = Object.entries(forms).map(([type, form]) => ({ type, ...form }));

const fields = types.flatMap(({ type, required, optional }) => {
  const whole: Fields = { type, ...required, ...optional };
  return Object.entries({ ...required, ...optional }).map(([field, value]) => {
    return { type, field, value, whole, isRequired: field in required };
  });
});

function errorOf(input: unknown) {
  const result = safeParseEvent(input);
  if (result.success) throw new Error(`Was accepted: ${JSON.stringify(input)}`);
  return result.error;
}

function expectation(field: string, value: string | number): string {
  if (field === "closedBy") return "one of visitor, agent, chatbot, system";
  return typeof value === "string" ? "a string" : "a whole number";
}

describe.each(types)("$type", ({ type, required, optional }) => {
  test("with the fields it must have", () => {
    expect(parseEvent({ type, ...required })).toStrictEqual({ type, ...required });
  });

  test("with every field it may have", () => {
    expect(parseEvent({ type, ...required, ...optional })).toStrictEqual({ type, ...required, ...optional });
  });

  test("without the fields it does not name", () => {
    const unknown = { color: "red", payload: { deep: [1, null] }, text2: null, 7: true };
    expect(parseEvent({ ...unknown, type, ...required })).toStrictEqual({ type, ...required });
  });
});

describe.each(fields)("$type.$field", ({ field, value, whole, isRequired }) => {
  const eventId = field === "id" ? undefined : "e1";
  const expected = expectation(field, value);

  test(isRequired ? "is missed" : "may be left out", () => {
    const { [field]: _, ...rest } = whole;
    if (isRequired) {
      expect(errorOf(rest)).toMatchObject({ code: "missing-field", path: field, expected, received: "nothing" });
      expect(errorOf(rest).eventId).toBe(eventId);
    } else {
      expect(parseEvent(rest)).toStrictEqual(rest);
    }
  });

  test("is refused as null", () => {
    const error = errorOf({ ...whole, [field]: null });
    expect(error).toMatchObject({ code: "invalid-field", path: field, expected, received: "null" });
    expect(error.eventId).toBe(eventId);
  });

  const wrong = typeof value === "string" ? [5, "the number 5"] : ["5", '"5"'];
  test.each([
    { value: wrong[0], received: wrong[1] },
    { value: { toString: "x" }, received: "an object" },
    { value: [value], received: "an array" },
    { value: true, received: "boolean true" },
  ])("is refused as $received", ({ value: other, received }) => {
    const error = errorOf({ ...whole, [field]: other });
    expect(error).toMatchObject({ code: "invalid-field", path: field, expected, received });
    expect(error.eventId).toBe(eventId);
  });
});

describe("a code says why", () => {
  test.each([
    [null, "null"],
    [undefined, "nothing"],
    [5, "the number 5"],
    ["text", '"text"'],
    [true, "boolean true"],
    [[], "an array"],
    [[forms.PlanCancelled.required], "an array"],
  ])("not-an-object: %j", (input, received) => {
    expect(errorOf(input)).toMatchObject({
      code: "not-an-object",
      path: "",
      expected: "an event as a JSON object",
      received,
    });
  });

  test("an id that is too long to be one is not shown", () => {
    const idOf = (id: unknown) => errorOf({ ...forms.ButtonClicked.required, type: "Nope", id }).eventId;
    expect(idOf("\u{1F600}".repeat(128))).toBe("\u{1F600}".repeat(128));
    expect(idOf("x".repeat(256))).toBe("x".repeat(256));
    expect(idOf("x".repeat(257))).toBeUndefined();
    expect(idOf(7)).toBeUndefined();
  });

  test.each(["Nope", "", "buttonclicked", "ButtonClicked ", "constructor", "__proto__", "toString", "hasOwnProperty"])(
    "unknown-type: %j",
    (type) => {
      expect(errorOf({ ...forms.ButtonClicked.required, type })).toMatchObject({
        code: "unknown-type",
        path: "type",
        expected: "the name of an event",
        received: JSON.stringify(type),
        eventId: "e1",
      });
    },
  );

  test.each([
    ["missing-field", undefined, "nothing"],
    ["invalid-field", null, "null"],
    ["invalid-field", 5, "the number 5"],
    ["invalid-field", ["ButtonClicked"], "an array"],
  ])("%s: the type is %j", (code, type, received) => {
    const error = errorOf({ ...forms.ButtonClicked.required, type });
    expect(error).toMatchObject({ code, path: "type", expected: "the name of an event", received, eventId: "e1" });
  });

  test("the first field in the order of the documentation is named", () => {
    expect(errorOf({ type: "ButtonClicked" }).path).toBe("id");
    expect(errorOf({ type: "ButtonClicked", buttonId: 1, accountId: 2, id: "e1", occurredAt: "x" }).path).toBe(
      "occurredAt",
    );
  });

  test("parseEvent throws what safeParseEvent returns", () => {
    const input = { ...event.ButtonClicked({ id: "e7" }), botId: null };
    expect(() => parseEvent(input)).toThrow(errorOf(input));
    expect(errorOf(input).message).toBe('botId: expected a string, got null (event "e7").');
  });
});

describe("instants", () => {
  test.each([
    ["2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00.000Z"],
    ["2024-05-01T10:00:00.1239Z", "2024-05-01T10:00:00.123Z"],
  ])("%s becomes UTC with milliseconds", (written, utc) => {
    expect(parseEvent(event.PlanCancelled({ occurredAt: written })).occurredAt).toBe(utc);
    expect(parseEvent(event.PackageRenewed({ periodStart: written }))).toHaveProperty("periodStart", utc);
  });

  test.each(["occurredAt", "periodStart"])("%s must be an instant", (field) => {
    const printed = ["2024-02-30T00:00:00.000Z", "2024-05-01T24:00:00.000Z", "2024-05-01 10:00:00.000Z"];
    for (const text of [...printed, "2024-02-30T00:00:00Z", "2024-05-01T10:00:00", "2024-05-01", "", "1714557600000"]) {
      expect(errorOf({ ...event.PackageRenewed({ id: "e1" }), [field]: text })).toMatchObject({
        code: "invalid-field",
        path: field,
        expected: "an RFC 3339 date-time with Z or an offset, such as 2024-05-01T10:00:00.000Z",
        received: JSON.stringify(text),
        eventId: "e1",
      });
    }
  });
});

const ID_FIELDS = ["id", "accountId", "conversationId", "visitorId", "botId", "buttonId"] as const;

describe("ids", () => {
  test.each([
    ["one character", "x"],
    ["128 characters", "x".repeat(128)],
    ["128 astral characters", "\u{1F600}".repeat(128)],
    ["a blank", " "],
    ["control characters but U+0000", "\u0001\n\u007F\u0085"],
    ["a noncharacter", "\uFFFF"],
  ])("%s", (_, value) => {
    const input = event.HandoffRequested(Object.fromEntries(ID_FIELDS.map((field) => [field, value])));
    expect(parseEvent(input)).toStrictEqual(input);
  });

  test("hostile ones and any other work in every place", () => {
    fc.assert(
      fc.property(fc.tuple(id(), id(), id(), id(), id(), id()), (values) => {
        const ids = Object.fromEntries(ID_FIELDS.map((field, index) => [field, values[index]]));
        const input = event.HandoffRequested(ids);
        expect(parseEvent(input)).toStrictEqual(input);
      }),
    );
  });

  test.each([
    ["the empty text", "", '""'],
    ["129 characters", "x".repeat(129), `"${"x".repeat(60)}" … (129 characters)`],
    ["129 astral characters", "\u{1F600}".repeat(129), `"${"\u{1F600}".repeat(60)}" … (258 characters)`],
    ["a high surrogate alone", "a\uD83D", '"a\\ud83d"'],
    ["a low surrogate alone", "\uDE00a", '"\\ude00a"'],
    ["two low surrogates", "\uDE00\uDE00", '"\\ude00\\ude00"'],
    ["surrogates the wrong way round", "\uDE00\uD83D", '"\\ude00\\ud83d"'],
    ["a high surrogate before a pair", "\uD83D\u{1F600}", '"\\ud83d\u{1F600}"'],
    ["U+0000", "a\0b", '"a\\u0000b"'],
  ])("%s is refused", (_, value, received) => {
    for (const field of [...ID_FIELDS, "agentId", "fieldId", "plan", "packageId"]) {
      const type = Object.entries(forms).find(([, form]) => field in { ...form.required, ...form.optional })?.[0];
      const error = errorOf({
        ...forms.ButtonClicked.required,
        agentId: "anna",
        plan: "pro",
        packageId: "p",
        type,
        [field]: value,
      });
      expect(error).toMatchObject({
        code: "invalid-field",
        path: field,
        expected: "1 to 128 Unicode characters with no lone surrogate and no U+0000",
        received,
      });
    }
  });
});

describe("texts", () => {
  test.each(["", " ", "\0", "\uD800 alone", "שלום", "\u{1F600}", "x".repeat(100_000), "<script>", "__proto__"])(
    "number %# is kept as it is",
    (words) => {
      expect(parseEvent(event.DirectMessageSent({ text: words }))).toHaveProperty("text", words);
      expect(parseEvent(event.ButtonClicked({ label: words }))).toHaveProperty("label", words);
    },
  );

  test("a time zone is one that the runtime knows", () => {
    expect(parseEvent(event.PlanSubscribed({ timeZone: "Asia/Kathmandu" }))).toHaveProperty(
      "timeZone",
      "Asia/Kathmandu",
    );
    expect(errorOf({ ...event.PlanSubscribed(), timeZone: "Mars/Olympus" })).toMatchObject({
      code: "unknown-time-zone",
      path: "timeZone",
      expected: "an IANA time zone such as Europe/Prague",
      received: '"Mars/Olympus"',
    });
    expect(errorOf({ ...event.PlanSubscribed(), timeZone: 7 })).toMatchObject({ code: "invalid-field" });
    expect(errorOf({ ...event.PlanSubscribed(), timeZone: "" })).toMatchObject({
      path: "timeZone",
      expected: "a string that is not empty",
    });
  });
});

describe("whole numbers", () => {
  test.each([
    ["sequence", 0],
    ["sequence", Number.MAX_SAFE_INTEGER],
    ["schemaVersion", 2],
    ["rating", 1],
    ["rating", 5],
  ])("%s may be %d", (field, value) => {
    expect(parseEvent({ ...event.ChatRated(), [field]: value })).toHaveProperty(field, value);
  });

  test.each([
    ["sequence", -1, "a whole number from 0"],
    ["sequence", 1.5, "a whole number"],
    ["sequence", Number.NaN, "a whole number"],
    ["sequence", Number.POSITIVE_INFINITY, "a whole number"],
    ["sequence", Number.MAX_SAFE_INTEGER + 1, "a whole number up to 9007199254740991"],
    ["schemaVersion", 0, "a whole number from 1"],
    ["schemaVersion", 1.5, "a whole number"],
    ["rating", 0, "a whole number from 1"],
    ["rating", 6, "a whole number up to 5"],
    ["rating", 4.5, "a whole number"],
    ["conversations", 0, "a whole number from 1"],
    ["conversations", -5, "a whole number from 1"],
    ["conversations", 2 ** 53, "a whole number up to 9007199254740991"],
  ])("%s may not be %d", (field, value, expected) => {
    const whole = field === "conversations" ? event.PackagePurchased() : event.ChatRated();
    expect(errorOf({ ...whole, [field]: value })).toMatchObject({
      code: "invalid-field",
      path: field,
      expected,
      received: `the number ${value}`,
    });
  });
});

describe("data stays data", () => {
  test("no prototype is changed by a field or an id called __proto__", () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const line = JSON.stringify({
      ...forms.ButtonClicked.required,
      type: "ButtonClicked",
      botId: "__proto__",
      id: "constructor",
    });
    const input: unknown = JSON.parse(
      `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},${line.slice(1)}`,
    );
    const parsed = parseEvent(input);
    expect(parsed).toStrictEqual({
      ...forms.ButtonClicked.required,
      type: "ButtonClicked",
      botId: "__proto__",
      id: "constructor",
    });
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(Object.keys(parsed)).not.toContain("__proto__");
    expect(Object.getOwnPropertyNames(Object.prototype)).toStrictEqual(before);
    expect({}).not.toHaveProperty("polluted");
  });

  test("a record without a prototype is read like any other", () => {
    const bare: unknown = Object.assign(Object.create(null), {
      type: "PlanCancelled",
      ...forms.PlanCancelled.required,
    });
    expect(parseEvent(bare)).toStrictEqual({ type: "PlanCancelled", ...forms.PlanCancelled.required });
    expect(errorOf(Object.create(null)).code).toBe("missing-field");
  });

  test("the input is left as it was", () => {
    const input = Object.freeze({ ...event.PackageRenewed({ occurredAt: "2024-05-01T12:00:00+02:00" }), extra: 1 });
    const before = JSON.stringify(input);
    parseEvent(input);
    expect(JSON.stringify(input)).toBe(before);
  });
});

test("a number that is -0 is 0, as which it is printed", () => {
  const input = event.ButtonClicked();
  const read = parseEvent({ ...input, sequence: -0 });
  expect(read).toStrictEqual({ ...input, sequence: 0 });
  expect(parseEvent(JSON.parse(JSON.stringify(read)))).toStrictEqual(read);
  expect(readEvent({ ...input, sequence: -0 })).toStrictEqual({ success: true, event: read });
});

test("reading twice is reading once", () => {
  fc.assert(
    fc.property(ledgerEvent(), (input) => {
      const once = parseEvent(input);
      expect(parseEvent(once)).toStrictEqual(once);
      expect(JSON.stringify(parseEvent(JSON.parse(JSON.stringify(once))))).toBe(JSON.stringify(once));
    }),
  );
});

test("the order of the fields does not matter", () => {
  fc.assert(
    fc.property(ledgerEvent(), (input) => {
      const reversed = Object.fromEntries(Object.entries(input).reverse());
      expect(JSON.stringify(parseEvent(reversed))).toBe(JSON.stringify(parseEvent(input)));
    }),
  );
});

test("nothing at all makes safeParseEvent throw", () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.jsonValue()), (input) => {
      expect(safeParseEvent(input).success).toBe(false);
    }),
  );
});

test("one wrong field is the field that the error names", () => {
  const cases = fc.constantFrom(...fields);
  fc.assert(
    fc.property(cases, fc.anything(), ({ whole, field }, value) => {
      const result = safeParseEvent({ ...whole, [field]: value });
      if (result.success) {
        expect(Reflect.get(result.event, field)).toStrictEqual(value === 0 ? 0 : value);
      } else {
        expect(result.error.path).toBe(field);
        const isName = field === "timeZone" && typeof value === "string" && value !== "";
        const wrong = isName ? "unknown-time-zone" : "invalid-field";
        expect(result.error.code).toBe(value === undefined ? "missing-field" : wrong);
      }
    }),
    { numRuns: 500 },
  );
});
