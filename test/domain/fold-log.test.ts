import { type ConversationEvent, type ConversationId, foldConversation } from "chatledger";
import { arrivals, log } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { foldLog, LogFold } from "../../src/domain/fold-log.ts";
import { toMark } from "../../src/domain/mark.ts";
import { event, inAccount, inChat } from "../support/events.ts";

function nameOf({ accountId, conversationId }: ConversationId): string {
  return JSON.stringify([accountId, conversationId]);
}

/** What each conversation's own fold gives, in the order of the UTF-8 bytes of account and conversation. */
function foldsOneByOne(events: readonly ConversationEvent[]) {
  const streams = new Map<string, ConversationEvent[]>();
  for (const one of events) streams.set(nameOf(one), [...(streams.get(nameOf(one)) ?? []), one]);
  return [...streams.values()].map(foldConversation).sort((a, b) => {
    const [x, y] = [a.of, b.of];
    if (x === null || y === null) throw new Error("A conversation with events was expected.");
    const byAccount = Buffer.compare(Buffer.from(x.accountId), Buffer.from(y.accountId));
    return byAccount || Buffer.compare(Buffer.from(x.conversationId), Buffer.from(y.conversationId));
  });
}

test("a log gives each conversation's own fold, by account and conversation", () => {
  fc.assert(
    fc.property(log(), (events) => {
      expect([...foldLog(events)]).toStrictEqual(foldsOneByOne(events));
    }),
  );
});

test("the order and repetition of a log's events do not matter", () => {
  const twoArrivals = log().chain((events) => fc.tuple(fc.constant(events), arrivals(events)));
  fc.assert(
    fc.property(twoArrivals, ([events, other]) => {
      expect(JSON.stringify([...foldLog(other)])).toBe(JSON.stringify([...foldLog(events)]));
    }),
  );
});

test("the same conversation id in two accounts is two conversations", () => {
  const states = [...foldLog([event.BotTriggered(), event.ChatClosed(inAccount("other"))])];
  expect(states.map(({ of, marks }) => [of.accountId, marks.map(({ type }) => type)])).toStrictEqual([
    ["acme", ["BotTriggered"]],
    ["other", ["ChatClosed"]],
  ]);
});

test("ids stand in the order of code points", () => {
  const ids = ["e9", "\u{1F600}", "e10", "\uFF5E", "__proto__"];
  const states = foldLog(ids.map((id) => event.BotTriggered(inChat(id))));
  expect([...states].map(({ of }) => of.conversationId)).toStrictEqual([
    "__proto__",
    "e10",
    "e9",
    "\uFF5E",
    "\u{1F600}",
  ]);
});

test("one account can be asked for", () => {
  const fold = new LogFold();
  for (const one of [event.BotTriggered(), event.BotTriggered(inAccount("other")), event.BotTriggered(inChat("a"))]) {
    fold.add(one);
  }
  expect([...fold.conversations("acme")].map(({ of }) => of.conversationId)).toStrictEqual(["a", "chat"]);
  expect([...fold.conversations("nobody")]).toStrictEqual([]);
});

test("what was added gives its mark, and more can be added after a look", () => {
  fc.assert(
    fc.property(log(), log(), (before, after) => {
      const fold = new LogFold();
      for (const one of before) expect(fold.add(one)).toStrictEqual(toMark(one));
      expect([...fold.conversations()]).toStrictEqual(foldsOneByOne(before));
      for (const one of after) expect(fold.add(one)).toStrictEqual(toMark(one));
      expect([...fold.conversations()]).toStrictEqual(foldsOneByOne([...before, ...after]));
    }),
  );
});

test("a conversation that was met lately is found without being looked up", () => {
  const fold = new LogFold();
  // As ids of one time: they differ in their last characters.
  const events = Array.from({ length: 80 }, (_, i) => {
    return event.DirectMessageSent(inChat(`chat-${Math.floor(i / 8)}${i % 8}`));
  });
  /** How often anything is looked up in a map. */
  const lookups = () => {
    const get = vi.spyOn(Map.prototype, "get");
    for (const one of events) fold.add({ ...one, id: `${one.id} again` });
    const { length } = get.mock.calls;
    get.mockRestore();
    return length;
  };
  // The layout of each event is, and when it is first met its account and its conversation.
  expect(lookups()).toBe(3 * events.length);
  expect(lookups()).toBe(events.length);
});
