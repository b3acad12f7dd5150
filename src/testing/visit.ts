import {
  type ConversationEvent,
  type ConversationEventOf,
  type ConversationEventType,
  isConversationEvent,
} from "../domain/conversation-event.ts";
import type { InstantInput } from "../domain/instant.ts";
import { parseEvent } from "../domain/parse-event.ts";
import { afterEvent, type Course, courseOf, later, movedTo, type StoryOptions, stampOf } from "./course.ts";

/** What can be chosen about a visit. */
export interface VisitOptions extends StoryOptions {
  /** Default `chat`. Two visits in one log need two. */
  readonly conversationId?: string | undefined;
  /** Default: none. */
  readonly visitorId?: string | undefined;
}

/** Fields of an event that are to be other than usual: its `id`, `occurredAt`, `sequence`, or payload. */
export type EventFields<T extends ConversationEventType> = Partial<Omit<ConversationEventOf<T>, "type">>;

/**
 * The events of one conversation, told in the words of the help pages. Immutable: each step is a visit of its own, so two
 * tests can go on from one beginning. A list of events wherever one is asked for.
 */
export interface Visit extends Iterable<ConversationEvent> {
  /** In the order in which they were told; frozen. */
  readonly events: readonly ConversationEvent[];
  /** `VisitorArrived`. */
  arrives(fields?: EventFields<"VisitorArrived">): Visit;
  /** `BotTriggered`. The bot, by default `bot`, is the one of the steps that follow. */
  botTriggered(botId?: string, fields?: EventFields<"BotTriggered">): Visit;
  /** `BotMessageSent`. */
  botWrites(fields?: EventFields<"BotMessageSent">): Visit;
  /** `ButtonClicked`. */
  clicks(buttonId: string, fields?: EventFields<"ButtonClicked">): Visit;
  /** `BotInputSubmitted`: the visitor answers a question of the bot by typing. */
  answersBot(fieldId?: string, fields?: EventFields<"BotInputSubmitted">): Visit;
  /** `HandoffRequested`: of no bot unless `botId` is among the fields. */
  asksForPerson(fields?: EventFields<"HandoffRequested">): Visit;
  /** `DirectMessageSent`: the visitor writes to the team. */
  writes(text?: string, fields?: EventFields<"DirectMessageSent">): Visit;
  /** `AgentJoined`. The agent, by default `anna`, is the one of the steps that follow. */
  agentJoins(agentId?: string, fields?: EventFields<"AgentJoined">): Visit;
  /** `AgentMessageSent`. */
  agentWrites(text?: string, fields?: EventFields<"AgentMessageSent">): Visit;
  /** `ChatClosed`, by the visitor unless told otherwise. */
  closes(closedBy?: ConversationEventOf<"ChatClosed">["closedBy"], fields?: EventFields<"ChatClosed">): Visit;
  /** `ChatRated`: 1 to 5. */
  rates(rating: number, fields?: EventFields<"ChatRated">): Visit;
  /** Lets time pass: the next event happens so many milliseconds later than it would. */
  waits(ms: number): Visit;
  /** The next event happens at this instant. */
  at(instant: InstantInput): Visit;
}

/**
 * Begins the story of a conversation, with no event yet. Each step adds one valid event, 10 seconds after the one before;
 * the first is at 2024-05-01T10:00Z. Ids are `chat-1`, `chat-2` and so on, after the conversation.
 *
 * @throws UsageError `invalid-option`, `invalid-instant`; a step that makes no valid event throws `EventError`.
 * @example visit().botTriggered().clicks("opening hours").closes() // resolved by the chatbot
 * @see docs/testing.md
 */
export function visit({ accountId = "acme", conversationId = "chat", visitorId, ...story }: VisitOptions = {}): Visit {
  const usual = { startAt: "2024-05-01T10:00:00.000Z", idOf: (n: number) => `${conversationId}-${n}` };
  const of = { accountId, conversationId, ...(visitorId === undefined ? {} : { visitorId }) };
  return visitAt({ of, course: courseOf(story, usual), events: [], botId: "bot", agentId: "anna" });
}

interface Progress {
  readonly of: object;
  readonly course: Course;
  readonly events: readonly ConversationEvent[];
  /** Whoever acts next, if nobody else is named. */
  readonly botId: string;
  readonly agentId: string;
}

function visitAt(progress: Progress): Visit {
  const { of, course, events, botId, agentId } = progress;

  function then(type: ConversationEventType, payload: object, fields: object = {}): Visit {
    const event = parseEvent({ ...of, ...stampOf(course), ...payload, ...fields, type });
    if (!isConversationEvent(event)) throw new TypeError(`${event.type} is no conversation event.`);
    const bot = event.type === "BotTriggered" ? event.botId : botId;
    const agent = event.type === "AgentJoined" ? event.agentId : agentId;
    const after = afterEvent(course, event);
    return visitAt({ of, course: after, events: [...events, Object.freeze(event)], botId: bot, agentId: agent });
  }

  return Object.freeze<Visit>({
    events: Object.freeze(events),
    [Symbol.iterator]: () => events[Symbol.iterator](),
    arrives: (fields) => then("VisitorArrived", {}, fields),
    botTriggered: (bot = botId, fields) => then("BotTriggered", { botId: bot }, fields),
    botWrites: (fields) => then("BotMessageSent", { botId }, fields),
    clicks: (buttonId, fields) => then("ButtonClicked", { botId, buttonId }, fields),
    answersBot: (fieldId, fields) => then("BotInputSubmitted", { botId, ...named({ fieldId }) }, fields),
    asksForPerson: (fields) => then("HandoffRequested", {}, fields),
    writes: (text, fields) => then("DirectMessageSent", named({ text }), fields),
    agentJoins: (agent = agentId, fields) => then("AgentJoined", { agentId: agent }, fields),
    agentWrites: (text, fields) => then("AgentMessageSent", { agentId, ...named({ text }) }, fields),
    closes: (closedBy = "visitor", fields) => then("ChatClosed", { closedBy }, fields),
    rates: (rating, fields) => then("ChatRated", { rating }, fields),
    waits: (ms) => visitAt({ ...progress, course: later(course, ms) }),
    at: (instant) => visitAt({ ...progress, course: movedTo(course, instant) }),
  });
}

/** A field that was given; `null` and the like are left for the parser to refuse. */
function named(field: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(field).filter(([, value]) => value !== undefined));
}
