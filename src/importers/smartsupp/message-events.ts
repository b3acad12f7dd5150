import { formatInstant } from "../../domain/instant.ts";
import type { ChatMessage, ChatTrigger } from "./chat-message.ts";
import { toId } from "./event-id.ts";
import type { Fact } from "./fact-set.ts";
import type { RuleContext } from "./rules.ts";

/** What stands for a bot, a button or an agent of which nothing is known. */
const UNKNOWN = "unknown";

/** What every event of a message has. The message's id is the event's, so its copies give the same event. */
function base({ id, at, visitorId }: ChatMessage) {
  return { id, occurredAt: formatInstant(at), visitorId };
}

export function toDirectMessage(message: ChatMessage): Fact {
  return { type: "DirectMessageSent", ...base(message), text: message.text };
}

export function toAgentMessage(message: ChatMessage): Fact {
  return { type: "AgentMessageSent", ...base(message), agentId: toId(message.agentId ?? UNKNOWN), text: message.text };
}

/** A click, on the button of the message that it answers or else of the last one. */
export function toClick(message: ChatMessage, { messages, lastBotMessage }: RuleContext): Fact {
  const { quickReply, text } = message;
  const answered = messages.find(({ id, author }) => author === "bot" && id === quickReply?.replyTo) ?? lastBotMessage;
  const offered = answered?.buttons.find(({ title }) => title === text);
  return {
    type: "ButtonClicked",
    ...base(message),
    botId: botOf(answered?.trigger ?? message.trigger),
    buttonId: toId(quickReply?.buttonId ?? offered?.id ?? text ?? UNKNOWN),
    label: text,
  };
}

/** A chatbot's message; the first one of each bot is also the moment in which the bot was displayed. */
export function toBotEvents(message: ChatMessage, displayed: Set<string>): readonly Fact[] {
  const botId = botOf(message.trigger);
  const facts: Fact[] = [];
  if (!displayed.has(botId)) {
    displayed.add(botId);
    const id = toId(`${message.id}/triggered`);
    facts.push({ type: "BotTriggered", ...base(message), id, botId, trigger: message.trigger.name });
  }
  if (message.written) facts.push({ type: "BotMessageSent", ...base(message), botId });
  return facts;
}

function botOf({ id, name }: ChatTrigger): string {
  return toId(id ?? name ?? UNKNOWN);
}
