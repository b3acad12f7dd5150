import { type BillingEvent, quotaDecider } from "chatledger";
import { expect, test } from "vitest";
import { compareFacts, toBillingFact } from "../../../src/policies/quota/billing-fact.ts";
import { factsIn } from "../../../src/policies/quota/quota-state.ts";
import { event } from "../../support/events.ts";
import { isDeeplyFrozen } from "../../support/is-deeply-frozen.ts";

const { initialState, evolve } = quotaDecider;
const stateOf = (events: readonly BillingEvent[]) => events.reduce(evolve, initialState());

const events = Array.from({ length: 1_500 }, (_, i) => event.ChatbotConversationCounted({ conversationId: `c${i}` }));
const facts = events.map(toBillingFact);

/** The same events with small numbers far from large ones. */
const scattered = events.map((_, i) => events[(i * 697) % events.length]).filter((one) => one !== undefined);

test.each([
  ["in order", events],
  ["in reverse order", events.toReversed()],
  ["scattered", scattered],
  ["from both ends", events.map((one, i) => (i % 2 === 0 ? events.at(-1 - i) : undefined) ?? one)],
  ["twice over", [...events, ...events]],
])("a long history that came %s is known in order, each fact once", (_, arrived) => {
  const state = stateOf(arrived);
  const expected = facts.filter((fact) => arrived.some(({ id }) => id === fact.id));
  expect(factsIn(state)).toEqual(expected.toSorted(compareFacts));
  expect(isDeeplyFrozen(state)).toBe(true);
});

test("one fact more copies a part of a long history, and not the whole", () => {
  const state = stateOf(events.filter((_, i) => i !== 700));
  for (const more of [events[700], event.ChatbotConversationCounted({ conversationId: "last" })]) {
    const after = more === undefined ? state : evolve(state, more);
    const kept = after.runs.filter((run) => state.runs.includes(run));
    expect(factsIn(after)).toHaveLength(events.length);
    expect(kept.flat().length).toBeGreaterThan(events.length - 300);
  }
});

test("a history that came in order fills the parts that it is kept in", () => {
  const { runs } = stateOf(events);
  expect(Math.ceil(events.length / runs.length)).toBeGreaterThan(200);
});

test("what is known already changes nothing", () => {
  const state = stateOf(events);
  for (const one of [events[0], events[700], events.at(-1)])
    if (one !== undefined) expect(evolve(state, one)).toBe(state);
});
