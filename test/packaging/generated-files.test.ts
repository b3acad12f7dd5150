import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { safeParseEvent, smartsupp, smartsuppCatalogue } from "chatledger";
import { ledgerEvent } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exampleLog } from "../../scripts/example-log.mjs";
import { llms } from "../../scripts/llms.mjs";
import { quotaLog } from "../../scripts/quota-log.mjs";
import { schemas } from "../../scripts/schemas.mjs";

// Whether a date exists is beyond a pattern, and `format` is an annotation that few validators check by themselves.
const ajv = new Ajv2020({ formats: { "date-time": true } });

function validator(file: string) {
  return ajv.compile(JSON.parse(readFileSync(file, "utf8")));
}

const exampleLogs = { "examples/example-log.ndjson": exampleLog, "examples/quota-walk-through.ndjson": quotaLog };

test.each(Object.entries({ ...schemas, ...exampleLogs, ...llms }))(
  "%s is what `npm run generate` writes today",
  (file, text) => {
    expect(readFileSync(file, "utf8")).toBe(text);
  },
);

describe("the JSON Schema of events", () => {
  const isEvent = validator("schemas/event.schema.json");

  test("accepts every line of the example log", () => {
    const lines = readFileSync("examples/example-log.ndjson", "utf8").trim().split("\n");
    expect(lines.filter((line) => !isEvent(JSON.parse(line)))).toEqual([]);
  });

  test("accepts every event", () => {
    fc.assert(fc.property(ledgerEvent(), (event) => isEvent(event)));
  });

  test.each([
    ["an unknown type", { type: "ButtonPressed" }],
    ["a missing type", { type: undefined }],
    ["a missing id", { id: undefined }],
    ["a missing account", { accountId: undefined }],
    ["a missing instant", { occurredAt: undefined }],
    ["an empty id", { id: "" }],
    ["an id of 129 characters", { id: "x".repeat(129) }],
    ["a number for a string", { accountId: 7 }],
    ["null for absence", { sequence: null }],
    ["a sequence below 0", { sequence: -1 }],
    ["a version that is not whole", { schemaVersion: 1.5 }],
    ["a local time with no offset", { occurredAt: "2024-05-01T10:00:00" }],
    ["a lower-case z", { occurredAt: "2024-05-01T10:00:00z" }],
  ])("refuses %s, as parseEvent does", (_, fault) => {
    fc.assert(
      fc.property(ledgerEvent(), (event) => {
        const broken: unknown = JSON.parse(JSON.stringify({ ...event, ...fault }));
        expect({ schema: isEvent(broken), parser: safeParseEvent(broken).success }).toEqual({
          schema: false,
          parser: false,
        });
      }),
    );
  });
});

test("the JSON Schema of rule sets accepts the default rules and refuses a case with no condition", () => {
  const isRuleSet = validator("schemas/rules.schema.json");
  const rules = structuredClone(smartsupp);
  expect(isRuleSet(rules)).toBe(true);
  expect(isRuleSet({ ...rules, outcomes: [{ outcome: "resolved", counterfactual: [] }] })).toBe(false);
});

test("the JSON Schema of catalogues accepts the vendor's plans and refuses a plan with no cap", () => {
  const isCatalogue = validator("schemas/catalogue.schema.json");
  expect(isCatalogue(smartsuppCatalogue)).toBe(true);
  expect(isCatalogue({ small: { rank: 1, included: 3 } })).toBe(false);
});
