import { catalogueSchema, parseCatalogue, quotaView, smartsuppCatalogue } from "chatledger";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { event } from "../../support/events.ts";

test("the vendor's plans are a catalogue", () => {
  expect(parseCatalogue(smartsuppCatalogue)).toEqual(smartsuppCatalogue);
  expect(catalogueSchema.safeParse(smartsuppCatalogue).success).toBe(true);
});

const plan = { rank: 1, included: 3, cap: 8 };

test("a plan may be called like anything", () => {
  const plans = JSON.parse(
    '{ "__proto__": { "rank": 1, "included": 3, "cap": 8 }, "constructor": { "rank": 2, "included": 6, "cap": 9 } }',
  );
  const catalogue = parseCatalogue(plans);
  expect(Object.keys(catalogue)).toEqual(["__proto__", "constructor"]);
  const subscribed = event.PlanSubscribed({ plan: "__proto__" });
  expect(quotaView([subscribed], { asOf: subscribed.occurredAt, catalogue })).toMatchObject({
    limit: 3,
    anomalies: [],
  });
  const broken = JSON.parse('{ "__proto__": { "rank": "first" } }');
  expect(() => parseCatalogue(broken)).toThrow(/^__proto__\.rank: /);
});

test.each([
  ["a cap below what is included", { small: { ...plan, cap: 2 } }, /^small: includes more than its cap\.$/],
  ["two plans of one rank", { small: plan, large: plan }, /^the catalogue: two plans have the same rank\.$/],
  ["half a conversation", { small: { ...plan, included: 0.5 } }, /^small\.included: /],
  ["a negative number", { small: { ...plan, included: -1 } }, /^small\.included: /],
  ["a plan without a cap", { small: { rank: 1, included: 3 } }, /^small\.cap: /],
  ["a misspelt field", { small: { ...plan, price: 1 } }, /^small: .*price/],
  ["a list", [plan], /^the catalogue: expected plans by their ids, got an array\.$/],
  ["nothing", undefined, /^the catalogue: /],
  ["null", null, /^the catalogue: expected plans by their ids, got null\.$/],
])("a catalogue with %s is refused", (_, input, message) => {
  expect(() => parseCatalogue(input)).toThrow(
    expect.objectContaining({ name: "UsageError", code: "invalid-catalogue", message: expect.stringMatching(message) }),
  );
});

test("the schema says what it is of, and what is wrong", () => {
  expect(z.toJSONSchema(catalogueSchema, { io: "input" })).toMatchObject({
    title: "chatledger catalogue",
    description: "The plans that an account can subscribe to.",
  });
  const { error } = catalogueSchema.safeParse({ small: plan, large: plan });
  expect(error?.issues.map(({ message }) => message)).toEqual(["two plans have the same rank"]);
});
