import { mergeConversations } from "chatledger";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { certain } from "../../src/domain/certain.ts";
import { insertMark } from "../../src/domain/evolve-conversation.ts";
import { ConversationFold } from "../../src/domain/fold-conversation.ts";
import { type Mark, toMark } from "../../src/domain/mark.ts";
import { event } from "../support/events.ts";

// Work is counted, not timed: a comparison, which looks at the instants of two marks, is two steps, and so is a mark that a
// splice moves.
let steps = 0;
let longestSort = 0;

const { splice, sort } = Array.prototype;

beforeEach(() => {
  longestSort = 0;
  vi.spyOn(Array.prototype, "sort").mockImplementation(function (this: unknown[], ...compare) {
    longestSort = Math.max(longestSort, this.length);
    return Reflect.apply(sort, this, compare);
  });
  vi.spyOn(Array.prototype, "splice").mockImplementation(function (this: unknown[], start, ...rest) {
    steps += 2 * (this.length - start);
    return Reflect.apply(splice, this, [start, ...rest]);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

function stepsOf(run: () => unknown): number {
  steps = 0;
  run();
  return steps;
}

const COUNT = 8_000;
const of = event.DirectMessageSent();

/** A mark that counts how often its instant is looked at. */
function counting(mark: Mark): Mark {
  const { at } = mark;
  return {
    ...mark,
    get at() {
      steps++;
      return at;
    },
  };
}

const marks: readonly Mark[] = Array.from({ length: COUNT }, () => counting(toMark(event.DirectMessageSent())));
const state = { of, marks };

function fold(list: readonly Mark[]): readonly Mark[] {
  const folded = new ConversationFold();
  for (const mark of list) folded.add(of, mark);
  return folded.marks;
}

/** The same with small numbers far from large ones: i * odd modulo a power of two visits each index once. */
function scattered(list: readonly Mark[]): Mark[] {
  const order = Array.from({ length: 2 ** 13 }, (_, index) => (index * 100_003) % 2 ** 13);
  return order.flatMap((index) => list[index] ?? []);
}

test.each<[string, readonly Mark[]]>([
  ["in order", marks],
  ["in order, each event repeated", marks.flatMap((one) => [one, one])],
])("a fold of events %s compares each twice", (_, list) => {
  const taken = stepsOf(() => fold(list));
  expect(taken).toBeGreaterThan(list.length);
  expect(taken).toBeLessThanOrEqual(4 * list.length);
});

test.each<[string, readonly Mark[]]>([
  ["in reverse order", marks.toReversed()],
  ["scattered", scattered(marks)],
  ["in reverse order, each event repeated", marks.toReversed().flatMap((one) => [one, one])],
  ["twice over", [...marks, ...marks]],
  ["in order, the first event after each", marks.flatMap((one) => [one, ...marks.slice(0, 1)])],
  ["from both ends", marks.map((one, index) => (index % 2 === 0 ? marks[COUNT - 1 - index] : undefined) ?? one)],
])("a fold of events %s takes n log n steps", (_, list) => {
  const taken = stepsOf(() => fold(list));
  expect(taken).toBeGreaterThan(list.length);
  expect(taken).toBeLessThan(4 * list.length * Math.log2(list.length));
});

test("events that repeat without end do not pile up", () => {
  const [first, second] = [certain(marks[0]), certain(marks[1])];
  expect(fold([first, second, ...Array.from({ length: COUNT }, () => first)])).toHaveLength(2);
  expect(longestSort).toBeGreaterThan(0);
  expect(longestSort).toBeLessThan(100);
});

test("evolving compares no more than halving needs", () => {
  const logarithm = Math.ceil(Math.log2(COUNT)) + 1;
  const stepsWith = (mark: Mark) => {
    const known = { of, marks: [...marks] };
    return stepsOf(() => insertMark(known, known, of, mark));
  };
  for (const index of [0, 1, COUNT / 2, COUNT - 2, COUNT - 1]) {
    expect(stepsWith(certain(marks[index]))).toBeLessThanOrEqual(2 * logarithm);
  }
  // One mark's instant is counted, the other's not.
  expect(stepsWith(toMark(event.ChatClosed()))).toBe(1);
});

test("merging walks through both states once", () => {
  const halves = [0, 1].map((half) => ({ ...state, marks: marks.filter((_, index) => index % 2 === half) }));
  const [even, odd] = [certain(halves[0]), certain(halves[1])];
  expect(stepsOf(() => mergeConversations(even, odd))).toBeLessThanOrEqual(4 * COUNT);
  expect(stepsOf(() => mergeConversations(state, odd))).toBeLessThanOrEqual(4 * COUNT);
});
