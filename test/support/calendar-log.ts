import type { ConversationEvent, ConversationId } from "chatledger";
import { arrivals, conversationEvent } from "chatledger/testing/arbitraries";
import fc from "fast-check";
import type { Size } from "./wall-clock.ts";

/** A time zone and an instant at which its clock shifts in an awkward way. */
export interface Shift {
  readonly timeZone: string;
  readonly at: string;
}

/** Shifts at which calendars break: over and back over midnight, a day that never was, half an hour, one minute past. */
export const SHIFTS: readonly Shift[] = [
  { timeZone: "UTC", at: "2024-02-29T00:00:00.000Z" },
  { timeZone: "Europe/Prague", at: "2024-03-31T01:00:00.000Z" },
  { timeZone: "Europe/Prague", at: "2024-10-27T01:00:00.000Z" },
  { timeZone: "America/Sao_Paulo", at: "2018-02-18T02:00:00.000Z" },
  { timeZone: "America/Sao_Paulo", at: "2018-11-04T03:00:00.000Z" },
  { timeZone: "Pacific/Apia", at: "2011-12-30T10:00:00.000Z" },
  { timeZone: "Australia/Lord_Howe", at: "2024-04-06T15:00:00.000Z" },
  { timeZone: "Australia/Lord_Howe", at: "2024-10-05T15:30:00.000Z" },
  { timeZone: "America/St_Johns", at: "2008-11-02T02:31:00.000Z" },
];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far from the shift the events of a log lie. */
const DISTANCES: Readonly<Record<Size, readonly number[]>> = {
  hour: [-5 * HOUR, -HOUR, -HOUR / 2, -1, 0, 1, HOUR / 2, HOUR, 2 * HOUR, 6 * HOUR],
  day: [-2 * DAY, -DAY, -HOUR, -1, 0, 1, HOUR / 2, HOUR, DAY, 3 * DAY],
  week: [-15 * DAY, -7 * DAY, -DAY, -HOUR, -1, 0, HOUR, DAY, 6 * DAY, 9 * DAY],
  month: [-70 * DAY, -31 * DAY, -DAY, -HOUR, -1, 0, HOUR, 3 * DAY, 30 * DAY, 33 * DAY],
  year: [-800 * DAY, -366 * DAY, -DAY, -1, 0, HOUR, 3 * DAY, 60 * DAY, 365 * DAY],
};

/** One of the instants around a shift that buckets of a size tell apart. */
export function instantNear({ at }: Shift, by: Size): fc.Arbitrary<string> {
  return fc.constantFrom(...DISTANCES[by]).map((distance) => new Date(Date.parse(at) + distance).toISOString());
}

const conversations: readonly ConversationId[] = ["acme", "\u{1F600}"].flatMap((accountId) =>
  ["chat", "constructor", "0"].map((conversationId) => ({ accountId, conversationId })),
);

/** A log of several conversations in two accounts around a shift, in any order, some events more than once. */
export function calendarLog(shift: Shift, by: Size): fc.Arbitrary<ConversationEvent[]> {
  const timed = (of: ConversationId) =>
    fc
      .tuple(conversationEvent(of), instantNear(shift, by))
      .map(([event, occurredAt]): ConversationEvent => ({ ...event, occurredAt }));
  return fc.array(fc.oneof(...conversations.map(timed)), { maxLength: 30, size: "max" }).chain(arrivals);
}
