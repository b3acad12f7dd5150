import { certain } from "./certain.ts";
import { type ConversationCommand, type ConversationCommandType, eventOfCommand } from "./conversation-command.ts";
import {
  type ConversationEvent,
  type ConversationEventType,
  isConversationEvent,
  RATING,
} from "./conversation-event.ts";
import { type ConversationState, initialConversation } from "./conversation-state.ts";
import type { Decider, Decision, Rejected } from "./decider.ts";
import { evolveConversation } from "./evolve-conversation.ts";
import { formatInstant, toEpochMs } from "./instant.ts";
import { isClosed } from "./is-closed.ts";
import { parseEvent } from "./parse-event.ts";

/** Why a command on a conversation was refused. */
export type ConversationRefusal =
  /** The command names another conversation than the state's. */
  | "different-conversation"
  /** A rating that is no whole number from 1 to 5. */
  | "invalid-rating"
  /** The visitor came before. */
  | "already-arrived"
  /** A click on, an answer to or a hand-off by a bot that never appeared in this conversation. */
  | "bot-not-present"
  /** A bot or an agent cannot act on a closed chat; a visitor's act reopens it. */
  | "chat-closed"
  | "already-closed"
  /** Nothing has happened yet that could be closed. */
  | "nothing-to-close";

type Refused = Rejected<ConversationRefusal>;

/**
 * Decides about commands on one conversation: which event follows, or which rule refuses.
 *
 * A command's `id` becomes the event's; the same id again is accepted with no events, so commands can be sent twice.
 * Refusals are returned, see {@link ConversationRefusal}; a command whose payload makes no valid event (no `botId`, an
 * `at` that is no instant) is a bug of the caller and throws `EventError` or `UsageError`.
 *
 * @example
 * conversationDecider.decide({ type: "CloseChat", at: "2024-05-01T10:00:00Z", id: "e1", closedBy: "visitor" }, conversationDecider.initialState());
 * // => { outcome: "rejected", reason: "nothing-to-close", message: "Nothing has happened in this conversation that could be closed." }
 */
export const conversationDecider: Decider<ConversationState, ConversationCommand, ConversationEvent, Refused> = {
  initialState: initialConversation,
  decide,
  evolve: evolveConversation,
};

function decide(command: ConversationCommand, state: ConversationState): Decision<ConversationEvent, Refused> {
  const event = isOfOther(command, state) ? undefined : state.marks.find(({ id }) => id === command.id);
  if (event !== undefined) return { outcome: "accepted", events: [] };
  const reason = refusalOf(command, state);
  if (reason !== undefined) return { outcome: "rejected", reason, message: messages[reason] };
  return { outcome: "accepted", events: [toEvent(command, state)] };
}

const messages: Readonly<Record<ConversationRefusal, string>> = {
  "different-conversation": "The command is for another conversation than this one.",
  "invalid-rating": `A rating is a whole number from ${RATING.min} to ${RATING.max}.`,
  "already-arrived": "The visitor of this conversation has arrived already.",
  "bot-not-present": "This bot has not appeared in the conversation.",
  "chat-closed": "The chat is closed; only the visitor can reopen it.",
  "already-closed": "The chat is closed already.",
  "nothing-to-close": "Nothing has happened in this conversation that could be closed.",
};

function refusalOf(command: ConversationCommand, state: ConversationState): ConversationRefusal | undefined {
  if (isOfOther(command, state)) return "different-conversation";
  const { marks } = state;
  switch (command.type) {
    case "RateChat":
      return isRating(command.rating) ? undefined : "invalid-rating";
    case "ArriveVisitor":
      return marks.some(({ type }) => type === "VisitorArrived") ? "already-arrived" : undefined;
    case "ClickButton":
    case "SubmitBotInput":
    case "RequestHandoff":
      // Who asks for a person need not ask a bot.
      return command.botId === undefined || isPresent(command.botId, state) ? undefined : "bot-not-present";
    case "TriggerBot":
    case "SendBotMessage":
    case "JoinAgent":
    case "SendAgentMessage":
      return isClosed(marks) ? "chat-closed" : undefined;
    case "CloseChat":
      return marks.length === 0 ? "nothing-to-close" : isClosed(marks) ? "already-closed" : undefined;
    case "SendDirectMessage":
      return undefined;
  }
}

/** The events that show that a bot is there. */
const signsOfABot: ReadonlySet<ConversationEventType> = new Set<ConversationEventType>([
  "BotTriggered",
  "BotMessageSent",
  "ButtonClicked",
  "BotInputSubmitted",
]);

function isPresent(botId: string, { marks }: ConversationState): boolean {
  return marks.some((mark) => mark.botId === botId && signsOfABot.has(mark.type));
}

function isRating(rating: number): boolean {
  return Number.isInteger(rating) && rating >= RATING.min && rating <= RATING.max;
}

function isOfOther({ accountId, conversationId }: ConversationCommand, { of }: ConversationState): boolean {
  if (of === null) return false;
  return (
    (accountId !== undefined && accountId !== of.accountId) ||
    (conversationId !== undefined && conversationId !== of.conversationId)
  );
}

function toEvent(command: ConversationCommand, { of }: ConversationState): ConversationEvent {
  const { at, ...payload } = command;
  const type: ConversationEventType = eventOfCommand[command.type satisfies ConversationCommandType];
  const event = parseEvent({ ...of, ...present(payload), type, occurredAt: formatInstant(toEpochMs(at, "at")) });
  // It is one, which the compiler does not know.
  return certain([event].find(isConversationEvent));
}

/** The fields that have a value, so that one left out does not hide the state's. */
function present(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
