import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { allSnippets, snippetsOf, testOf, writeSnippets } from "../../scripts/docs-snippets.mjs";

describe("every TypeScript block of README.md and docs/*.md does what it says", () => {
  const runnable = allSnippets().filter(({ runs }) => runs);
  const written = writeSnippets(".tmp/snippets/run", runnable, testOf);

  test.each(written)("$snippet.page, line $snippet.line", async ({ file }) => {
    await import(resolve(file));
  });
});

describe("a block", () => {
  const page = (...lines: string[]) => snippetsOf("page.md", lines.join("\n"));
  const printed = (...lines: string[]) =>
    page("```ts", ...lines, "```")
      .map(testOf)
      .join("")
      .trim();

  test("is found with its line and whether it runs", () => {
    expect(page("# Title", "```ts", "a;", "```", "```sh", "ls", "```", "```ts no-run", "b;", "c;", "```")).toEqual([
      { page: "page.md", line: 3, runs: true, code: "a;" },
      { page: "page.md", line: 9, runs: false, code: "b;\nc;" },
    ]);
  });

  test("keeps the line numbers of its page", () => {
    expect(printed("a; // => 1").split("\n")[1]).toContain('claim(a, "page.md:2").toEqual((1));');
  });

  test.each([
    ["an expression", ["f({", "  a,", "}); // => 1"], 'claim(f({\n  a,\n}), "page.md:4").toEqual((1));'],
    ["a constant", ["const a = f(); // => 1"], 'const a = f();claim(a, "page.md:2").toEqual((1));'],
    ["a value of many lines", ["a;", "// => {", "//   b: 1,", "// }"], ".toEqual(({\n   b: 1,\n }));"],
    ["a value and a remark below it", ["a; // => 1", "// Then go on."], ".toEqual((1));"],
  ])("turns the claim about %s into an assertion", (_, lines, assertion) => {
    expect(printed(...lines)).toContain(assertion);
  });

  test.each([
    ["no expression", ["a; // => one more"], "page.md:2: what follows // => is no expression."],
    ["nowhere", ["// => 1"], "page.md: a // => stands at no expression"],
    ["inside a function", ["function f() {", "  a; // => 1", "}"], "page.md: a // => stands at no expression"],
    ["two constants", ["const a = 1, b = 2; // => 1"], "page.md:2: // => follows an expression or one constant."],
  ])("is refused when it claims %s", (_, lines, message) => {
    expect(() => printed(...lines)).toThrow(message);
  });

  test("is refused when it is never closed or of an unknown kind", () => {
    expect(() => page("```ts", "a;")).toThrow("page.md:1: this block is never closed.");
    expect(() => page("```ts norun", "a;", "```")).toThrow("page.md:1: a block is");
  });
});
