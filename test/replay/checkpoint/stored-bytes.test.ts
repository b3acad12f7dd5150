import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesInMemory, bytesToRead } from "../../../src/replay/checkpoint/stored-bytes.ts";

const SIZE = 400_000;
const bytes = Buffer.from(Float64Array.from({ length: SIZE / 8 }, (_, i) => Math.sin(i)).buffer);
/** Where parts begin and end: some are near each other, some are as long as all that is read at once, and longer. */
const place = fc.oneof(
  fc.nat({ max: 9 }),
  fc.constantFrom(1 << 17, (1 << 17) + 1, 1 << 18, SIZE),
  fc.nat({ max: SIZE }),
);
const parts = fc.array(fc.tuple(place, place), { maxLength: 8 });

test("any parts, in any order, are as in memory, wherever the bytes lie", () => {
  fc.assert(
    fc.property(parts, fc.constantFrom(SIZE, (1 << 17) + 3, 5, 0), (list, size) => {
      const whole = bytes.subarray(0, size);
      const read = bytesToRead(size, (into, from) => void whole.copy(into, 0, from, from + into.length));
      expect(read.size).toBe(size);
      for (const [a, b] of list) {
        const [from = 0, to = 0] = [Math.min(a, size), Math.min(b, size)].sort((one, other) => one - other);
        for (const { pieces } of [read, bytesInMemory(whole)]) {
          // A piece is good until the next comes.
          const copies = Array.from(pieces(from, to), (piece) => Buffer.from(piece));
          expect(Buffer.concat(copies).equals(whole.subarray(from, to))).toBe(true);
        }
      }
    }),
  );
});

test("those that lie near each other are read at once, none twice in a row, and none beyond the end", () => {
  const reads: [from: number, size: number][] = [];
  const { pieces } = bytesToRead(SIZE, (into, from) => void reads.push([from, into.length]));
  for (let from = 0; from < SIZE; from += 10) for (const _ of pieces(from, from + 10));
  const window = 1 << 17;
  expect(reads).toEqual([0, 1, 2, 3].map((i) => [i * window, Math.min(window, SIZE - i * window)]));
});

test("after a part that could not be read, nothing is taken for it, or for what was there before", () => {
  let isBroken = false;
  const { pieces } = bytesToRead(SIZE, (into) => {
    into.fill(isBroken ? 0 : 7);
    if (isBroken) throw new Error("gone");
  });
  const two = (from: number) => Array.from(pieces(from, from + 2), (piece) => [...piece]);
  expect(two(0)).toEqual([[7, 7]]);
  isBroken = true;
  expect(() => two(SIZE / 2)).toThrow("gone");
  isBroken = false;
  expect(two(0)).toEqual([[7, 7]]);
  expect(two(SIZE / 2)).toEqual([[7, 7]]);
});
