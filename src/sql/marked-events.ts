import { certain } from "../domain/certain.ts";
import { CONVERSATION_EVENT_TYPES } from "../domain/conversation-event.ts";
import type { BoundRuleSet } from "../policies/classification/bind-rule-set.ts";
import type { Dialect, IncrementalDialect } from "./dialect.ts";
import { conversationEvents, type EventFilter, type EventSource, isOneOf } from "./event-source.ts";
import type { EventColumn } from "./event-table.ts";
import { join, type Sql, sql } from "./fragment.ts";
import { namesOf } from "./names.ts";
import { type Column, subselect } from "./select.ts";
import type { Subject } from "./subject.ts";

/** The content of an event that breaks ties, in order, after its instant, sequence and rank. */
const TIE_BREAKERS = ["id", "visitorId", "botId", "buttonId", "agentId", "closedBy", "rating"] as const;

/** What can be asked of an event in a query. What is asked for first of all is in the SELECT that {@link rows} gives. */
export interface MarkedEvents {
  /** Where it stands in the total order of its conversation. */
  readonly place: Sql;
  /** The instant of a place. */
  instantOf(place: Sql): Sql;
  column(name: EventColumn): Sql;
  /** Whether it is of a kind. */
  isOf(kind: string): Sql;
  /** The events of conversations, marked with all that was asked for. */
  rows(): Sql;
}

/** How much the place of an event tells apart: all but ids, as a plan without ids can do; or any two events. */
export type Precision = "without-ids" | "whole";

/** Events of conversations, marked with their place and with the kinds that they are of. */
export function markedEvents(
  { dialect, judge, source }: Subject,
  filter: EventFilter,
  precision: Precision,
): MarkedEvents {
  const { inner } = source;
  const place = dialect.identifier("place");
  const tieBreakers = precision === "whole" ? TIE_BREAKERS : [];
  const columns = new Set<EventColumn>([
    "accountId",
    "conversationId",
    "type",
    "occurredAt",
    "sequence",
    ...tieBreakers,
  ]);
  const kindNames = namesOf(dialect, "is", Object.keys(judge.rules.rules.kinds));
  const kinds = new Set<string>();

  return {
    place,
    instantOf: (of) => instantOfPlace(dialect, of, precision),
    column(name) {
      columns.add(name);
      return inner[name];
    },
    isOf(kind) {
      kinds.add(kind);
      return certain(kindNames.get(kind));
    },
    rows() {
      const marks = [...kinds].map(
        (kind): Column => [isOfKind(dialect, judge.rules, kind, inner), certain(kindNames.get(kind))],
      );
      if ([...kinds].some((kind) => typesOf(judge.rules, kind, "any").length > typesOf(judge.rules, kind).length)) {
        columns.add("botId");
      }
      return subselect({
        says: "Of what kinds each event is, and its place in the total order.",
        columns: [[sql`*`], ...marks, [placeOf(dialect, inner, precision), place]],
        from: conversationEvents(dialect, source, filter, columns),
      });
    },
  };
}

/** The place of an event, made of its columns. */
export function placeOf(dialect: Dialect, columns: Readonly<Record<EventColumn, Sql>>, precision: Precision): Sql {
  const order = [columns.occurredAt, columns.sequence, dialect.rankOf(columns.type, CONVERSATION_EVENT_TYPES)] as const;
  return precision === "whole"
    ? dialect.row([...order, ...TIE_BREAKERS.map((column) => columns[column])])
    : dialect.shortPlace(...order);
}

/** The place of an event as a text, whatever it tells apart. */
export function textPlaceOf(
  dialect: Dialect,
  { wholePlace }: IncrementalDialect,
  columns: Readonly<Record<EventColumn, Sql>>,
  precision: Precision,
): Sql {
  const short = placeOf(dialect, columns, "without-ids");
  if (precision === "without-ids") return short;
  return wholePlace(
    short,
    TIE_BREAKERS.map((column) => (column === "rating" ? sql`toString(${columns.rating})` : columns[column])),
  );
}

/** The instant of a place. */
export function instantOfPlace(dialect: Dialect, place: Sql, precision: Precision): Sql {
  return precision === "whole" ? dialect.part(place, 1) : dialect.instantOf(place);
}

/** The sequence of a whole place, -1 if the event has none, and its id. */
export function sequenceAndIdOf(dialect: Dialect, wholePlace: Sql): { readonly sequence: Sql; readonly id: Sql } {
  return { sequence: dialect.part(wholePlace, 2), id: dialect.part(wholePlace, 4) };
}

/** Whether there is a place, where one that was not found is empty: no event has an empty id. */
export function isPlace(dialect: Dialect, place: Sql, precision: Precision): Sql {
  return sql`${precision === "whole" ? dialect.part(place, 4) : place} <> ${dialect.text("")}`;
}

/** Whether an event is of a kind: by its type, or only if it has a bot. */
export function isOfKind(
  dialect: Dialect,
  rules: BoundRuleSet,
  kind: string,
  inner: Pick<EventSource["inner"], "type" | "botId">,
): Sql {
  const plain = typesOf(rules, kind);
  const withBot = typesOf(rules, kind, "any").filter((type) => !plain.includes(type));
  const ways = [
    ...(plain.length > 0 ? [isOneOf(dialect, inner.type, plain)] : []),
    ...(withBot.length > 0
      ? [sql`(${isOneOf(dialect, inner.type, withBot)} AND ${inner.botId} <> ${dialect.text("")})`]
      : []),
  ];
  return ways.length === 0 ? dialect.truth(false) : join(ways, sql` OR `);
}

/** The types whose events are of a kind, without a bot or with one. */
export function typesOf(rules: BoundRuleSet, kind: string, botId?: string): readonly string[] {
  const bot = botId === undefined ? {} : { botId };
  return CONVERSATION_EVENT_TYPES.filter((type) => rules.isOf(rules.maskOf({ type, ...bot }), kind));
}
