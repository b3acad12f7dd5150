import type { ClaimName, ConversationEvent, Explanation } from "chatledger";
import { payloadOf, timelineOf } from "../../../src/projections/event-timeline.ts";
import type { Conversation } from "./bench.ts";
import { durationText } from "./duration-text.ts";
import { shownText } from "./shown-text.ts";

/** An event in the timeline of a conversation. */
interface TimelineRow {
  readonly event: ConversationEvent;
  /** Different for each row, and the same for the same event. */
  readonly key: string;
  /** The time of day, UTC. */
  readonly time: string;
  /** Since the event before it; empty for the first. */
  readonly gap: string;
  /** The day, where it is another than that of the event before. */
  readonly day: string | null;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** What it is evidence of, in words. */
  readonly evidenceOf: readonly string[];
}

/** The timeline of a conversation. */
export interface TimelineView {
  readonly rows: readonly TimelineRow[];
  /** How many more events there are. */
  readonly more: number;
  /** All events, as lines of a log. */
  readonly lines: string;
}

const MOST_ROWS = 300;

/** The parts of a verdict whose evidence stands out in a timeline. */
const EVIDENCED = [
  { claim: "outcome", name: "outcome" },
  { claim: "labels", name: "label" },
] as const satisfies readonly { readonly claim: ClaimName; readonly name: string }[];

/** The distinct events of a conversation in their order, and which of them the verdict rests on. */
export function timelineView({ events }: Conversation, explanation: Explanation): TimelineView {
  const timeline = timelineOf(events);
  return {
    rows: rowsOf(timeline.slice(0, MOST_ROWS), explanation),
    more: Math.max(0, timeline.length - MOST_ROWS),
    lines: timeline.map((event) => JSON.stringify(event)).join("\n"),
  };
}

function rowsOf(timeline: readonly ConversationEvent[], { claims }: Explanation): readonly TimelineRow[] {
  return timeline.map((event, i, all) => {
    const before = all[i - 1];
    const [day = "", time = ""] = event.occurredAt.split(/[TZ]/);
    return {
      event,
      key: `${event.occurredAt} ${event.type} ${event.id} ${i}`,
      time: time.replace(/\.000$/, ""),
      gap:
        before === undefined ? "" : `+ ${durationText(Date.parse(event.occurredAt) - Date.parse(before.occurredAt))}`,
      day: before?.occurredAt.startsWith(day) === true ? null : day,
      fields: payloadOf(event).map(([name, value]) => ({ name, value: shownText(String(value)) })),
      evidenceOf: EVIDENCED.filter(({ claim }) =>
        claims.some((explained) => explained.claim === claim && explained.evidence.includes(event.id)),
      ).map(({ name }) => name),
    };
  });
}
