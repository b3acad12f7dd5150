import type { ConversationEventType } from "chatledger";

/** Who does something in a conversation. */
export const ACTORS = ["Visitor", "Chatbot", "Agent", "System"] as const;

/** Something that can happen next in a conversation: an event, told as people would. */
export interface Step {
  readonly by: (typeof ACTORS)[number];
  /** What they do; with `by` before it, a sentence. */
  readonly does: string;
  readonly type: ConversationEventType;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** One step or more for each event. The ids are made up. */
export const STEPS: readonly Step[] = [
  { by: "Visitor", does: "arrives", type: "VisitorArrived", payload: {} },
  {
    by: "Visitor",
    does: "clicks a button",
    type: "ButtonClicked",
    payload: { botId: "welcome", buttonId: "prices", label: "Prices" },
  },
  {
    by: "Visitor",
    does: "answers the bot",
    type: "BotInputSubmitted",
    payload: { botId: "welcome", fieldId: "order-number" },
  },
  {
    by: "Visitor",
    does: "asks for a person",
    type: "HandoffRequested",
    payload: { botId: "welcome", buttonId: "agent" },
  },
  {
    by: "Visitor",
    does: "writes to the team",
    type: "DirectMessageSent",
    payload: { text: "Is anybody there?" },
  },
  { by: "Visitor", does: "closes the chat", type: "ChatClosed", payload: { closedBy: "visitor" } },
  { by: "Visitor", does: "rates it 5", type: "ChatRated", payload: { rating: 5 } },
  { by: "Chatbot", does: "appears", type: "BotTriggered", payload: { botId: "welcome" } },
  { by: "Chatbot", does: "writes", type: "BotMessageSent", payload: { botId: "welcome" } },
  { by: "Chatbot", does: "closes the chat", type: "ChatClosed", payload: { closedBy: "chatbot" } },
  { by: "Agent", does: "joins", type: "AgentJoined", payload: { agentId: "anna" } },
  { by: "Agent", does: "writes", type: "AgentMessageSent", payload: { agentId: "anna", text: "Hello, this is Anna." } },
  { by: "Agent", does: "closes the chat", type: "ChatClosed", payload: { closedBy: "agent" } },
  { by: "System", does: "closes the chat", type: "ChatClosed", payload: { closedBy: "system" } },
];
