import {
  type ConversationEvent,
  classify,
  conversationDecider,
  conversationsOf,
  decideQuota,
  foldConversation,
  type LedgerEvent,
  parseEvent,
  quotaView,
  safeParseEvent,
} from "chatledger";
import * as arb from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const logs: readonly (readonly [string, fc.Arbitrary<readonly LedgerEvent[]>])[] = [
  ["conversation", arb.conversation()],
  ["log", arb.log()],
  ["billingHistory", arb.billingHistory()],
  ["ledger", arb.ledger()],
  ["events", fc.array(arb.ledgerEvent(), { maxLength: 5 })],
];

describe("whatever is generated, and whatever that shrinks to, is a valid log:", () => {
  test.each(logs)("%s", (_, log) => {
    let seen = 0;
    const property = fc.property(log, (events) => {
      seen++;
      for (const event of events) expect(parseEvent(event)).toEqual(event);
      // A fault that leads through the whole of the shrinking: more than one event.
      return events.length < 2;
    });
    const { counterexample, numShrinks } = fc.check(property, { seed: 7, numRuns: 50 });
    expect(counterexample?.[0]).toHaveLength(2);
    expect(numShrinks).toBeGreaterThan(3);
    expect(seen).toBeGreaterThan(numShrinks);
  });
});

/** What a claim about logs that does not hold is shrunk to. */
function shrunk<T>(arbitrary: fc.Arbitrary<T>, claim: (value: T) => boolean): T {
  const { counterexample } = fc.check(fc.property(arbitrary, claim), { seed: 7, numRuns: 2_000 });
  if (counterexample === null) throw new Error("The claim was not refuted.");
  return counterexample[0];
}

describe("what a false claim shrinks to:", () => {
  const at = (of: object) => ({
    occurredAt: "2024-05-01T10:00:00.000Z",
    accountId: "acme",
    conversationId: "chat",
    ...of,
  });
  const trigger = at({ type: "BotTriggered", id: "e1", botId: "bot-1" });

  test("no conversation is escalated: the bot appears, and the visitor writes", () => {
    const events = shrunk(arb.conversation(), (all) => classify(foldConversation(all)).outcome !== "escalated");
    expect(events).toEqual([at({ type: "DirectMessageSent", id: "e1" }), { ...trigger, id: "e2" }]);
  });

  test("no event comes twice: the plainest event, twice", () => {
    const ids = (events: readonly LedgerEvent[]) => new Set(events.map(({ id }) => id)).size;
    expect(shrunk(arb.conversation(), (all) => ids(all) === all.length)).toEqual([trigger, trigger]);
  });

  test("an id is given once: two events that differ in their instant alone", () => {
    const isOnce = (all: readonly LedgerEvent[]) =>
      all.every(({ id, occurredAt }) => all.every((other) => other.id !== id || other.occurredAt === occurredAt));
    const events = shrunk(arb.conversation(), isOnce);
    const twice = events.filter(({ id }) => id === events.at(-1)?.id);
    expect(twice.map(({ type }) => type)).toEqual(["BotTriggered", "BotTriggered"]);
  });

  test("events come in order: two of them, the later one first", () => {
    const isSorted = (all: readonly ConversationEvent[]) =>
      all.every(({ occurredAt }, i) => i === 0 || occurredAt >= (all[i - 1]?.occurredAt ?? ""));
    const events = shrunk(arb.conversation(), isSorted);
    expect(events.map(({ type, occurredAt }) => [type, occurredAt.slice(11)])).toEqual([
      ["BotTriggered", "10:01:00.000Z"],
      ["BotTriggered", "10:00:00.000Z"],
    ]);
  });

  test("a chat that was closed is not opened again: a close, and an act after it", () => {
    const isReopened = (events: readonly ConversationEvent[]) =>
      events.some(({ type }) => type === "ChatClosed") && !classify(foldConversation(events)).settled;
    const events = shrunk(arb.conversation(), (all) => !isReopened(all));
    expect(events.map(({ type }) => type)).toEqual(["ChatClosed", "AgentMessageSent"]);
  });

  test("a log has one conversation: two events, each of another", () => {
    const events = shrunk(arb.log(), (all) => [...conversationsOf(all)].length < 2);
    expect(events).toHaveLength(2);
  });

  test("no limit is reached: the subscription, and as many conversations as it includes", () => {
    const options = { asOf: "2024-07-01T00:00:00.000Z", catalogue: arb.tinyCatalogue };
    const history = shrunk(arb.billingHistory(), (all) =>
      quotaView(all, options).history.every(({ used }) => used < 3),
    );
    expect(new Set(history.map(({ type }) => type))).toEqual(new Set(["PlanSubscribed", "ChatbotConversationCounted"]));
    expect(history.length).toBeLessThanOrEqual(5);
  });
});

test("an id is anything that parseEvent takes for one", () => {
  const event = { type: "PlanCancelled", occurredAt: "2024-05-01T10:00:00Z", accountId: "acme" };
  fc.assert(fc.property(arb.id(), (id) => safeParseEvent({ ...event, id }).success));
  for (const id of arb.HOSTILE_IDS) expect(safeParseEvent({ ...event, id }).success).toBe(true);
});

test("arrivals are the same events, each at least once", () => {
  const arrived = arb.conversation().chain((events) => fc.tuple(fc.constant(events), arb.arrivals(events)));
  fc.assert(
    fc.property(arrived, ([events, again]) => {
      expect(new Set(again)).toEqual(new Set(events));
      expect(again.length).toBeGreaterThanOrEqual(events.length);
    }),
  );
});

test("every command can be decided, and every question asked", () => {
  fc.assert(
    fc.property(arb.conversation(), arb.conversationCommand(), (events, command) => {
      conversationDecider.decide(command, foldConversation(events));
    }),
  );
  fc.assert(
    fc.property(arb.billingHistory(), arb.quotaRequest(), arb.quotaQuestion(), (history, request, question) => {
      decideQuota(history, request, question);
    }),
  );
});

test("each field that an event may have comes up, and is left out", () => {
  const events = fc.sample(arb.conversationEvent(), 2_000);
  for (const field of ["sequence", "visitorId", "schemaVersion"] as const) {
    const having = events.filter((event) => event[field] !== undefined).length;
    expect(having).toBeGreaterThan(500);
    expect(having).toBeLessThan(1_500);
  }
});

test("each type of event comes up", () => {
  const types = fc.sample(arb.conversationEvent(), 500).map(({ type }) => type);
  expect(new Set(types).size).toBe(11);
  expect(new Set(fc.sample(arb.billingEvent(), 500).map(({ type }) => type)).size).toBe(10);
});
