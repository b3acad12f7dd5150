import type { ConversationEvent, ConversationEventType } from "chatledger";
import { event } from "../support/events.ts";

/** An event as far as a rule set can tell it from another: its type, and whether it names a bot. */
export interface Letter {
  readonly type: ConversationEventType;
  readonly hasBot: boolean;
}

type Build = (part: {
  readonly id: string;
  readonly occurredAt: string;
  readonly sequence?: number;
}) => ConversationEvent;

/** Each letter, and how its event is made. Of the events that may name a bot or not there are two. */
const builders: ReadonlyMap<Letter, Build> = new Map<Letter, Build>([
  [{ type: "VisitorArrived", hasBot: false }, event.VisitorArrived],
  [{ type: "BotTriggered", hasBot: true }, event.BotTriggered],
  [{ type: "BotMessageSent", hasBot: true }, event.BotMessageSent],
  [{ type: "ButtonClicked", hasBot: true }, event.ButtonClicked],
  [{ type: "BotInputSubmitted", hasBot: true }, event.BotInputSubmitted],
  [{ type: "HandoffRequested", hasBot: false }, event.HandoffRequested],
  [{ type: "HandoffRequested", hasBot: true }, (part) => event.HandoffRequested({ botId: "bot" }, part)],
  [{ type: "DirectMessageSent", hasBot: false }, event.DirectMessageSent],
  [{ type: "AgentJoined", hasBot: false }, event.AgentJoined],
  [{ type: "AgentMessageSent", hasBot: false }, event.AgentMessageSent],
  [{ type: "ChatClosed", hasBot: false }, event.ChatClosed],
  [{ type: "ChatRated", hasBot: false }, event.ChatRated],
]);

/** Every event that a rule set can tell from the others, in causal order. */
export const ALPHABET: readonly Letter[] = [...builders.keys()];

/** Where an event stands: its rank among the ids, its second, its sequence if it has one. */
export interface Place {
  readonly id: number;
  readonly second: number;
  readonly sequence: number | undefined;
}

const FIRST = Date.parse("2024-05-01T10:00:00Z");
const made = new Map<Letter, Map<number, ConversationEvent>>();

/** The event of a letter at a place; the same one each time, since millions of conversations are made of a few thousand. */
export function eventAt(letter: Letter, { id, second, sequence }: Place): ConversationEvent {
  const key = (id * 64 + second) * 64 + (sequence ?? -1) + 1;
  const events = made.get(letter) ?? new Map<number, ConversationEvent>();
  made.set(letter, events);
  const known = events.get(key);
  if (known !== undefined) return known;
  const shared = { id: `e${String(id).padStart(2, "0")}`, occurredAt: instantAt(second) };
  const fresh = builders.get(letter)?.(sequence === undefined ? shared : { ...shared, sequence });
  if (fresh === undefined) throw new Error(`The alphabet has no ${letter.type} like this one.`);
  events.set(key, fresh);
  return fresh;
}

/** The instant so many seconds after the first. */
export function instantAt(second: number): string {
  return new Date(FIRST + second * 1_000).toISOString();
}

/**
 * How an event follows the one before it: at a later instant; at the same one with a higher `sequence`; or at the same one
 * with nothing to say which came first, so that causal rank and id decide, perhaps against the order in which they stand.
 */
export type Gap = "later" | "in-sequence" | "tied";

/** The place of an event after another. */
export function placeAfter({ id, second, sequence }: Place, gap: Gap): Place {
  if (gap === "later") return { id: id + 1, second: second + 1, sequence: undefined };
  return { id: id + 1, second, sequence: gap === "tied" ? sequence : (sequence ?? -1) + 1 };
}

/** The place of a conversation's first event. */
export const FIRST_PLACE: Place = { id: 0, second: 0, sequence: undefined };

/** A conversation of these letters, whose events follow each other by these gaps; what comes first has no gap. */
export function conversationOf(letters: readonly Letter[], gapAt: (i: number) => Gap): readonly ConversationEvent[] {
  let place = FIRST_PLACE;
  return letters.map((letter, i) => {
    if (i > 0) place = placeAfter(place, gapAt(i));
    return eventAt(letter, place);
  });
}
