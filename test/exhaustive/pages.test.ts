import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { withParts } from "./markdown.ts";
import { generatedParts } from "./pages.ts";

test.each(Object.entries(generatedParts()))(
  "the tables and counts of %s are what `npm run generate` writes today",
  (file, parts) => {
    const page = readFileSync(file, "utf8");
    expect(page).toBe(withParts(page, parts));
  },
);

describe("a part of a page", () => {
  const page = "One\n\n<!-- generated: a -->\n\nold\n\n<!-- end -->\n\nTwo\n";

  test("is written anew between its marks, and nothing else is", () => {
    expect(withParts(page, { a: "new" })).toBe("One\n\n<!-- generated: a -->\n\nnew\n\n<!-- end -->\n\nTwo\n");
  });

  test("must have its marks, and marks their part", () => {
    expect(() => withParts(page, { a: "new", b: "more" })).toThrow("The page has the parts a, not a, b.");
    expect(() => withParts(page, {})).toThrow("The page has the parts a, not .");
  });
});
