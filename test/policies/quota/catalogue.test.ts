import { catalogueSchema, parseCatalogue, smartsuppCatalogue } from "chatledger";
import { expect, test } from "vitest";

test("the vendor's plans are a catalogue", () => {
  expect(parseCatalogue(smartsuppCatalogue)).toEqual(smartsuppCatalogue);
  expect(catalogueSchema.safeParse(smartsuppCatalogue).success).toBe(true);
});

const plan = { rank: 1, included: 3, cap: 8 };

test.each([
  ["a cap below what is included", { small: { ...plan, cap: 2 } }, /^small: .*cap/],
  ["two plans of one rank", { small: plan, large: plan }, /^the catalogue: two plans have the same rank/],
  ["half a conversation", { small: { ...plan, included: 0.5 } }, /^small\.included: /],
  ["a negative number", { small: { ...plan, included: -1 } }, /^small\.included: /],
  ["a plan without a cap", { small: { rank: 1, included: 3 } }, /^small\.cap: /],
  ["a misspelt field", { small: { ...plan, price: 1 } }, /^small: .*price/],
  ["a list", [plan], /^the catalogue: /],
  ["nothing", undefined, /^the catalogue: /],
])("a catalogue with %s is refused", (_, input, message) => {
  expect(() => parseCatalogue(input)).toThrow(
    expect.objectContaining({ name: "UsageError", code: "invalid-catalogue", message: expect.stringMatching(message) }),
  );
});
