import type { ConversationEventOf, ConversationEventType } from "../../domain/conversation-event.ts";
import { compareText } from "../../domain/text-order.ts";

type FactOf<T extends ConversationEventType> = Omit<ConversationEventOf<T>, "accountId" | "conversationId">;

/** An event of a conversation that has yet to be told which. */
export type Fact = { [T in ConversationEventType]: FactOf<T> }[ConversationEventType];

/** Facts, each id once. Of two with one id the smaller stays, whichever came first, so that the order is irrelevant. */
export class FactSet {
  readonly #facts = new Map<string, Fact>();

  add(fact: Fact): void {
    const known = this.#facts.get(fact.id);
    if (known === undefined || compareText(JSON.stringify(fact), JSON.stringify(known)) < 0) {
      this.#facts.set(fact.id, fact);
    }
  }

  get values(): readonly Fact[] {
    return [...this.#facts.values()];
  }
}
