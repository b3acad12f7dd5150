import fc from "fast-check";
import { expect, test } from "vitest";
import { brokenArchive } from "../../../src/replay/anomaly.ts";
import { LineBatches } from "../../../src/replay/packed/line-batches.ts";
import type { LinesOfLog } from "../../../src/replay/packed/lines-to-pack.ts";

const line = fc
  .tuple(fc.constantFrom("", " ", "x", "xxxxxxxx"), fc.constantFrom("\n", "\r\n"))
  .map((parts) => parts.join(""));
/** A log in blocks of whole lines, of which the last may have no end. */
const blocks = fc.tuple(fc.array(fc.array(line, { minLength: 1, maxLength: 8 }), { maxLength: 6 }), fc.boolean());

function countIn(text: string): number {
  return text.split("\n").filter((each) => each.trim() !== "").length;
}

test("batches hold all lines once and in order, with their numbers, and none is longer than it may be", () => {
  fc.assert(
    fc.property(
      fc.array(blocks, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 60 }),
      (logs, mostLines, mostBytes) => {
        const batches = new LineBatches(mostLines, mostBytes);
        const taken: (readonly LinesOfLog[])[] = [];
        const texts = logs.map(([list, hasEnd]) => {
          const parts = list.map((lines) => lines.join(""));
          return hasEnd ? parts : parts.map((text, i) => (i === parts.length - 1 ? text.trimEnd() : text));
        });
        for (const [i, parts] of texts.entries()) {
          batches.begin(`${i}`);
          for (const text of parts) for (const batch of batches.take(Buffer.from(text))) taken.push(batch);
        }
        const isFull = (batch: readonly LinesOfLog[]) => {
          const text = batch.map(({ bytes }) => Buffer.from(bytes).toString()).join("\n");
          return countIn(text) === mostLines || batch.reduce((sum, { bytes }) => sum + bytes.length, 0) >= mostBytes;
        };
        expect(taken.every(isFull)).toBe(true);
        const all = [...taken, batches.end()];
        for (const batch of all) {
          expect(countIn(batch.map(({ bytes }) => Buffer.from(bytes).toString()).join("\n"))).toBeLessThanOrEqual(
            mostLines,
          );
          expect(batch.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(mostBytes + 10);
        }
        for (const [i, parts] of texts.entries()) {
          const own = all.flat().filter(({ file }) => file === `${i}`);
          expect(own.map(({ bytes }) => Buffer.from(bytes).toString()).join("")).toBe(parts.join(""));
          let before = "";
          for (const { line: number, bytes } of own) {
            expect(number).toBe(before.split("\n").length);
            before += Buffer.from(bytes).toString();
          }
        }
        const memory = all.flat().map(({ bytes }) => bytes.buffer);
        expect(new Set(memory).size).toBe(memory.length);
        expect(all.flat().every(({ bytes }) => bytes.buffer.byteLength === bytes.length)).toBe(true);
      },
    ),
  );
});

test("why a log breaks off is noted after its lines", () => {
  const batches = new LineBatches(10);
  const why = brokenArchive("a", new Error("cut"));
  batches.begin("a");
  expect([...batches.take(Buffer.from("1\n2"))]).toEqual([]);
  batches.breakOff(why);
  expect(batches.end().map(({ file, line, broken }) => [file, line, broken])).toEqual([
    ["a", 1, undefined],
    ["a", 3, why],
  ]);
  expect(batches.end()).toEqual([]);
});
