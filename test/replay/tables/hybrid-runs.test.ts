import fc from "fast-check";
import { ByteWriter } from "hyparquet-writer";
import { writeRleBitPackedHybrid } from "hyparquet-writer/src/encoding.js";
import { expect, test } from "vitest";
import { ScanKernel } from "../../../src/replay/scan/kernel/scan-kernel.ts";
import { COLUMNS, ROW_TYPES } from "../../../src/replay/scan/kernel/terms.ts";
import { readHybridRuns, runOfOne } from "../../../src/replay/tables/hybrid-runs.ts";

const WORD = 4;
const ROOM = WORD;

/** Runs of like numbers and of unlike ones, of so many bits at most. */
const numbers = fc.integer({ min: 0, max: 25 }).chain((width) => {
  const number = fc.integer({ min: 0, max: 2 ** width - 1 });
  const run = fc
    .tuple(number, fc.integer({ min: 1, max: 300 }))
    .map(([one, count]) => new Array<number>(count).fill(one));
  const runs = fc.array(fc.oneof(run, fc.array(number, { maxLength: 100 })), { maxLength: 6 });
  return fc.tuple(
    fc.constant(width),
    runs.map((all) => all.flat()),
  );
});

/** Numbers as another program writes them, with room for a word after them. */
function written(width: number, values: readonly number[]) {
  const writer = new ByteWriter();
  writeRleBitPackedHybrid(writer, [...values], width);
  const size = writer.offset;
  const bytes = Buffer.alloc(size + ROOM, 0xff);
  bytes.set(writer.getBytes());
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), size };
}

test("numbers are read as they were written, in the memory of a kernel too", () => {
  const kernel = new ScanKernel();
  fc.assert(
    fc.property(numbers, fc.nat({ max: 20 }), ([width, values], at) => {
      const { bytes, view, size } = written(width, values);
      const out = new Int32Array(values.length + 2).fill(-1);
      readHybridRuns({ bytes, view }, 0, size, width, out, 1, values.length);
      expect([...out]).toEqual([-1, ...values, -1]);

      const place = kernel.bytes.subarray(COLUMNS + at, COLUMNS + at + size);
      place.set(bytes.subarray(0, size));
      const words = kernel.words.subarray(ROW_TYPES / WORD, ROW_TYPES / WORD + values.length + 2).fill(-1);
      readHybridRuns({ bytes: place, view, kernel }, 0, size, width, words, 1, values.length);
      expect([...words]).toEqual([-1, ...values, -1]);
      expect(kernel.run.sumOf(words.byteOffset + WORD, values.length)).toBe(
        values.reduce((sum, one) => (sum + one) | 0, 0),
      );
    }),
  );
});

test("one number again and again is told at once", () => {
  const { bytes, view, size } = written(1, new Array(1_000).fill(1));
  expect(runOfOne({ bytes, view }, 0, size, 1, 1_000)).toBe(1);
  expect(runOfOne({ bytes, view }, 0, size, 1, 1_001)).toBeUndefined();
  const other = written(1, [...new Array(1_000).fill(1), 0]);
  expect(runOfOne(other, 0, other.size, 1, 1_001)).toBeUndefined();
});

test("what is cut off, has no end or too many bits throws, whatever stands there", () => {
  fc.assert(
    fc.property(numbers, fc.nat(), ([width, values], cut) => {
      fc.pre(values.length > 0);
      const { bytes, view, size } = written(width, values);
      const out = new Int32Array(values.length);
      const read = () => readHybridRuns({ bytes, view }, 0, cut % size, width, out, 0, values.length);
      // The last run may be longer than what is asked for.
      if (width > 0 && cut % size < size - width) expect(read).toThrow(RangeError);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 0, max: 40 }), (some, width) => {
      const bytes = Buffer.concat([some, Buffer.alloc(ROOM)]);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const out = new Int32Array(1_000);
      try {
        readHybridRuns({ bytes, view }, 0, some.length, width, out, 0, out.length);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});

test("a number of more bits than there are to be, or more numbers than there is room for, throw", () => {
  const bytes = Buffer.from([2, 15, 0, 0, 0, 0]);
  const forged = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
  expect(() => runOfOne(forged, 0, 2, 1, 1)).toThrow(RangeError);
  expect(() => readHybridRuns(forged, 0, 2, 3, new Int32Array(1), 0, 1)).toThrow(RangeError);
  expect(runOfOne(forged, 0, 2, 4, 1)).toBe(15);
  const three = written(4, [1, 2, 3]);
  const out = new Int32Array(4);
  expect(() => readHybridRuns(three, 0, three.size, 4, out.subarray(0, 2), 0, 3)).toThrow(RangeError);
  expect(() => readHybridRuns(three, 0, three.size, 4, out.subarray(0, 2), 0, -1)).toThrow(RangeError);
  expect([...out]).toEqual([0, 0, 0, 0]);
});
