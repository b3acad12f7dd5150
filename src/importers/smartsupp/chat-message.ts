import { compareText } from "../../domain/text-order.ts";

/** A button that a bot's message offered. */
export interface ChatButton {
  /** The vendor's id of the answer; the title where there is none. */
  readonly id: string;
  readonly title: string;
}

/** What a bot's message was sent by: a chatbot, or a rule that sends an automatic message. The vendor uses one word. */
export interface ChatTrigger {
  readonly id: string | undefined;
  readonly name: string | undefined;
}

/** One message of the vendor's in the form that rules read, whichever format it came in. */
export interface ChatMessage {
  /** The vendor's id of the message (derived for the POST hook, which has none). The event that it becomes has the same. */
  readonly id: string;
  readonly format: "post-hook" | "rest" | "webhook";
  readonly author: "visitor" | "agent" | "bot";
  /** Epoch milliseconds, UTC. */
  readonly at: number;
  readonly text: string | undefined;
  /** Who wrote, for an agent. */
  readonly agentId: string | undefined;
  /** The visitor, where the message is sure to name him in every copy of it: in the POST hook. */
  readonly visitorId: string | undefined;
  readonly trigger: ChatTrigger;
  /** Of a bot's message; empty if it offers none. */
  readonly buttons: readonly ChatButton[];
  /** Of a visitor's message that the vendor marks as the click on a button. */
  readonly quickReply: { readonly replyTo: string | undefined; readonly buttonId: string | undefined } | undefined;
  /** False for a bot that was displayed and of whose words the document says nothing (the webhook `visitor.triggered`). */
  readonly written: boolean;
}

/** What most messages do not have. */
export const plainMessage = {
  text: undefined,
  agentId: undefined,
  visitorId: undefined,
  trigger: { id: undefined, name: undefined },
  buttons: [],
  quickReply: undefined,
  written: true,
} as const satisfies Partial<ChatMessage>;

/**
 * One message from its copies (delivered twice, or by a webhook and by REST). A field comes from the first copy that has
 * it; the copies stand in an order of their own, so that the order of the files does not matter.
 */
export function mergeCopies(copies: readonly [ChatMessage, ...ChatMessage[]]): ChatMessage {
  if (copies.length === 1) return copies[0];
  return copies.toSorted((a, b) => a.at - b.at || compareText(JSON.stringify(a), JSON.stringify(b))).reduce(fillFrom);
}

function fillFrom(known: ChatMessage, copy: ChatMessage): ChatMessage {
  return {
    ...known,
    text: known.text ?? copy.text,
    agentId: known.agentId ?? copy.agentId,
    trigger: { id: known.trigger.id ?? copy.trigger.id, name: known.trigger.name ?? copy.trigger.name },
    buttons: known.buttons.length > 0 ? known.buttons : copy.buttons,
    quickReply: known.quickReply ?? copy.quickReply,
  };
}

/** Chronological; at the same instant a bot's message comes before its answer, as in the order of the ledger's events. */
export function compareMessages(a: ChatMessage, b: ChatMessage): number {
  return a.at - b.at || rank[a.author] - rank[b.author] || compareText(a.id, b.id);
}

const rank = { bot: 0, visitor: 1, agent: 2 } as const;
