import { type ConversationEvent, formatInstant, isConversationEvent, type LedgerEvent, parseEvent } from "chatledger";
import { LATEST } from "../../../src/domain/instant.ts";
import { type Bench, benchOf, type Conversation, chosenOf, conversationOf, idOf, keyOf } from "./bench.ts";
import type { ReadLog } from "./read-log.ts";
import type { Step } from "./step.ts";

/** What a user of the page can do. */
export type Action =
  | { readonly type: "load"; readonly log: ReadLog }
  | { readonly type: "choose"; readonly key: string }
  | { readonly type: "begin" }
  | { readonly type: "step"; readonly step: Step }
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "remove"; readonly event: ConversationEvent }
  | { readonly type: "subscribe"; readonly accountId: string; readonly plan: string }
  | { readonly type: "buy"; readonly accountId: string; readonly conversations: number }
  | { readonly type: "option"; readonly name: string; readonly value: boolean | number | null };

/** Between one event made here and the next. */
const STEP_MS = 10_000;

/** The bench after an action. What cannot be done changes nothing. */
export function act(bench: Bench, action: Action): Bench {
  switch (action.type) {
    case "load":
      return benchOf(action.log, bench.options);
    case "choose":
      return bench.conversations.has(action.key) ? { ...bench, chosen: action.key } : bench;
    case "begin":
      return begin(bench);
    case "step":
      return step(bench, action.step);
    case "wait":
      return { ...bench, now: Math.min(bench.now + action.ms, LATEST) };
    case "remove":
      return remove(bench, action.event);
    case "subscribe":
      return bill(bench, action.accountId, firstInstant(bench, action.accountId), {
        type: "PlanSubscribed",
        plan: action.plan,
      });
    case "buy":
      return bill(bench, action.accountId, formatInstant(bench.now), {
        type: "PackagePurchased",
        packageId: idOf(bench.made + 1),
        conversations: action.conversations,
      });
    case "option":
      return { ...bench, options: { ...bench.options, [action.name]: action.value } };
  }
}

function begin(bench: Bench): Bench {
  const accountId = chosenOf(bench)?.of.accountId ?? "acme";
  let n = bench.conversations.size + 1;
  while (bench.conversations.has(keyOf({ accountId, conversationId: `new-${n}` }))) n++;
  return withConversation(bench, conversationOf({ accountId, conversationId: `new-${n}` }, []));
}

function step(bench: Bench, { type, payload }: Step): Bench {
  const conversation = chosenOf(bench);
  if (conversation === undefined) return bench;
  const now = Math.min(bench.now + STEP_MS, LATEST);
  const made = bench.made + 1;
  const event = parseEvent({ ...payload, type, id: idOf(made), occurredAt: formatInstant(now), ...conversation.of });
  if (!isConversationEvent(event)) return bench;
  const after = conversationOf(conversation.of, [...conversation.events, event]);
  return { ...withConversation(bench, after), now, made };
}

/** Without an event and its copies. */
function remove(bench: Bench, { id, occurredAt, type }: ConversationEvent): Bench {
  const conversation = chosenOf(bench);
  if (conversation === undefined) return bench;
  const left = conversation.events.filter(
    (event) => event.id !== id || event.occurredAt !== occurredAt || event.type !== type,
  );
  return withConversation(bench, conversationOf(conversation.of, left));
}

function withConversation(bench: Bench, conversation: Conversation): Bench {
  const key = keyOf(conversation.of);
  return { ...bench, conversations: new Map([...bench.conversations, [key, conversation]]), chosen: key };
}

function bill(bench: Bench, accountId: string, occurredAt: string, payload: object): Bench {
  const made = bench.made + 1;
  const event: LedgerEvent = parseEvent({ ...payload, id: idOf(made), occurredAt, accountId });
  return isConversationEvent(event) ? bench : { ...bench, billing: [...bench.billing, event], made };
}

/** When an account's first conversation began, so that a plan covers them all. */
function firstInstant({ conversations, now }: Bench, accountId: string): string {
  const first = [...conversations.values()]
    .filter(({ of }) => of.accountId === accountId)
    .reduce((at, { state }) => Math.min(at, state.marks[0]?.at ?? at), now);
  return formatInstant(first);
}
