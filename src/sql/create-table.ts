import { UsageError } from "../domain/usage-error.ts";
import { tableName } from "./event-source.ts";
import { EVENT_COLUMNS, FULL_COLUMNS, NUMBER_COLUMNS } from "./event-table.ts";
import { indented, join, print, type Sql, sql } from "./fragment.ts";
import { incrementalOf } from "./incremental-of.ts";
import { REJECT_COLUMNS } from "./reject-table.ts";
import { dialectOf, type SqlTable, tableOf } from "./sql-table.ts";

/**
 * The statement that makes a table of events, one row an event as {@link toEventRow} gives it.
 *
 * @throws UsageError `invalid-option`.
 * @see docs/sql.md
 */
export function createTableSql(table: SqlTable): string {
  const { dialect, source } = tableOf(table);
  const columns = EVENT_COLUMNS.map((column) =>
    dialect.column(source.columns[column], NUMBER_COLUMNS.has(column) ? "number" : "text", FULL_COLUMNS.has(column)),
  );
  // A conversation's events lie together.
  const { accountId, conversationId, occurredAt } = source.columns;
  const order = [accountId, dialect.ifNull(conversationId, dialect.text("")), occurredAt];
  return createSql(source.table, columns, dialect.storage(order));
}

/**
 * The statement that makes a table of ClickHouse that is the tables of all servers of a cluster. Whatever is inserted into it
 * goes to one of them, a conversation's events all to the same.
 *
 * @param table the table on each server, behind its database
 * @param name what the table of all of them is called on the server that is asked. Default `events`.
 * @throws UsageError `invalid-option`.
 */
export function createDistributedSql(
  { table = [], ...events }: SqlTable,
  cluster: string,
  name: string | readonly string[] = "events",
): string {
  const { dialect, source } = tableOf({ ...events, table });
  const words = incrementalOf(dialect, "cluster");
  const [database, own, ...rest] = table;
  if (typeof table === "string" || database === undefined || own === undefined || rest.length > 0) {
    throw new UsageError("invalid-option", "table: expected the name of a database and that of a table in it.");
  }
  const { accountId, conversationId } = source.columns;
  const key = [accountId, dialect.ifNull(conversationId, dialect.text(""))];
  return `${print(words.distributed(tableName(dialect, name), cluster, database, own, key))}\n`;
}

/**
 * The statement that makes a table of what was refused, one row a line as {@link toRejectRow} gives it. Its default name is
 * `rejects`.
 *
 * @throws UsageError `invalid-option`.
 */
export function createRejectsSql({ dialect: name, table = "rejects" }: Omit<SqlTable, "columns">): string {
  const dialect = dialectOf(name);
  const columns = REJECT_COLUMNS.map((column) =>
    dialect.column(dialect.identifier(column), column === "line" ? "number" : "text", column === "code"),
  );
  return createSql(tableName(dialect, table), columns, dialect.storage([dialect.identifier("code")]));
}

function createSql(table: Sql, columns: readonly Sql[], storage: Sql): string {
  return `${print(sql`CREATE TABLE ${table} (\n${indented(join(columns, sql`,\n`))}\n)${storage}`)}\n`;
}
