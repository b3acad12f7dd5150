import { expect, test } from "vitest";
import { roomFor, withRoom } from "../../src/replay/with-room.ts";

test("numbers grow where they lie as long as their memory reaches, and then are moved to twice the room", () => {
  const memory = new ArrayBuffer(40);
  const numbers = new Int32Array(memory, 8, 3);
  numbers.set([1, 2, 3]);
  expect(roomFor(numbers, 4, 1)).toBe(8);
  const grown = withRoom(numbers, 8);
  expect(grown.buffer).toBe(memory);
  expect([...grown]).toEqual([1, 2, 3, 0, 0, 0, 0, 0]);
  expect(roomFor(grown, 9, 1)).toBe(16);
  const moved = withRoom(grown, 16);
  expect(moved.buffer).not.toBe(memory);
  expect([...moved.subarray(0, 4)]).toEqual([1, 2, 3, 0]);
  expect(moved.length).toBe(16);
});

test("doubles are counted by eight bytes, and what is left over is no room", () => {
  const doubles = new Float64Array(new ArrayBuffer(36), 0, 2).fill(0.5);
  expect(roomFor(doubles, 3, 1)).toBe(4);
  expect([...withRoom(doubles, 4)]).toEqual([0.5, 0.5, 0, 0]);
  expect([...withRoom(doubles, 5)]).toEqual([0.5, 0.5, 0, 0, 0]);
});

test("there is room for what is needed and for the least that is worth it", () => {
  const none = new Int32Array(0);
  expect(roomFor(none, 1, 1_024)).toBe(1_024);
  expect(roomFor(none, 2_000, 1_024)).toBe(2_000);
});
