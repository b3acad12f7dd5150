import { conversationsOf, foldConversation, initialConversation, type LedgerEvent } from "chatledger";
import { expect, test } from "vitest";
import { partsOf } from "../../src/domain/log-input.ts";
import { event, inAccount, inChat } from "../support/events.ts";

const click = event.ButtonClicked(inChat("b"));
const close = event.ChatClosed(inChat("b"));
const message = event.DirectMessageSent(inChat("a"));
const other = event.DirectMessageSent(inAccount("a company"));
const plan = event.PlanSubscribed();
const count = event.ChatbotConversationCounted(inChat("b"));
const log: readonly LedgerEvent[] = [plan, click, message, count, other, close, plan];

const states = [foldConversation([other]), foldConversation([message]), foldConversation([click, close])];

test("a log is taken apart into conversations, as they came and in order, and what was billed, as it came", () => {
  const { unsorted, conversations, billing } = partsOf(log);
  expect([...conversations()]).toEqual(states);
  expect([...unsorted()]).toEqual([states[2], states[1], states[0]]);
  expect([...conversations("acme")]).toEqual(states.slice(1));
  expect([...unsorted("acme")]).toEqual([states[2], states[1]]);
  expect([...conversations("nobody"), ...unsorted("nobody")]).toEqual([]);
  expect(billing).toEqual([plan, count, plan]);
});

test("events and states of the same conversations are brought together", () => {
  expect([...conversationsOf(log)]).toEqual(states);
  const mixed = [close, initialConversation(), plan, ...states.slice(0, 2), foldConversation([click]), message];
  expect([...conversationsOf(mixed)]).toEqual(states);
});

test("of nothing there is nothing", () => {
  const { unsorted, conversations, billing } = partsOf([]);
  expect([[...unsorted()], [...conversations()], billing]).toEqual([[], [], []]);
});
