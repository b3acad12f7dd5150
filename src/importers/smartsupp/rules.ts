import type { ChatMessage } from "./chat-message.ts";

/** What a rule may look at beside the message. */
export interface RuleContext {
  /** Every message of the conversation that the import knows, in chronological order. */
  readonly messages: readonly ChatMessage[];
  /** The last message that a bot wrote before this one. */
  readonly lastBotMessage: ChatMessage | undefined;
}

/** A question about a message, e.g. whether it is a click. */
export type ChatRule = (message: ChatMessage, context: RuleContext) => boolean;

/**
 * Whether a visitor's message is the click on a button: the vendor marks it as a quick reply, or its text equals a title
 * that the last bot message offered. A visitor who types exactly such a title counts as one who clicked it.
 */
export const isClick: ChatRule = ({ quickReply, text }, { lastBotMessage }) =>
  quickReply !== undefined || lastBotMessage?.buttons.some(({ title }) => title === text) === true;

/**
 * Whether a bot's message is a chatbot's (and not an automatic message such as "we are offline"): some message of the
 * conversation offers buttons or is a click on one. The POST hook is older than buttons, so there every triggered
 * message is a bot's.
 */
export const isChatbot: ChatRule = ({ format }, { messages }) =>
  format === "post-hook" || messages.some(({ buttons, quickReply }) => buttons.length > 0 || quickReply !== undefined);
