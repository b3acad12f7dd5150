/**
 * A second, deliberately naive reading of what a conversation is judged to be: the published page, sentence by sentence,
 * over a plain sorted list of events. It shares no code with the library, so where the two differ one has a bug.
 */
import type { ConversationEvent, Outcome, Verdict } from "chatledger";

/** The options of the default rules, and the time to judge at. */
export interface OracleOptions {
  readonly botInputIsInteraction?: boolean | undefined;
  readonly handoffIsContact?: boolean | undefined;
  readonly requireClose?: boolean | undefined;
  readonly inactivityTimeout?: number | null | undefined;
  readonly asOf?: string | undefined;
}

/** What the naive reading makes of one conversation. */
export interface Reading {
  readonly verdict: Verdict;
  /** The distinct events that are seen, in order. */
  readonly events: readonly ConversationEvent[];
  readonly botMoment: ConversationEvent | undefined;
  readonly firstInteraction: ConversationEvent | undefined;
  readonly contactInReaction: ConversationEvent | undefined;
  /** The last close, or the moment of inactivity, in epoch milliseconds. */
  readonly closedAt: number | undefined;
  isPresence(event: ConversationEvent): boolean;
  isInteraction(event: ConversationEvent): boolean;
  isContact(event: ConversationEvent): boolean;
}

/** Judges the events of one conversation, in any order and however often each came. */
export function naiveVerdict(events: readonly ConversationEvent[], options: OracleOptions = {}): Verdict {
  return readNaively(events, options).verdict;
}

/** {@link naiveVerdict} with what it rests on. */
export function readNaively(given: readonly ConversationEvent[], options: OracleOptions = {}): Reading {
  const asOf = asOfIn(options);
  const seen = inOrder(given).filter((event) => instantOf(event) <= asOf);
  return readInOrder(seen, options);
}

/** {@link readNaively} of distinct events that stand in order and are all seen. */
export function readInOrder(events: readonly ConversationEvent[], options: OracleOptions = {}): Reading {
  const { botInputIsInteraction = true, handoffIsContact = true, requireClose = true } = options;
  const asOf = asOfIn(options);

  function isInteraction(event: ConversationEvent): boolean {
    if (event.type === "ButtonClicked") return true;
    if (event.type === "BotInputSubmitted") return botInputIsInteraction;
    return event.type === "HandoffRequested" && !handoffIsContact && event.botId !== undefined;
  }
  function isContact(event: ConversationEvent): boolean {
    if (event.type === "DirectMessageSent") return true;
    if (event.type === "BotInputSubmitted") return !botInputIsInteraction;
    return event.type === "HandoffRequested" && handoffIsContact;
  }
  function isPresence(event: ConversationEvent): boolean {
    if (event.type === "HandoffRequested") return isInteraction(event);
    return ["BotTriggered", "BotMessageSent", "ButtonClicked", "BotInputSubmitted"].includes(event.type);
  }
  const isHumanWord = (event: ConversationEvent) => isContact(event) || event.type === "AgentMessageSent";

  const botMoment = events.find(isPresence);
  const isBotPresent = botMoment !== undefined;
  const sinceBot = botMoment === undefined ? [] : events.slice(events.indexOf(botMoment));
  const contactInReaction = sinceBot.find(isContact);
  const firstInteraction = events.find(isInteraction);
  const lastInteraction = events.findLast(isInteraction);
  const isChatbotConversation = firstInteraction !== undefined;

  const lastClose = events.findLast(({ type }) => type === "ChatClosed");
  const sinceClose = lastClose === undefined ? [] : events.slice(events.indexOf(lastClose) + 1);
  const isClosedByEvent = lastClose !== undefined && !sinceClose.some(({ type }) => REOPENS.includes(type));
  const lastEvent = events.at(-1);
  const timeout = options.inactivityTimeout ?? null;
  const inactiveAt = lastEvent === undefined || timeout === null ? undefined : instantOf(lastEvent) + timeout;
  const isInactive = inactiveAt !== undefined && inactiveAt <= asOf;
  const isClosed = isClosedByEvent || isInactive;
  const closedAt = isClosedByEvent ? instantOf(lastClose) : isInactive ? inactiveAt : undefined;

  function outcome(): Outcome {
    if (!isBotPresent) return "not-triggered";
    if (contactInReaction !== undefined) return "escalated";
    if (isChatbotConversation && (isClosed || !requireClose)) return "resolved";
    if (isChatbotConversation) return "in-progress";
    return "no-reaction";
  }
  function participation(): Verdict["participation"] {
    if (firstInteraction === undefined || lastInteraction === undefined) return [];
    const before = events.slice(0, events.indexOf(firstInteraction));
    const after = events.slice(events.indexOf(lastInteraction) + 1);
    const start = before.some(isHumanWord) ? "joined" : "started";
    return isClosed && !after.some(isHumanWord) ? [start, "finished"] : [start];
  }
  const verdict: Verdict = {
    outcome: outcome(),
    settled: isClosed,
    chatbotConversation: isChatbotConversation,
    labels: isChatbotConversation ? ["joined-by-chatbot"] : [],
    participation: participation(),
    reaction: isChatbotConversation || contactInReaction !== undefined,
    botAt: printed(botMoment),
    countedAt: printed(firstInteraction),
    ruleSet: nameOf(options),
  };
  return {
    verdict,
    events,
    botMoment,
    firstInteraction,
    contactInReaction,
    closedAt,
    isPresence,
    isInteraction,
    isContact,
  };
}

