import { CONVERSATION_EVENT_TYPES } from "../domain/conversation-event.ts";
import { eventSchemas } from "../domain/event.ts";
import { duckdb } from "../sql/dialects/duckdb.ts";
import { isOneOf } from "../sql/event-source.ts";
import { EVENT_COLUMNS, type EventColumn, NUMBER_COLUMNS } from "../sql/event-table.ts";
import { join, print, type Sql, sql } from "../sql/fragment.ts";
import { nested, select } from "../sql/select.ts";
import type { LogSource } from "./log-source.ts";

/** What the events of logs are called in a query, and those of logs that are not read as they lie. */
export const EVENTS = "events";
export const REWRITTEN = "rewritten";

/** The longest line that a file may have for DuckDB to read it, in bytes; each of its threads makes room for twice as much. */
export const LONGEST_LINE = 1 << 21;

const INSTANT_COLUMNS: ReadonlySet<EventColumn> = new Set<EventColumn>(["occurredAt", "periodStart"]);
const COMMA = sql`, `;

/** The statement that makes a view of the events in files: the table of events that `toSql` asks, read as it is asked. */
export function eventViewSql(name: string, sources: readonly LogSource[]): string {
  const rows =
    sources.length === 0
      ? sql`(SELECT ${join(EVENT_COLUMNS.map(emptyColumn), COMMA)} WHERE FALSE)`
      : nested(join([...byCompression(sources)].map(linesOf), sql`\nUNION ALL\n`));
  const view = select({
    says: "The events of logs. A field that is not of its event is none.",
    columns: EVENT_COLUMNS.map((column) => [fieldSql(column), duckdb.identifier(column)]),
    from: rows,
  });
  return print(sql`CREATE OR REPLACE VIEW ${duckdb.identifier(name)} AS\n${view}`);
}

function byCompression(sources: readonly LogSource[]): ReadonlyMap<LogSource["compression"], readonly string[]> {
  const files = new Map<LogSource["compression"], string[]>();
  for (const { file, compression } of sources) files.set(compression, [...(files.get(compression) ?? []), file]);
  return files;
}

function linesOf([compression, files]: readonly [LogSource["compression"], readonly string[]]): Sql {
  const fields = EVENT_COLUMNS.map((column) => sql`${duckdb.identifier(column)}: '${typeOf(column)}'`);
  const settings = [
    duckdb.array(files.map((file) => duckdb.text(literally(file)))),
    sql`format = 'newline_delimited'`,
    sql`records = 'true'`,
    sql`compression = ${duckdb.text(compression ?? "uncompressed")}`,
    sql`maximum_object_size = ${duckdb.bigint(LONGEST_LINE)}`,
    sql`columns = {${join(fields, COMMA)}}`,
  ];
  return sql`SELECT * FROM read_json(${join(settings, COMMA)})`;
}

/** A path as a pattern that no other path is like. */
function literally(path: string): string {
  return path.replace(/[*?[]/g, "[$&]");
}

function typeOf(column: EventColumn): Sql {
  if (INSTANT_COLUMNS.has(column)) return sql`TIMESTAMP`;
  return NUMBER_COLUMNS.has(column) ? sql`BIGINT` : sql`VARCHAR`;
}

function emptyColumn(column: EventColumn): Sql {
  return sql`NULL::${typeOf(column)} AS ${duckdb.identifier(column)}`;
}

function fieldSql(column: EventColumn): Sql {
  const name = duckdb.identifier(column);
  const value = INSTANT_COLUMNS.has(column) ? sql`epoch_ms(${name})` : name;
  const types = [...eventSchemas].filter(([, { shape }]) => column in shape).map(([type]) => type);
  // Events of billing come from files that this library wrote, in which there is nothing else.
  const isOfAll = CONVERSATION_EVENT_TYPES.every((type) => types.includes(type));
  return isOfAll ? value : sql`CASE WHEN ${isOneOf(duckdb, duckdb.identifier("type"), types)} THEN ${value} END`;
}
