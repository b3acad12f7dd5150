import type { ConversationEventType } from "./conversation-event.ts";
import type { Mark } from "./mark.ts";

/** The events after which a closed chat is open again: the visitor acts, or an agent writes. */
export const REOPENING_EVENTS = [
  "ButtonClicked",
  "BotInputSubmitted",
  "HandoffRequested",
  "DirectMessageSent",
  "AgentMessageSent",
] as const satisfies readonly ConversationEventType[];

const reopening: ReadonlySet<ConversationEventType> = new Set(REOPENING_EVENTS);

/** Whether a chat stands closed: it was closed, and nothing has reopened it since. */
export function isClosed(marks: readonly Mark[]): boolean {
  const last = marks.findLast(({ type }) => type === "ChatClosed" || reopening.has(type));
  return last?.type === "ChatClosed";
}
