import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type FileRange, fileBlocks, wholeLines } from "../../../src/replay/scan/file-blocks.ts";
import { type FileShare, sharesFor, sharesOfSize } from "../../../src/replay/scan/file-shares.ts";
import { tempFolder } from "../temp-folder.ts";

const folder = tempFolder();
const line = fc.integer({ min: 0, max: 200 }).map((length) => "x".repeat(length));
const text = fc.tuple(fc.array(line, { maxLength: 20 }), fc.constantFrom("", "\n")).map(([lines, end]) => {
  return lines.join("\n") + end;
});
let files = 0;

/** Parts of files with these texts: from the line that begins after an offset to the end. */
function partsOf(texts: readonly string[], skipped: number): readonly (FileShare & { readonly content: string })[] {
  return texts.map((content, log) => {
    const from = content.indexOf("\n", skipped) + 1;
    return {
      log,
      file: folder.write(`${files++}.ndjson`, content),
      from,
      to: content.length,
      content: content.slice(from),
    };
  });
}

function sizesOf(shares: readonly (readonly FileShare[])[]): readonly number[] {
  return shares.map((share) => share.reduce((sum, { from, to }) => sum + to - from, 0));
}

const texts = fc.array(text, { minLength: 1, maxLength: 4 });
const LONGEST_LINE = 201;

test("shares are as many as threads, of about one size, and hold every line of every part once and in order", () => {
  fc.assert(
    fc.property(texts, fc.nat({ max: 300 }), fc.integer({ min: 1, max: 9 }), (contents, skipped, threads) => {
      const parts = partsOf(contents, skipped);
      const shares = sharesFor(threads, parts);
      const total = parts.reduce((sum, { content }) => sum + content.length, 0);
      expect(shares.length).toBeLessThanOrEqual(threads);
      const [first = 0, ...others] = sizesOf(shares);
      // The first has a head start of half a share here.
      expect(first).toBeLessThanOrEqual((1.5 * total) / threads + 2 * LONGEST_LINE);
      for (const size of others) expect(size).toBeLessThanOrEqual(total / threads + 2 * LONGEST_LINE);
      expectAll(parts, shares);
    }),
  );
});

test("shares of a size are of that size, to a line, and hold every line of every part once and in order", () => {
  fc.assert(
    fc.property(texts, fc.nat({ max: 300 }), fc.integer({ min: 1, max: 3_000 }), (contents, skipped, bytes) => {
      const parts = partsOf(contents, skipped);
      const shares = sharesOfSize(bytes, parts);
      const sizes = sizesOf(shares);
      for (const size of sizes) expect(size).toBeLessThanOrEqual(bytes + LONGEST_LINE);
      for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThanOrEqual(bytes - LONGEST_LINE);
      expectAll(parts, shares);
    }),
  );
});

function expectAll(
  parts: readonly (FileShare & { readonly content: string })[],
  shares: readonly (readonly FileShare[])[],
): void {
  for (const { log, file, content } of parts) {
    const text = readFileSync(file, "utf8");
    const own = shares.flat().filter((part) => part.log === log);
    expect(own.map(({ from, to }) => text.slice(from, to)).join("")).toBe(content);
    for (const { from } of own) expect(from === text.length || from === 0 || text[from - 1] === "\n").toBe(true);
  }
}

/** The texts of blocks, each taken before the next is asked for. */
async function blocksOf(range: FileRange, size = 1_000): Promise<readonly string[]> {
  const blocks: string[] = [];
  for await (const block of fileBlocks(range, [Buffer.alloc(size), Buffer.alloc(size)])) blocks.push(String(block));
  return blocks;
}

test("blocks of any size give the bytes of a part, and end where lines do", async () => {
  const marked = fc
    .tuple(text, fc.constantFrom("x", "\n"))
    .map(([content, before]) => content.replaceAll(before, `${before}\uFEFF`));
  const sizes = fc.integer({ min: 1, max: 300 });
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, marked), sizes, fc.nat({ max: 300 }), async (content, size, skipped) => {
      const file = folder.write(`${files++}.ndjson`, `\uFEFF${content}`);
      const bytes = readFileSync(file);
      const from = skipped === 0 ? 0 : bytes.indexOf("\n", skipped - 1) + 1;
      const blocks = await blocksOf({ file, from, to: bytes.length }, size);
      expect(blocks.join("")).toBe(from === 0 ? content : String(bytes.subarray(from)));
      for (const block of blocks.slice(0, -1)) expect(block.endsWith("\n")).toBe(true);
    }),
  );
});

test("whole lines end after the last newline, however far from the end it is", () => {
  const long = fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 200_000).map((length) => "x".repeat(length));
  fc.assert(
    fc.property(fc.oneof(text, long), long, (before, after) => {
      const file = folder.write(`${files++}.ndjson`, `${before}\n${after}`);
      expect(wholeLines(file, readFileSync(file).length)).toBe(before.length + 1);
      expect(wholeLines(file, before.length)).toBe(before.lastIndexOf("\n") + 1);
    }),
  );
});

test("a file that has become shorter is read to its end", async () => {
  const file = folder.write("short.ndjson", "a\nb");
  expect(await blocksOf({ file, from: 0, to: 1_000 })).toEqual(["a\n", "b"]);
});

test("a file that has gone, or cannot be read, is said by name", async () => {
  await expect(blocksOf({ file: folder.at("gone"), from: 0, to: 1 })).rejects.toThrow(
    expect.objectContaining({ name: "SourceError", code: "not-found" }),
  );
  await expect(blocksOf({ file: folder.at("."), from: 0, to: 1 })).rejects.toThrow(
    expect.objectContaining({ name: "SourceError", code: "is-a-directory" }),
  );
});
