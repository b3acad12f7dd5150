import type { BillingEventType } from "../domain/billing-event.ts";
import { CONVERSATION_EVENT_TYPES } from "../domain/conversation-event.ts";
import { formatInstant } from "../domain/instant.ts";
import { UsageError } from "../domain/usage-error.ts";
import type { Dialect } from "./dialect.ts";
import { EVENT_COLUMNS, type EventColumn } from "./event-table.ts";
import { integer, join, type Sql, sql } from "./fragment.ts";
import { type Column, subselect } from "./select.ts";

/** Where events are read from. */
export interface EventSource {
  readonly table: Sql;
  readonly columns: Readonly<Record<EventColumn, Sql>>;
  /** What the columns are called within a query; no column of the table is called so. */
  readonly inner: Readonly<Record<EventColumn, Sql>>;
}

/** What the columns are called within a query, unless a column of the table is called so. */
const INNER: Readonly<Record<EventColumn, string>> = {
  accountId: "account",
  conversationId: "conversation",
  id: "event",
  type: "event_type",
  occurredAt: "at",
  sequence: "position",
  visitorId: "visitor",
  botId: "bot",
  buttonId: "button",
  agentId: "agent",
  closedBy: "closer",
  rating: "stars",
  plan: "plan_name",
  timeZone: "zone",
  packageId: "package",
  conversations: "size",
  periodStart: "period",
};

/** A table by its name, or behind its schema or database as a list. */
export function tableName(dialect: Dialect, table: string | readonly string[]): Sql {
  const names = typeof table === "string" ? [table] : table;
  if (names.length === 0 || names.includes("")) throw new UsageError("invalid-option", "table: expected a name.");
  return join(names.map(dialect.identifier), sql`.`);
}

/** A table of events; its columns are called as the contract calls them, save those that are named. */
export function eventSource(
  dialect: Dialect,
  table: Sql,
  named: Readonly<Partial<Record<EventColumn, string>>> = {},
): EventSource {
  const nameOf = (column: EventColumn) => named[column] ?? column;
  const taken = new Set(EVENT_COLUMNS.map((column) => nameOf(column).toLowerCase()));
  const innerOf = (column: EventColumn) => {
    let name = INNER[column];
    while (taken.has(name)) name += "_";
    return dialect.identifier(name);
  };
  return {
    table,
    columns: recordOf((column) => dialect.identifier(nameOf(column))),
    inner: recordOf(innerOf),
  };
}

/** Something for each column. */
export function recordOf(toSql: (column: EventColumn) => Sql): Readonly<Record<EventColumn, Sql>> {
  const entries = EVENT_COLUMNS.map((column) => [column, toSql(column)] as const);
  return Object.fromEntries(entries) as Record<EventColumn, Sql>;
}

/** Which events are meant. */
export interface EventFilter {
  /** Epoch milliseconds; not finite for all. */
  readonly asOf: number;
  readonly accountId?: string | undefined;
  /** Whether one that was delivered several times is seen once. */
  readonly isDistinct?: boolean | undefined;
  /** Whether counts of conversations for the quota are read too, which are no part of a conversation. */
  readonly withCounts?: boolean | undefined;
}

/** The type of an event that counts a conversation for the quota. */
export const COUNTED: BillingEventType = "ChatbotConversationCounted";

/** The events of conversations: a row each, by their inner names, with `''`, -1 or 0 for what they have not. */
export function conversationEvents(
  dialect: Dialect,
  source: EventSource,
  { asOf, accountId, isDistinct = false, withCounts = false }: EventFilter,
  columns: ReadonlySet<EventColumn>,
): Sql {
  const { table, columns: outer, inner } = source;
  const until = Number.isFinite(asOf) ? ` up to ${formatInstant(asOf)}` : "";
  return subselect({
    says: `The events of conversations${until}. What an event has not comes before all that it could have.`,
    columns: EVENT_COLUMNS.filter((column) => columns.has(column)).map(
      (column): Column => [orAbsent(dialect, column, outer[column]), inner[column]],
    ),
    isDistinct,
    from: table,
    where: [
      isOneOf(dialect, outer.type, [...CONVERSATION_EVENT_TYPES, ...(withCounts ? [COUNTED] : [])]),
      ...(Number.isFinite(asOf) ? [sql`${outer.occurredAt} <= ${integer(asOf)}`] : []),
      ...(accountId === undefined ? [] : [sql`${outer.accountId} = ${dialect.text(accountId)}`]),
    ],
  });
}

/** Whether a type is among some. */
export function isOneOf(dialect: Dialect, type: Sql, types: readonly string[]): Sql {
  return sql`${type} IN (${join(types.map(dialect.text), sql`, `)})`;
}

/** A column with something in place of NULL that is less than any of its values. */
export function orAbsent(dialect: Dialect, column: EventColumn, value: Sql): Sql {
  switch (column) {
    case "accountId":
    case "id":
    case "type":
    case "occurredAt":
      return value;
    case "sequence":
      return dialect.ifNull(value, dialect.bigint(-1));
    case "rating":
    case "conversations":
    case "periodStart":
      return dialect.ifNull(value, integer(0));
    default:
      return dialect.ifNull(value, dialect.text(""));
  }
}
