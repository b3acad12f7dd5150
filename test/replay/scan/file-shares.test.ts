import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type OpenLog, openLog } from "../../../src/replay/open-log.ts";
import { type FileRange, fileBlocks } from "../../../src/replay/scan/file-blocks.ts";
import { fileShares } from "../../../src/replay/scan/file-shares.ts";
import { tempFolder } from "../temp-folder.ts";

const folder = tempFolder();
const line = fc.integer({ min: 0, max: 200 }).map((length) => "x".repeat(length));
const text = fc.tuple(fc.array(line, { maxLength: 20 }), fc.constantFrom("", "\n")).map(([lines, end]) => {
  return lines.join("\n") + end;
});
let files = 0;

test("shares are as many as threads, of about one size, and hold every line of every file once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 9 }),
      async (texts, threads) => {
        const names = texts.map((content) => folder.write(`${files++}.ndjson`, content));
        const logs: OpenLog[] = [];
        for (const name of names) logs.push(await openLog(name));
        const shares = fileShares(logs, threads);
        const total = texts.reduce((sum, { length }) => sum + length, 0);
        expect(shares.length).toBeLessThanOrEqual(threads);
        const sizes = shares.map((share) => share.reduce((sum, { from, to }) => sum + to - from, 0));
        // The first has a head start of half a share here.
        expect(sizes[0]).toBeLessThanOrEqual((1.5 * total) / threads + 2 * 201);
        for (const size of sizes.slice(1)) expect(size).toBeLessThanOrEqual(total / threads + 2 * 201);
        texts.forEach((content, log) => {
          const parts = shares.flat().filter((part) => part.log === log);
          expect(parts.map(({ from, to }) => content.slice(from, to)).join("")).toBe(content);
          for (const { from } of parts.slice(1))
            expect(from === content.length || content[from - 1] === "\n").toBe(true);
        });
      },
    ),
  );
});

/** The texts of blocks, each taken before the next is asked for. */
function blocksOf(range: FileRange, size?: number): string[] {
  return Array.from(fileBlocks(range, size), String);
}

test("blocks of any size give the bytes of a part, and end where lines do", () => {
  const marked = fc
    .tuple(text, fc.constantFrom("x", "\n"))
    .map(([content, before]) => content.replaceAll(before, `${before}\uFEFF`));
  fc.assert(
    fc.property(fc.oneof(text, marked), fc.integer({ min: 1, max: 300 }), (content, size) => {
      const file = folder.write(`${files++}.ndjson`, `\uFEFF${content}`);
      const blocks = blocksOf({ file, from: 0, to: readFileSync(file).length }, size);
      expect(blocks.join("")).toBe(content);
      for (const block of blocks.slice(0, -1)) expect(block.endsWith("\n")).toBe(true);
    }),
  );
});

test("a file that has become shorter is read to its end", () => {
  const file = folder.write("short.ndjson", "a\nb");
  expect(blocksOf({ file, from: 0, to: 1_000 })).toEqual(["a\n", "b"]);
});

test("a file that has gone is said by name", () => {
  expect(() => blocksOf({ file: folder.at("gone"), from: 0, to: 1 })).toThrow(
    expect.objectContaining({ name: "SourceError", code: "not-found" }),
  );
});
