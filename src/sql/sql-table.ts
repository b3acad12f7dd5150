import { oneOf } from "../domain/one-of.ts";
import { DIALECTS, type Dialect, type DialectName } from "./dialect.ts";
import { clickhouse } from "./dialects/clickhouse.ts";
import { duckdb } from "./dialects/duckdb.ts";
import { type EventSource, eventSource, tableName } from "./event-source.ts";
import type { EventColumn } from "./event-table.ts";

/** A table of events in an engine. */
export interface SqlTable {
  readonly dialect: DialectName;
  /** Its name; behind its schema or database as a list. Default `events`. */
  readonly table?: string | readonly string[] | undefined;
  /** What its columns are called, where not as in `EVENT_COLUMNS`. */
  readonly columns?: Readonly<Partial<Record<EventColumn, string>>> | undefined;
}

const dialects: Readonly<Record<DialectName, Dialect>> = { duckdb, clickhouse };

/**
 * The dialect by its name.
 *
 * @throws UsageError `invalid-option` if there is none.
 */
export function dialectOf(name: DialectName): Dialect {
  return dialects[oneOf(DIALECTS, name, "dialect")];
}

/** A table of events, to SELECT from. */
export function tableOf({ dialect: name, table = "events", columns }: SqlTable): {
  readonly dialect: Dialect;
  readonly source: EventSource;
} {
  const dialect = dialectOf(name);
  return { dialect, source: eventSource(dialect, tableName(dialect, table), columns) };
}
