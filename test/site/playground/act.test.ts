import { classify, foldConversation, isConversationEvent } from "chatledger";
import { ledger } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Action, act } from "../../../site/playground/model/act.ts";
import { type Bench, benchOf, chosenOf, keyOf, USUAL_OPTIONS } from "../../../site/playground/model/bench.ts";
import { afterAction, type History } from "../../../site/playground/model/history.ts";
import { STEPS } from "../../../site/playground/model/step.ts";
import { at, event, inAccount, inChat, time } from "../../support/events.ts";
import { benchWith, chosen, doing, step } from "./bench.ts";

const click = event.ButtonClicked({ id: "click" }, at("10:00"));
const outcomeOf = (bench: Bench) => classify(chosen(bench).state).outcome;

describe("a log on the bench", () => {
  test("has its conversations by account and id, the first of them chosen, and its time is that of its latest event", () => {
    const bench = benchWith(
      event.ButtonClicked(inChat("b"), at("10:00")),
      event.ButtonClicked(inChat("a"), at("09:00")),
      event.ButtonClicked(inChat("c"), inAccount("abc"), at("08:00")),
      event.PlanSubscribed(at("07:00")),
    );
    expect([...bench.conversations.values()].map(({ of }) => of.conversationId)).toEqual(["c", "a", "b"]);
    expect(chosen(bench).of.conversationId).toBe("c");
    expect(bench.now).toBe(Date.parse(time("10:00")));
    expect(bench.billing.map(({ type }) => type)).toEqual(["PlanSubscribed"]);
  });

  test("may be empty; a conversation can be begun all the same", () => {
    const bench = benchWith();
    expect(chosenOf(bench)).toBeUndefined();
    expect(act(bench, step("Visitor clicks a button"))).toBe(bench);
    expect(outcomeOf(doing(bench, { type: "begin" }, step("Visitor clicks a button")))).toBe("in-progress");
  });

  test("keeps its options when another log comes", () => {
    const bench = doing(benchWith(click), { type: "option", name: "requireClose", value: false });
    const loaded = act(bench, { type: "load", log: { events: [], refused: [] } });
    expect(loaded.options).toEqual({ ...USUAL_OPTIONS, requireClose: false });
  });

  test("tells apart conversations of one id in two accounts", () => {
    const bench = benchWith(click, { ...click, accountId: "globex" });
    expect(bench.conversations.size).toBe(2);
  });
});

describe("a step", () => {
  test("happens ten seconds from now, in the conversation that is looked at", () => {
    const bench = doing(benchWith(click), { type: "wait", ms: 60_000 }, step("Visitor closes the chat"));
    expect(chosen(bench).events.at(-1)).toEqual({
      type: "ChatClosed",
      id: "playground-1",
      occurredAt: time("10:01:10"),
      accountId: "acme",
      conversationId: "chat",
      closedBy: "visitor",
    });
    expect(outcomeOf(bench)).toBe("resolved");
  });

  test.each(STEPS)("$by $does: is an event of a conversation", (made) => {
    const bench = doing(benchWith(click), { type: "step", step: made });
    expect(chosen(bench).events.map(({ type }) => type)).toEqual(["ButtonClicked", made.type]);
  });

  test("has an id of its own in a log that has some of here", () => {
    const bench = doing(benchWith({ ...click, id: "playground-7" }), step("Visitor closes the chat"));
    expect(chosen(bench).events.at(-1)?.id).toBe("playground-8");
  });

  test("after the last instant there is, happens at it", () => {
    const bench = doing(benchWith(click), { type: "wait", ms: 1e18 }, step("Visitor closes the chat"));
    expect(chosen(bench).events.at(-1)?.occurredAt).toBe("9999-12-31T23:59:59.999Z");
  });
});

test("an event is taken away with its copies, and with nothing else", () => {
  const close = event.ChatClosed({ id: "close" }, at("10:01"));
  const bench = doing(benchWith(click, close, click, { ...close, id: "click" }), { type: "remove", event: click });
  expect(chosen(bench).events).toEqual([close, { ...close, id: "click" }]);
});

test("a conversation that is begun has an id that none has", () => {
  const bench = doing(benchWith(event.ButtonClicked(inChat("new-2"))), { type: "begin" }, { type: "begin" });
  expect([...bench.conversations.values()].map(({ of }) => of.conversationId)).toEqual(["new-2", "new-3", "new-4"]);
  expect(chosen(bench).of.conversationId).toBe("new-4");
});

test("only a conversation of the log can be looked at", () => {
  const bench = benchWith(click);
  expect(act(bench, { type: "choose", key: "none" })).toBe(bench);
});

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.constantFrom(...STEPS).map((made): Action => ({ type: "step", step: made })),
  fc.nat(3_000_000_000).map((ms): Action => ({ type: "wait", ms })),
  fc.constant<Action>({ type: "begin" }),
  fc.constant<Action>({ type: "subscribe", accountId: "acme", plan: "pro" }),
  fc.constant<Action>({ type: "buy", accountId: "acme", conversations: 100 }),
);

test("whatever is done, each state is that of its events, and undoing all of it brings back the log", () => {
  fc.assert(
    fc.property(ledger(), fc.array(anyAction), (events, actions) => {
      const first = benchOf({ events, refused: [] });
      const start: History = { bench: first, past: [] };
      const history = actions.reduce<History>(afterAction, start);
      for (const [key, { of, events: own, state }] of history.bench.conversations) {
        expect(keyOf(of)).toBe(key);
        expect(state).toEqual(foldConversation(own));
      }
      const before = events.filter(isConversationEvent).length;
      const now = [...history.bench.conversations.values()].reduce((sum, { events: own }) => sum + own.length, 0);
      const stepped = actions.filter(({ type }) => type === "step").length;
      expect(now - before).toBeLessThanOrEqual(stepped);
      const undone = actions.reduce<History>((so) => afterAction(so, { type: "undo" }), history);
      expect(undone).toEqual(start);
    }),
  );
});
