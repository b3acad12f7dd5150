import { describeValue } from "../../domain/event-error.ts";
import type { Chat } from "./chat.ts";
import { addEnd, addRatings } from "./chat-end.ts";
import type { ChatMessage } from "./chat-message.ts";
import type { Fact } from "./fact-set.ts";
import { toAgentMessage, toBotEvents, toClick, toDirectMessage } from "./message-events.ts";
import type { ChatRule, RuleContext } from "./rules.ts";
import type { Unmapped } from "./unmapped.ts";

/** What a conversation comes to: its events, still without their conversation, and what gave none. */
export interface ChatReading {
  readonly facts: readonly Fact[];
  readonly unmapped: readonly Unmapped[];
}

/** Reads a conversation as a whole, since what a message means depends on the messages around it. */
export function readChat(chat: Chat, rules: { readonly isClick: ChatRule; readonly isChatbot: ChatRule }): ChatReading {
  const { facts, messages: located } = chat;
  const messages = located.map(({ message }) => message);
  const unmapped: Unmapped[] = [];
  const displayed = new Set<string>();
  let lastBotMessage: ChatMessage | undefined;

  for (const { message, place } of located) {
    const context: RuleContext = { messages, lastBotMessage };
    switch (message.author) {
      case "visitor":
        facts.add(rules.isClick(message, context) ? toClick(message, context) : toDirectMessage(message));
        break;
      case "agent":
        facts.add(toAgentMessage(message));
        break;
      case "bot":
        if (rules.isChatbot(message, context)) for (const fact of toBotEvents(message, displayed)) facts.add(fact);
        else unmapped.push({ ...place, ...automatic(message) });
        if (message.written) lastBotMessage = message;
        break;
    }
  }
  // The end first: a rating that has no instant of its own may fall back on it.
  unmapped.push(...addEnd(chat), ...addRatings(chat));
  return { facts: facts.values, unmapped };
}

function automatic({ id }: ChatMessage) {
  return {
    code: "automatic-message",
    what: `bot message ${describeValue(id)}`,
    why: "By the rule in use it is no chatbot (default rule: no message of its conversation offers buttons).",
  } as const;
}
