import fc from "fast-check";
import { expect, test } from "vitest";
import { forEachLine, lineBlocks } from "../../src/replay/lines.ts";
import { pieces } from "./pieces.ts";

interface Line {
  readonly number: number;
  readonly text: string;
}

async function linesOf(text: string | Buffer, sizes: readonly number[] = [7]): Promise<Line[]> {
  const lines: Line[] = [];
  let next = 1;
  for await (const block of lineBlocks(pieces(Buffer.from(text), sizes))) {
    next = forEachLine(block, next, (from, to, number) => {
      lines.push({ number, text: block.toString("utf8", from, to) });
    });
  }
  return lines;
}

/** What the lines of a text are, said without bytes and blocks. */
function linesByHand(text: string): Line[] {
  return text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line, i) => ({ number: i + 1, text: line.replace(/\r$/, "") }))
    .filter(({ text }) => /[^ \t\r]/.test(text));
}

test("lines are the same however the bytes come in, one by one included", async () => {
  const part = fc.constantFrom("a", "žluť", "\u{1F600}", "\n", "\r\n", "\r", " ", "\t", "\n\n", "\uFEFF", "{}");
  const text = fc.tuple(fc.constantFrom("", "\uFEFF"), fc.array(part, { maxLength: 30 })).map(([mark, parts]) => {
    return mark + parts.join("");
  });
  const sizes = fc.oneof(fc.constant([1]), fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 }));
  await fc.assert(
    fc.asyncProperty(text, sizes, async (log, chunks) => {
      expect(await linesOf(log, chunks)).toEqual(linesByHand(log));
    }),
    { numRuns: 500 },
  );
});

test("empty chunks are no lines", async () => {
  async function* withEmpty() {
    yield Buffer.from("");
    yield Buffer.from("a\nb");
    yield Buffer.from("");
    yield Buffer.from("c\n");
  }
  const texts: string[] = [];
  for await (const block of lineBlocks(withEmpty())) {
    forEachLine(block, 1, (from, to) => texts.push(block.toString("utf8", from, to)));
  }
  expect(texts).toEqual(["a", "bc"]);
});

test.each([
  ["", []],
  ["\uFEFF", []],
  ["\n", []],
  ["\r\n \t\r\r\n\n", []],
  ["a", [{ number: 1, text: "a" }]],
  [
    "\uFEFFa\r\n\r\nb",
    [
      { number: 1, text: "a" },
      { number: 3, text: "b" },
    ],
  ],
  ["\n\n\na\n", [{ number: 4, text: "a" }]],
] as const)("the lines of %j", async (text, lines) => {
  expect(await linesOf(text, [1])).toEqual(lines);
  expect(await linesOf(text, [100])).toEqual(lines);
});

test("a byte-order mark is one only at the start", async () => {
  expect(await linesOf("a\n\uFEFFb", [2])).toEqual([
    { number: 1, text: "a" },
    { number: 2, text: "\uFEFFb" },
  ]);
});

test("a line of ten megabytes in chunks of a kilobyte is one line", async () => {
  const long = "x".repeat(10_000_000);
  const lines = await linesOf(`first\n${long}\nlast`, [1_000]);
  expect(lines.map(({ number, text }) => [number, text.length])).toEqual([
    [1, 5],
    [2, 10_000_000],
    [3, 4],
  ]);
});
