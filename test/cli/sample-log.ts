import type { ConversationEvent } from "chatledger";
import { conversation } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import { event, inAccount } from "../support/events.ts";

const SEED = 20240501;
const MS_PER_DAY = 86_400_000;

/**
 * A log without a fault, always the same: so many conversations of every kind in three accounts over two weeks, some of
 * their events delivered twice, and a few events of billing.
 */
export function sampleLog(conversations = 60): unknown[] {
  const chats = fc.sample(conversation(), { seed: SEED, numRuns: conversations });
  const events = chats.flatMap((chat, i) => {
    const ids = new Map<string, string>();
    return chat.map((one): ConversationEvent => {
      const content = JSON.stringify(one);
      const id = ids.get(content) ?? `c${i}-${ids.size}`;
      ids.set(content, id);
      const occurredAt = new Date(Date.parse(one.occurredAt) + (i % 14) * MS_PER_DAY).toISOString();
      return { ...one, id, occurredAt, accountId: ACCOUNTS[i % ACCOUNTS.length] ?? "", conversationId: `c${i >> 1}` };
    });
  });
  return [...events, event.PlanSubscribed({ id: "plan" }, inAccount("acme")), event.PlanCancelled({ id: "end" })];
}

const ACCOUNTS = ["acme", "__proto__", 'b, "c"'];

/** The same in another order, always the same one. */
export function shuffled<T>(items: readonly T[]): T[] {
  const order = fc.shuffledSubarray([...items], { minLength: items.length });
  return fc.sample(order, { seed: SEED, numRuns: 1 })[0] ?? [];
}
