import { formatInstant } from "../../domain/instant.ts";
import { REOPENING_EVENTS } from "../../domain/is-closed.ts";
import { compareText } from "../../domain/text-order.ts";
import type { Chat } from "./chat.ts";
import { eventId } from "./event-id.ts";
import type { Fact } from "./fact-set.ts";
import type { Unmapped } from "./unmapped.ts";

/**
 * Closes a chat that is over although nothing says who closed it: the system did, at its end. Nothing is added where a
 * close is there and nothing has reopened the chat since.
 *
 * @returns what could not be placed in time.
 */
export function addEnd({ conversationId, facts, ends }: Chat): readonly Unmapped[] {
  const [end] = ends.toSorted((a, b) => (b.at ?? Number.NEGATIVE_INFINITY) - (a.at ?? Number.NEGATIVE_INFINITY));
  const closedAt = lastOf(facts.values, ({ type }) => type === "ChatClosed");
  const reopenedAt = lastOf(facts.values, ({ type }) => REOPENING_EVENTS.some((reopening) => reopening === type));
  if (end === undefined || (closedAt !== undefined && compareText(closedAt, reopenedAt ?? "") >= 0)) return [];

  const { at, reason, visitorId, place } = end;
  if (at === undefined) {
    const why = "The conversation is closed, but nothing says since when.";
    return [{ ...place, code: "unknown-time", what: "end of the chat", why }];
  }
  const occurredAt = formatInstant(at);
  const id = eventId(conversationId, "ended", occurredAt);
  facts.add({ type: "ChatClosed", id, occurredAt, visitorId, closedBy: "system", reason });
  return [];
}

/**
 * Adds ratings that carry no instant, at the end of the chat or else at the last thing that is known of it. Where a
 * rating came with an instant of its own, they are copies of it or contradict it.
 *
 * @returns what contradicts, or could not be placed in time.
 */
export function addRatings({ conversationId, facts, ratings }: Chat): readonly Unmapped[] {
  const dated = facts.values.flatMap((fact) => (fact.type === "ChatRated" ? [fact.rating] : []));
  const lastKnown = lastOf(facts.values, () => true);
  return ratings.flatMap(({ rating, comment, visitorId, at, place }): readonly Unmapped[] => {
    const what = `rating ${rating}`;
    const occurredAt = at === undefined ? lastKnown : formatInstant(at);
    if (dated.includes(rating)) return [];
    if (dated.length > 0) {
      const why = "Its conversation was rated otherwise by a document that says when.";
      return [{ ...place, code: "invalid-rating", what, why }];
    }
    if (occurredAt === undefined) {
      const why = "Neither the rating nor anything else of its conversation has an instant.";
      return [{ ...place, code: "unknown-time", what, why }];
    }
    const id = eventId(conversationId, "rated", rating, occurredAt);
    facts.add({ type: "ChatRated", id, occurredAt, visitorId, rating, comment });
    return [];
  });
}

/** When the last of some facts happened. Instants are printed in one form, so their order is that of their text. */
function lastOf(facts: readonly Fact[], isOne: (fact: Fact) => boolean): string | undefined {
  const instants = facts.filter(isOne).map(({ occurredAt }) => occurredAt);
  return instants.toSorted(compareText).at(-1);
}
