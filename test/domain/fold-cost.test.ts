import { type ConversationEvent, evolveConversation, foldConversation, mergeConversations } from "chatledger";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { event } from "../support/events.ts";

// Work is counted, not timed: a comparison of two marks is a step, and so is a mark that a splice moves.
const work = vi.hoisted(() => ({ steps: 0 }));

vi.mock("../../src/domain/mark.ts", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../src/domain/mark.ts")>();
  const compareMarks: typeof original.compareMarks = (a, b) => {
    work.steps++;
    return original.compareMarks(a, b);
  };
  return { ...original, compareMarks };
});

const { splice, sort } = Array.prototype;
let longestSort = 0;

beforeEach(() => {
  longestSort = 0;
  vi.spyOn(Array.prototype, "sort").mockImplementation(function (this: unknown[], ...compare) {
    longestSort = Math.max(longestSort, this.length);
    return Reflect.apply(sort, this, compare);
  });
  vi.spyOn(Array.prototype, "splice").mockImplementation(function (this: unknown[], start, ...rest) {
    work.steps += this.length - start;
    return Reflect.apply(splice, this, [start, ...rest]);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

function stepsOf(run: () => unknown): number {
  work.steps = 0;
  run();
  return work.steps;
}

const COUNT = 200_000;
const events: readonly ConversationEvent[] = Array.from({ length: COUNT }, () => event.DirectMessageSent());
const state = foldConversation(events);

/** The same events with small numbers far from large ones: i * odd modulo a power of two visits each index once. */
function scattered(list: readonly ConversationEvent[]): ConversationEvent[] {
  const order = Array.from({ length: 2 ** 18 }, (_, index) => (index * 100_003) % 2 ** 18);
  return order.flatMap((index) => list[index] ?? []);
}

test.each<[string, readonly ConversationEvent[]]>([
  ["in order", events],
  ["in reverse order", events.toReversed()],
  ["scattered", scattered(events)],
  ["in order, each event repeated", events.flatMap((one) => [one, one])],
  ["in reverse order, each event repeated", events.toReversed().flatMap((one) => [one, one])],
  ["twice over", [...events, ...events]],
  ["in order, the first event after each", events.flatMap((one) => [one, ...events.slice(0, 1)])],
  ["from both ends", events.map((one, index) => (index % 2 === 0 ? events[COUNT - 1 - index] : undefined) ?? one)],
])("a fold of 200,000 events %s takes n log n steps", (_, list) => {
  const steps = stepsOf(() => foldConversation(list));
  expect(steps).toBeGreaterThan(list.length / 2);
  expect(steps).toBeLessThan(2 * list.length * Math.log2(list.length));
});

test("events that repeat without end do not pile up", () => {
  const [first, second] = events;
  if (first === undefined || second === undefined) throw new Error("Two events were expected.");
  const again = foldConversation([first, second, ...Array.from({ length: COUNT }, () => first)]);
  expect(again.marks).toHaveLength(2);
  expect(longestSort).toBeGreaterThan(0);
  expect(longestSort).toBeLessThan(100);
});

test("evolving compares no more than halving needs", () => {
  const logarithm = Math.ceil(Math.log2(COUNT)) + 1;
  for (const index of [0, 1, COUNT / 2, COUNT - 2, COUNT - 1]) {
    const known = events[index];
    if (known === undefined) throw new Error("An event was expected.");
    expect(stepsOf(() => evolveConversation(state, known))).toBeLessThanOrEqual(logarithm);
  }
  expect(stepsOf(() => evolveConversation(state, event.ChatClosed()))).toBe(1);
});

test("merging walks through both states once", () => {
  const halves = [0, 1].map((half) => foldConversation(events.filter((_, index) => index % 2 === half)));
  const [even, odd] = halves;
  if (even === undefined || odd === undefined) throw new Error("Two halves were expected.");
  expect(stepsOf(() => mergeConversations(even, odd))).toBeLessThanOrEqual(2 * COUNT);
  expect(stepsOf(() => mergeConversations(state, odd))).toBeLessThanOrEqual(2 * COUNT);
});
