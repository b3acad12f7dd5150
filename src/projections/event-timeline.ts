import type { ConversationEvent } from "../domain/conversation-event.ts";
import { formatInstant } from "../domain/instant.ts";
import { compareMarks, type Mark, toMark } from "../domain/mark.ts";
import { compareText } from "../domain/text-order.ts";
import { printable } from "./printable.ts";

/** What a line of a timeline shows: an event, or what a conversation remembers of one. */
export interface TimelineEntry {
  readonly occurredAt: string;
  readonly type: string;
}

/** The distinct events of a conversation in their order. Of copies whose texts differ, one is shown whatever the order. */
export function timelineOf(
  events: Iterable<ConversationEvent>,
  asOf = Number.POSITIVE_INFINITY,
): readonly ConversationEvent[] {
  const copies = Array.from(events, (event) => ({ mark: toMark(event), event }))
    .filter(({ mark }) => mark.at <= asOf)
    .sort((a, b) => compareMarks(a.mark, b.mark) || compareText(JSON.stringify(a.event), JSON.stringify(b.event)));
  return copies
    .filter(({ mark }, i) => {
      const before = copies[i - 1];
      return before === undefined || compareMarks(before.mark, mark) !== 0;
    })
    .map(({ event }) => event);
}

/** The timeline of a conversation of which only the state is known: without what people wrote. */
export function timelineOfMarks(marks: readonly Mark[], asOf = Number.POSITIVE_INFINITY): readonly TimelineEntry[] {
  return marks
    .filter(({ at }) => at <= asOf)
    .map(({ at, type, ...rest }) => ({ occurredAt: formatInstant(at), type, ...rest }));
}

/** A timeline for people: instant, type and payload, a line each. */
export function timelineLines(timeline: readonly TimelineEntry[]): readonly string[] {
  return timeline.map((entry) => `${entry.occurredAt}  ${entry.type.padEnd(18)} ${printable(detailOf(entry))}`);
}

const SHOWN_ELSEWHERE: readonly string[] = [
  "type",
  "occurredAt",
  "accountId",
  "conversationId",
  "visitorId",
  "schemaVersion",
];

function detailOf(entry: TimelineEntry): string {
  return payloadOf(entry)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(" ");
}

/** What a line of a timeline tells besides the instant, the type and whose it is: fields and their values. */
export function payloadOf(entry: TimelineEntry): readonly (readonly [name: string, value: unknown])[] {
  return Object.entries(entry).filter(([name]) => !SHOWN_ELSEWHERE.includes(name));
}
