import { CONVERSATION_EVENT_TYPES } from "../domain/conversation-event.ts";
import { UsageError } from "../domain/usage-error.ts";
import type { BoundRuleSet } from "../policies/classification/bind-rule-set.ts";
import type { Dialect, IncrementalDialect } from "./dialect.ts";
import { isOneOf, orAbsent, recordOf } from "./event-source.ts";
import { EVENT_COLUMNS } from "./event-table.ts";
import { comment, join, type Sql, sql } from "./fragment.ts";
import { isOfKind, type MarkedEvents } from "./marked-events.ts";
import { type Column, select } from "./select.ts";
import { type SqlTable, tableOf } from "./sql-table.ts";
import { keysOf } from "./state-source.ts";

/** How a table of states says what it gathers. */
export interface StateQuery {
  readonly says: string;
  /** What the two keys are called, if not as in a table of states. */
  readonly keys?: readonly [Sql, Sql];
  /** The place of an event, made of its columns. */
  place(columns: ReturnType<typeof columnsOf>): Sql;
  /** What stands behind the keys; `key` is their values. */
  columns(
    event: Pick<MarkedEvents, "place" | "column" | "isOf">,
    key: readonly [account: Sql, conversation: Sql],
  ): readonly Column[];
}

/** What the place of an event is called while it is gathered. */
const PLACE = "place";

/** A row for each conversation in a table of events, gathered straight from the table, as a view must. */
export function stateQuery(
  events: SqlTable,
  words: IncrementalDialect,
  rules: BoundRuleSet,
  { says, keys: called, place: toPlace, columns: toColumns }: StateQuery,
): Sql {
  const { dialect, source } = tableOf(events);
  const columns = columnsOf(dialect, source.columns);
  const place = dialect.identifier(PLACE);
  const keys = called ?? keysOf(dialect);
  const event = {
    place,
    column: (name: keyof typeof columns) => columns[name],
    isOf: (kind: string) => isOfKind(dialect, rules, kind, columns),
  };
  const query = select({
    says,
    columns: [
      [columns.accountId, keys[0]],
      [columns.conversationId, keys[1]],
      ...toColumns(event, [columns.accountId, columns.conversationId]),
    ],
    from: source.table,
    where: [isOneOf(dialect, source.columns.type, CONVERSATION_EVENT_TYPES)],
    groupBy: keys,
  });
  return join(
    [comment("The place of an event in the total order."), words.define(place, toPlace(columns)), query],
    sql`\n`,
  );
}

/**
 * Refuses a table of events with a column that is called as one of the names within such a query.
 *
 * @throws UsageError `invalid-option`
 */
export function assertNotTaken(names: SqlTable["columns"], own: readonly string[], whose: string): void {
  for (const column of EVENT_COLUMNS) {
    const name = names?.[column] ?? column;
    if ((name === PLACE || own.includes(name)) && name !== column) {
      throw new UsageError("invalid-option", `columns.${column}: ${JSON.stringify(name)} is a name of the ${whose}.`);
    }
  }
}

function columnsOf(dialect: Dialect, columns: Readonly<Record<(typeof EVENT_COLUMNS)[number], Sql>>) {
  return recordOf((column) => orAbsent(dialect, column, columns[column]));
}
