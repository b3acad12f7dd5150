import { formatInstant } from "../../domain/instant.ts";
import { type ChatMessage, compareMessages, mergeCopies } from "./chat-message.ts";
import { eventId } from "./event-id.ts";
import { FactSet } from "./fact-set.ts";
import type { Place } from "./unmapped.ts";

/** A rating of which the document says no instant of its own. */
export interface UndatedRating {
  readonly rating: number;
  readonly comment: string | undefined;
  readonly visitorId?: string | undefined;
  /** The end of the chat, which stands in for it. */
  readonly at: number | undefined;
  readonly place: Place;
}

/** That the chat is over, by a document that need not say who closed it or when. */
export interface End {
  readonly at: number | undefined;
  readonly reason: string;
  readonly visitorId?: string | undefined;
  readonly place: Place;
}

/** What all documents together say about one conversation. Saying it twice adds nothing, and the order is irrelevant. */
export class Chat {
  readonly accountId: string;
  readonly conversationId: string;
  /** What is an event as it stands. */
  readonly facts = new FactSet();
  readonly ends: End[] = [];
  readonly ratings: UndatedRating[] = [];
  readonly #messages = new Map<string, { place: Place; copies: [ChatMessage, ...ChatMessage[]] }>();

  constructor(accountId: string, conversationId: string) {
    this.accountId = accountId;
    this.conversationId = conversationId;
  }

  /** Takes what must be seen among the others to be understood. */
  addMessage(message: ChatMessage, place: Place): void {
    const known = this.#messages.get(message.id);
    if (known === undefined) this.#messages.set(message.id, { place, copies: [message] });
    else known.copies.push(message);
  }

  /** The visitor came. He is part of the id: if documents differ about who he is, they tell of two arrivals. */
  addArrival(
    at: number,
    visitorId: string | undefined,
    { pageUrl, channel }: { readonly pageUrl?: string | undefined; readonly channel?: string | undefined },
  ): void {
    const id = eventId(this.conversationId, "arrived", ...(visitorId === undefined ? [] : [visitorId]));
    this.facts.add({ type: "VisitorArrived", id, occurredAt: formatInstant(at), visitorId, pageUrl, channel });
  }

  /** The messages in chronological order, each once and with the place where it was found first. */
  get messages(): readonly { readonly message: ChatMessage; readonly place: Place }[] {
    return [...this.#messages.values()]
      .map(({ place, copies }) => ({ place, message: mergeCopies(copies) }))
      .sort((a, b) => compareMessages(a.message, b.message));
  }
}
