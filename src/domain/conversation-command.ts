import type { ConversationEventOf, ConversationEventType } from "./conversation-event.ts";
import type { InstantInput } from "./instant.ts";

/** What every command carries. The caller brings the time and the id: the library reads no clock and makes up nothing. */
interface CommandEnvelope<Type extends string> {
  readonly type: Type;
  /** When it happens; becomes the event's `occurredAt`. */
  readonly at: InstantInput;
  /** The id of the event that will be written. The same id again is accepted and writes nothing. */
  readonly id: string;
  /** May be left out once the conversation has begun. */
  readonly accountId?: string | undefined;
  /** May be left out once the conversation has begun. */
  readonly conversationId?: string | undefined;
  readonly visitorId?: string | undefined;
  readonly sequence?: number | undefined;
}

/** The event that each command leads to. */
export const eventOfCommand = {
  ArriveVisitor: "VisitorArrived",
  TriggerBot: "BotTriggered",
  SendBotMessage: "BotMessageSent",
  ClickButton: "ButtonClicked",
  SubmitBotInput: "BotInputSubmitted",
  RequestHandoff: "HandoffRequested",
  SendDirectMessage: "DirectMessageSent",
  JoinAgent: "AgentJoined",
  SendAgentMessage: "AgentMessageSent",
  CloseChat: "ChatClosed",
  RateChat: "ChatRated",
} as const satisfies Record<string, ConversationEventType>;

/** The name of a command on a conversation. */
export type ConversationCommandType = keyof typeof eventOfCommand;

type EnvelopeField =
  | "type"
  | "id"
  | "occurredAt"
  | "accountId"
  | "conversationId"
  | "visitorId"
  | "sequence"
  | "schemaVersion";

/** The command of one name, e.g. `ConversationCommandOf<"ClickButton">`: its event's payload with `at` and `id`. */
export type ConversationCommandOf<T extends ConversationCommandType> = CommandEnvelope<T> &
  Readonly<Omit<ConversationEventOf<(typeof eventOfCommand)[T]>, EnvelopeField>>;

/** Something that is asked to happen in a conversation, in the imperative. */
export type ConversationCommand = { [T in ConversationCommandType]: ConversationCommandOf<T> }[ConversationCommandType];
