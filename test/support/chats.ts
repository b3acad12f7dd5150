import type { ConversationEvent } from "chatledger";
import { event, time } from "./events.ts";

/** What a chat's events share; each stands a minute after the one before it. */
interface Chat {
  readonly conversationId?: string;
  readonly accountId?: string;
  readonly visitorId?: string;
  readonly botId?: string;
}

type Step = "trigger" | "click" | "message" | "close";

const build: Readonly<Record<Step, (part: object, botId: string) => ConversationEvent>> = {
  trigger: (part, botId) => event.BotTriggered(part, { botId }),
  click: (part, botId) => event.ButtonClicked(part, { botId }),
  message: (part) => event.DirectMessageSent(part),
  close: (part) => event.ChatClosed(part),
};

let count = 0;

function chat(steps: readonly Step[]) {
  return (clock: string, { botId = "bot", ...of }: Chat = {}): readonly ConversationEvent[] => {
    const conversationId = `chat ${++count}`;
    const start = Date.parse(time(clock));
    return steps.map((step, i) => {
      const occurredAt = new Date(start + i * 60_000).toISOString();
      return build[step]({ conversationId, ...of, occurredAt }, botId);
    });
  };
}

/**
 * Whole chats by what comes of them, from the moment at which the bot appears: `chats.resolved("2024-05-02 10:00")` is
 * triggered at 10:00, clicked at 10:01 and closed at 10:02. Each is a conversation of its own unless told otherwise.
 */
export const chats = {
  ignored: chat(["trigger"]),
  ignoredAndClosed: chat(["trigger", "close"]),
  inProgress: chat(["trigger", "click"]),
  resolved: chat(["trigger", "click", "close"]),
  escalated: chat(["trigger", "message", "close"]),
  escalatedAfterClick: chat(["trigger", "click", "message", "close"]),
  withoutBot: chat(["message", "close"]),
};
