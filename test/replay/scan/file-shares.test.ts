import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type FileRange, PartsReader, wholeLines } from "../../../src/replay/scan/file-blocks.ts";
import { type FileShare, sharesFor, sharesOfSize } from "../../../src/replay/scan/file-shares.ts";
import { openFilesAmong } from "../open-files.ts";
import { tempFolder } from "../temp-folder.ts";

const folder = tempFolder();
const line = fc.integer({ min: 0, max: 200 }).map((length) => "x".repeat(length));
const text = fc.tuple(fc.array(line, { maxLength: 20 }), fc.constantFrom("", "\n")).map(([lines, end]) => {
  return lines.join("\n") + end;
});
let fileCount = 0;

/** Parts of files with these texts: from the line that begins after an offset to the end. */
function partsOf(texts: readonly string[], skipped: number): readonly (FileShare & { readonly content: string })[] {
  return texts.map((content, log) => {
    const from = content.indexOf("\n", skipped) + 1;
    return {
      log,
      file: folder.write(`${fileCount++}.ndjson`, content),
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
      for (const size of sizes.slice(0, -1)) {
        expect(size).toBeGreaterThanOrEqual(bytes - LONGEST_LINE);
        expect(size).toBeLessThanOrEqual(bytes + LONGEST_LINE);
      }
      const last = sizes.at(-1) ?? 0;
      expect(last).toBeLessThanOrEqual(1.5 * bytes + LONGEST_LINE);
      if (sizes.length > 1) expect(last).toBeGreaterThanOrEqual(0.5 * bytes - LONGEST_LINE);
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

/** The texts of the blocks of parts, each taken before the next is asked for. */
async function blocksOf(parts: readonly FileRange[], size = 1_000): Promise<readonly (readonly string[])[]> {
  const memory = [Buffer.alloc(size), Buffer.alloc(size)] as const;
  const reader = new PartsReader(parts, memory);
  const ofParts: string[][] = [];
  try {
    for (const _ of parts) {
      const blocks: string[] = [];
      ofParts.push(blocks);
      for await (const block of reader.blocks()) {
        // Whatever is read meanwhile, the block stays as it is.
        const text = String(block);
        await setTimeout(size % 7 === 0 ? 1 : 0);
        expect(String(block)).toBe(text);
        blocks.push(text);
      }
    }
  } finally {
    await reader.close();
  }
  return ofParts;
}

test("blocks of any size give the bytes of each part, and end where lines do", async () => {
  const marked = fc
    .tuple(text, fc.constantFrom("x", "\n"))
    .map(([content, before]) => content.replaceAll(before, `${before}\uFEFF`));
  const content = fc.tuple(fc.oneof(text, marked), fc.nat({ max: 300 }));
  const contents = fc.array(content, { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(contents, fc.integer({ min: 1, max: 300 }), async (files, size) => {
      const parts = files.map(([content, skipped]) => {
        const file = folder.write(`${fileCount++}.ndjson`, `\uFEFF${content}`);
        const bytes = readFileSync(file);
        const from = skipped === 0 ? 0 : bytes.indexOf("\n", skipped - 1) + 1;
        return { file, from, to: bytes.length, text: from === 0 ? content : String(bytes.subarray(from)) };
      });
      const blocks = await blocksOf(parts, size);
      expect(blocks.map((ofPart) => ofPart.join(""))).toEqual(parts.map(({ text }) => text));
      for (const block of blocks.flatMap((ofPart) => ofPart.slice(0, -1))) expect(block.endsWith("\n")).toBe(true);
    }),
  );
});

test.runIf(process.platform === "linux")(
  "one part is opened ahead, and none stays open, however far they are read",
  async () => {
    const parts = Array.from({ length: 4 }, (_, i) => {
      const content = `${i}\n`.repeat(9);
      return { file: folder.write(`open-${i}.ndjson`, content), from: 0, to: content.length };
    });
    const openOnes = () => openFilesAmong(parts.map(({ file }) => file));
    for (const partsRead of [0, 1, 2, 3, 4]) {
      const reader = new PartsReader(parts, [Buffer.alloc(5), Buffer.alloc(5)]);
      for (let i = 0; i < partsRead; i++)
        for await (const _ of reader.blocks()) expect(openOnes().length).toBeLessThan(3);
      await expect.poll(openOnes).toEqual(parts.slice(partsRead, partsRead + 1).map(({ file }) => file));
      // Of every second the part that was read ahead is begun, of the others it is not.
      if (partsRead % 2 === 1) for await (const _ of reader.blocks()) break;
      await reader.close();
      expect(openOnes()).toEqual([]);
    }
  },
);

test("whole lines end after the last newline, however far from the end it is", () => {
  const long = fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 200_000).map((length) => "x".repeat(length));
  fc.assert(
    fc.property(fc.oneof(text, long), long, (before, after) => {
      const file = folder.write(`${fileCount++}.ndjson`, `${before}\n${after}`);
      expect(wholeLines(file, readFileSync(file).length)).toBe(before.length + 1);
      expect(wholeLines(file, before.length)).toBe(before.lastIndexOf("\n") + 1);
    }),
  );
});

test("a file that has become shorter is read to its end, and one that has grown as far as its part goes", async () => {
  const file = folder.write("short.ndjson", "a\nb");
  const parts = [1_000, 2, 0].map((to) => ({ file, from: 0, to }));
  expect(await blocksOf(parts)).toEqual([["a\n", "b"], ["a\n"], []]);
});

test("a file that has gone, or cannot be read, is said by name once it comes to it", async () => {
  const whole = { file: folder.write("whole.ndjson", "a\n"), from: 0, to: 2 };
  for (const [name, code] of [
    ["gone", "not-found"],
    [".", "is-a-directory"],
  ] as const) {
    const bad = { file: folder.at(name), from: 0, to: 1 };
    const error = expect.objectContaining({ name: "SourceError", code, file: bad.file });
    await expect(blocksOf([bad])).rejects.toThrow(error);
    await expect(blocksOf([whole, bad, whole])).rejects.toThrow(error);
    const reader = new PartsReader([whole, bad], [Buffer.alloc(9), Buffer.alloc(9)]);
    for await (const block of reader.blocks()) expect(String(block)).toBe("a\n");
    await reader.close();
  }
});