function asOfIn({ asOf }: OracleOptions): number {
  return asOf === undefined ? Number.POSITIVE_INFINITY : Date.parse(asOf);
}

const REOPENS: readonly string[] = [
  "ButtonClicked",
  "BotInputSubmitted",
  "HandoffRequested",
  "DirectMessageSent",
  "AgentMessageSent",
];

const CAUSAL_ORDER = [
  "VisitorArrived",
  "BotTriggered",
  "BotMessageSent",
  "ButtonClicked",
  "BotInputSubmitted",
  "HandoffRequested",
  "DirectMessageSent",
  "AgentJoined",
  "AgentMessageSent",
  "ChatClosed",
  "ChatRated",
];

/** The distinct events, in the total order. */
export function inOrder(events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  const contents = events.map((event) => ({ event, content: contentOf(event) }));
  const distinct = new Map(contents.map((item) => [JSON.stringify(item.content), item]));
  return [...distinct.values()].sort((a, b) => compare(a.content, b.content)).map(({ event }) => event);
}

/** When an event happened, in epoch milliseconds. */
export function instantOf(event: ConversationEvent): number {
  return Date.parse(event.occurredAt);
}

type Part = string | number | null;

/** What tells an event from another, in the order in which it is compared; `null` is absent. */
function contentOf(event: ConversationEvent): readonly Part[] {
  const fields: Readonly<Record<string, unknown>> = { ...event };
  const rest = ["conversationId", "visitorId", "botId", "buttonId", "agentId", "closedBy", "rating"];
  return [
    instantOf(event),
    event.sequence ?? null,
    CAUSAL_ORDER.indexOf(event.type),
    event.id,
    ...rest.map((name) => {
      const value = fields[name];
      return typeof value === "string" || typeof value === "number" ? value : null;
    }),
  ];
}

function compare(a: readonly Part[], b: readonly Part[]): number {
  const at = a.findIndex((part, i) => part !== b[i]);
  const [x, y] = [a[at] ?? null, b[at] ?? null];
  if (at < 0) return 0;
  if (x === null) return -1;
  if (y === null) return 1;
  return typeof x === "number" && typeof y === "number" ? x - y : compareBytes(String(x), String(y));
}

/** Compares two strings by their UTF-8 bytes. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function printed(event: ConversationEvent | undefined): string | null {
  return event === undefined ? null : new Date(instantOf(event)).toISOString();
}

function nameOf(options: OracleOptions): string {
  const { botInputIsInteraction = true, handoffIsContact = true, requireClose = true } = options;
  const { inactivityTimeout = null } = options;
  let name = "smartsupp/1";
  if (!botInputIsInteraction) name += ";botInputIsInteraction=false";
  if (!handoffIsContact) name += ";handoffIsContact=false";
  if (inactivityTimeout !== null) name += `;inactivityTimeout=${inactivityTimeout}`;
  if (!requireClose) name += ";requireClose=false";
  return name;
}
