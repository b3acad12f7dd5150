import type { LedgerEvent } from "chatledger";
import type { DialectName, SqlTable } from "chatledger/sql";

/** A value of an answer, as JavaScript has it. */
export type Value = string | number | boolean | null | readonly Value[];

/** A row of an answer, by its columns. */
export type ResultRow = Readonly<Record<string, Value>>;

/** An engine that runs here and holds one table of events at a time. */
export interface SqlEngine {
  readonly dialect: DialectName;
  /** Holds these events and no others. */
  fill(table: Named, events: readonly LedgerEvent[]): Promise<void>;
  rows(sql: string): Promise<readonly ResultRow[]>;
}

/** How a table and its columns are called. */
export interface Named {
  readonly table: string;
  readonly columns: NonNullable<SqlTable["columns"]>;
}
